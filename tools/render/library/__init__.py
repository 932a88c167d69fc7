"""The clips for evaluating the judge: half for tuning, half held back."""

from tools.render.library.entries import library

__all__ = ["library"]
