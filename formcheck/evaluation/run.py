"""Evaluating many clips, several at a time."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
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
    and `extract` are as for `evaluate_one`. The first error ends the run.
    """
    where = kept_in or tracks_dir()
    one = partial(
        evaluate_one, kept_in=where, exact=exact, kept=kept, copy_to=copy_to, extract=extract
    )
    count = min(workers or os.cpu_count() or 1, len(labels))
    if count <= 1:
        return tuple(_report(one(each), on_done) for each in labels)
    found: dict[int, ClipOutcome] = {}
    # Spawned, because MediaPipe's threads do not survive a fork.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(one, each): i for i, each in enumerate(labels)}
        try:
            for future in as_completed(waiting):
                found[waiting[future]] = _report(future.result(), on_done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(found[i] for i in range(len(labels)))


def _report(outcome: ClipOutcome, on_done: Callable[[ClipOutcome], None] | None) -> ClipOutcome:
    if on_done is not None:
        on_done(outcome)
    return outcome
