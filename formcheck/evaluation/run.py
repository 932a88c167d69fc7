"""Evaluating many clips, several at a time."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from formcheck.errors import LabelError
from formcheck.evaluation.compact import save_compact
from formcheck.evaluation.labels import ClipLabels
from formcheck.evaluation.outcome import ClipOutcome, assess_clip
from formcheck.evaluation.track_cache import Extract, ModelTrack, model_track, tracks_dir
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import load_exercise
from formcheck.review.review import review_clip
from formcheck.review.types import Review
from formcheck.review.worker_pool import run_in_workers

__all__ = ["evaluate_clips", "evaluate_one"]


def evaluate_one(
    labels: ClipLabels,
    *,
    kept_in: Path,
    exact: bool = False,
    kept: bool = False,
    copy_to: Path | None = None,
    extract: Extract = review_clip,
    on_review: Callable[[Review], None] | None = None,
) -> ClipOutcome:
    """Return the outcome of one clip; the cache of its landmarks is in `kept_in`.

    A clip without its film is judged from the landmarks saved beside its labels; with `kept` every
    clip is. With `exact` the exact joint positions are judged instead, as if the pose model made no
    errors. With `copy_to` the clip is first copied there without its film (`save_compact`), and the
    copy is judged. `extract` finds the landmarks of a film. `on_review` is called with the review
    behind the outcome, if there is one. Raises `LabelError` when the needed file is not beside the
    label file, and the errors of `extract`.
    """
    if exact:
        truth = _truth(labels)
        if truth is None:
            raise LabelError(
                f"Expected {labels.truth.name} beside {labels.path.name}; render it first."
            )
        return assess_clip(labels, ModelTrack(track=truth), truth, on_review=on_review)
    seen = (
        model_track(labels.clip, load_exercise(labels.exercise), kept_in=kept_in, extract=extract)
        if labels.clip.is_file() and not kept
        else ModelTrack.load(labels.seen)
    )
    if seen is None:
        wanted = f"{labels.seen.name}.npz" if kept else labels.file
        raise LabelError(f"Expected {wanted} beside {labels.path.name}; render it first.")
    if copy_to is not None:
        copy = save_compact(labels, seen, folder=copy_to)
        return evaluate_one(copy, kept_in=kept_in, kept=True, on_review=on_review)
    return assess_clip(labels, seen, _truth(labels), on_review=on_review)


def _truth(labels: ClipLabels) -> PoseTrack | None:
    return PoseTrack.load(labels.truth) if labels.truth.is_file() else None


def evaluate_clips(
    labels: Sequence[ClipLabels],
    *,
    workers: int | None = None,
    kept_in: Path | None = None,
    exact: bool = False,
    kept: bool = False,
    copy_to: Path | None = None,
    on_done: Callable[[ClipOutcome], None] | None = None,
    extract: Extract = review_clip,
) -> tuple[ClipOutcome, ...]:
    """Return the outcomes of many clips, in their order; `on_done` is called with each when ready.

    `workers` processes share the work, by default one for each core. `exact`, `kept`, `copy_to`
    and `extract` are as for `evaluate_one`. The first error ends the run; see
    `run_in_workers`.
    """
    where = kept_in or tracks_dir()
    one = partial(
        evaluate_one, kept_in=where, exact=exact, kept=kept, copy_to=copy_to, extract=extract
    )
    return run_in_workers(one, labels, workers=workers, on_done=on_done)
