"""The pose model's files: which there are, where they come from, how they are checked."""
