"""The clips the judge is evaluated with: some for tuning, as many held back."""

from tools.render.library.entries import library

__all__ = ["library"]
