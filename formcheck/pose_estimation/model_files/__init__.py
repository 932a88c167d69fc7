"""The pose model's files: which exist, where they come from, and how they are checked."""
