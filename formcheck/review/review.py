"""Makes a review from a recorded clip or its landmarks."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from formcheck.assessment.types import Snapshot
from formcheck.encoding import printable
from formcheck.errors import NoPersonError, TrackError
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.exercise import Exercise
from formcheck.review.builder import ReviewBuilder
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Progress, Review
from formcheck.video.frame_times import SlowMotion

if TYPE_CHECKING:
    from formcheck.pose_estimation.estimator import PoseEstimator

__all__ = ["review_clip", "review_track"]

_PROGRESS_EVERY = 1000
"""Frames, a quarter of a second: shorter tracks are done before anybody could read a number."""


def review_clip(
    request: ReviewRequest,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    estimator: "PoseEstimator | None" = None,
    with_overlay: bool = False,
) -> Review:
    """Return the review of a recorded clip, or of a clip's landmarks.

    With landmarks, the clip is only read for an annotated clip. `with_overlay` also returns what to
    draw over each frame. `estimator` replaces MediaPipe, for example in tests; the caller closes
    it. The outputs appear only when everything succeeded. Raises what `run_clip` raises, and
    `NoPersonError` when two people are in the picture most of the time, because the patient would
    be a guess. For landmarks it raises what `PoseTrack.load` and `review_track` raise.
    """
    track = request.path if request.is_track else request.landmarks
    if track is not None and not request.needs_clip:
        return review_track(
            PoseTrack.load(track),
            request.exercise,
            side=request.side,
            source=request.source or request.path.name,
            with_overlay=with_overlay,
            on_progress=on_progress,
        )
    # What reads a film takes a third of a second to load, and landmarks need none of it.
    from formcheck.review.clip_review import review_frames  # noqa: PLC0415

    return review_frames(
        request,
        on_progress=on_progress,
        cancelled=cancelled,
        estimator=estimator,
        with_overlay=with_overlay,
    )


def review_track(
    track: PoseTrack,
    exercise: Exercise,
    *,
    side: Side | None = None,
    source: str = "",
    notes: tuple[str, ...] = (),
    on_snapshot: Callable[[Snapshot], object] | None = None,
    with_overlay: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Review:
    """Return the review of landmarks that were extracted before; no video is needed.

    `side` is the one working side to judge, None for every side. `notes` are warnings about the
    film that the landmarks came from. `on_snapshot` receives the snapshot of every frame.
    `with_overlay` also returns what to draw over each frame. `on_progress` hears of every
    `_PROGRESS_EVERY` frames.

    Raises `NoPersonError` when the landmarks show nobody, `TrackError`
    when they have no depths.
    """
    watcher = ReviewBuilder(exercise, side, with_overlay=with_overlay)
    name = printable(source or str(track.meta.get("source", "track")))
    if not np.isfinite(track.xy).any():
        raise NoPersonError(
            f"Nobody was found in {name}: every landmark is unknown. Extract the landmarks of "
            "another clip."
        )
    if not np.isfinite(track.world[:, 11:13, 2]).any():
        raise TrackError(
            f"Expected depths (world) in {name}, which distinguish the near side from the far one, "
            "got none. Extract the landmarks again."
        )
    began_s = time.monotonic()
    for done, pose in enumerate(track.starting_at_zero().poses()):
        snapshot = watcher.update(pose)
        if on_snapshot is not None:
            on_snapshot(snapshot)
        if on_progress is not None and done % _PROGRESS_EVERY == 0:
            spent_s = time.monotonic() - began_s
            on_progress(Progress.after(spent_s, frames_done=done, frames_total=len(track)))
    slow_motion = SlowMotion.from_meta(track.meta)
    if slow_motion is not None:
        notes = tuple(dict.fromkeys((*notes, slow_motion.note(name))))
    return watcher.build(name, duration_s=track.duration_s, frames=len(track), notes=notes)
