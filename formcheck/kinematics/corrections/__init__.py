"""Corrections of known errors of the pose model."""
