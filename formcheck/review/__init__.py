"""Turns a clip or a track into a review."""
