"""Frames in and out of files, and what a frame shows by itself."""
