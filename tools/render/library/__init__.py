"""The clips for evaluating the judge: half for tuning, half held back."""

from tools.render.library import entries
from tools.render.library.untidy import untidy_clips
from tools.render.recipe import Recipe

__all__ = ["library"]


def library() -> list[Recipe]:
    """Return every clip, for tuning and held back: first the tidy people, then the untidy ones."""
    return [*entries.library(), *untidy_clips()]
