"""The pose model: from a frame to a pose."""
