"""The words about an exercise that is recognised from the movement."""

from formcheck.poses.loader import load_exercise

__all__ = ["unsure_sentence"]


def unsure_sentence(likely: str | None) -> str:
    """Return why nothing was judged; `likely` is the exercise that fits best, None for none."""
    if likely is None:
        return (
            "FormCheck recognised none of its exercises in the movement. Name the exercise if it "
            "is one of them."
        )
    return (
        f"FormCheck is not sure which exercise this is; {load_exercise(likely).title} fits best. "
        "Name the exercise."
    )
