"""What a person starts: an exercise with its dose, in front of the camera or by its sample clip."""

from dataclasses import dataclass, replace

from formcheck.history import PlanItem
from formcheck.input_path import read_toml_file
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise

__all__ = ["ExerciseChoice", "find_sample"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseChoice:
    """What to do now; `sample` names the clip that replaces the camera, None for the camera.

    `limit_shown` says that the page showed the limit of the next day, if one is in force.
    """

    item: PlanItem
    sample: str | None
    limit_shown: bool = False


def find_sample(item: PlanItem) -> ExerciseChoice | None:
    """Return `item` cut down to what the sample clip of its exercise shows.

    Returns None when the exercise comes without a sample clip, or the clip without its labels.
    """
    clip = bundled_path("sample_videos") / f"{item.exercise}.mp4"
    labels = clip.with_suffix(".toml")
    if not (clip.is_file() and labels.is_file()):
        return None
    shown = read_toml_file(labels)["repetition"]
    sides = {one["side"] for one in shown}
    alone = load_exercise(item.exercise).counting_mode == "per_leg" and len(sides) == 1
    return ExerciseChoice(
        item=replace(
            item,
            sets=1,
            repetitions=max(len(shown) // len(sides), 1),
            side=sides.pop() if alone else "auto",
        ),
        sample=item.exercise,
    )
