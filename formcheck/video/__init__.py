"""Frames in and out of files, and properties of a frame's image."""
