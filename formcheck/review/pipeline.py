"""Runs a recorded clip from its file to its judged poses; all steps run at the same time.

```
reading thread          calling thread                  writing thread
decode, turn upright -> estimate -> judge -> track  ->  draw -> encode
                   4 frames                    4 frames
```

A fourth thread checks now and then for a second person.

MediaPipe takes most of the time; reading and writing run in parallel with it. This module does not
know how a pose is judged: the caller's `on_pose` does that.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from formcheck.assessment.types import Snapshot
from formcheck.drawing.overlay import OverlayText, draw
from formcheck.encoding import printable
from formcheck.errors import CancelledError, NoPersonError, VideoError
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import MODEL_NAME
from formcheck.output_path import check_outputs
from formcheck.pose_estimation.estimator import PoseEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector, SecondPersonFindings
from formcheck.review.background import ReadAhead, WriteBehind
from formcheck.review.request import ClipRequest
from formcheck.review.track_writer import TrackWriter
from formcheck.review.types import Progress
from formcheck.video.brightness import measure_brightness
from formcheck.video.decode import ClipReader, open_clip
from formcheck.video.encode import VideoWriter
from formcheck.video.frame import Frame
from formcheck.video.repeated_frames import RepeatedFrameDetector

__all__ = ["ClipFacts", "run_clip"]

_DEPTH = 4
"""Frames that may wait between two threads: enough to even out the speed, few enough for 4K."""

_PROGRESS_EVERY_S = 0.1

_PRESET = "superfast"
"""x264's speed: the pose model needs the same cores, and the film is a copy to look at."""

MOST_FRAMES_PER_S = 30.0
"""A clip with more frames a second is judged alike by these (docs/measurements.md)."""


@dataclass(frozen=True, kw_only=True)
class ClipFacts:
    """What is known about a clip besides its poses.

    `frames` counts those in which a pose was looked for. `duration_s` is the time of the last of
    them. `size` is width and height in pixels. `found_share` is the share 0..1 of frames with a
    person. `truncated` says whether the end is missing or damaged. `warnings` are sentences for the
    user. `people` is None without a check for a second person.
    """

    name: str
    frames: int
    duration_s: float
    size: tuple[int, int]
    rotation_deg: int
    found_share: float
    truncated: bool
    warnings: tuple[str, ...]
    people: SecondPersonFindings | None = None


def run_clip(
    request: ClipRequest,
    *,
    estimator: PoseEstimator,
    on_pose: Callable[[Pose], Snapshot] | None,
    labels: OverlayText | None = None,
    people: SecondPersonDetector | None = None,
    check: Callable[[ClipFacts], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ClipFacts:
    """Read the clip of `request`, pass every pose to `on_pose`, and return the clip's facts.

    The outputs get their names only when everything succeeded. After any exception, Ctrl-C
    included, no part of them is left and all threads have ended.

    Args:
        request: the clip, how to turn it and what to write.
        estimator: finds the poses; a new one for this clip, closed by the caller.
        on_pose: judges one pose; called in order of time on the calling thread. None when only the
            landmarks are wanted (then there is no annotated clip).
        labels: the texts on the annotated clip.
        people: checks now and then for a second person; closed by the caller.
        check: checks the result before the outputs appear, and may raise.
        on_progress: called about ten times a second and at the end.
        cancelled: called before every frame; True stops the work.

    Raises:
        VideoError: the clip cannot be read or has fewer than two frames.
        NoPersonError: nobody was seen in the whole clip.
        OutputError: an output cannot be written.
        CancelledError: `cancelled` returned True.
    """
    path, track_out = request.path, request.track_out
    for film in (request.video_out, request.clip_out):
        check_outputs({".mp4": film, ".npz": track_out}, clip=path)
    most_per_s = None if request.every_frame else MOST_FRAMES_PER_S
    with (
        open_clip(path, rotate_deg=request.rotate_deg, most_per_s=most_per_s) as clip,
        ExitStack() as outputs,
    ):
        # The outputs are entered first, so that they are finished last, after all threads.
        model = f"{MODEL_NAME}_{request.variant}"
        meta = {"source": printable(path.name), **clip.meta, "model": model}
        track = None if track_out is None else TrackWriter(track_out, meta=meta)
        if track is not None:
            outputs.enter_context(track)
        video, copy = (
            None
            if film is None
            else outputs.enter_context(VideoWriter(film, clip.size, preset=_PRESET))
            for film in (request.video_out, None if clip.is_playable else request.clip_out)
        )
        run = _ClipRun(clip, on_progress)
        with ExitStack() as threads:
            # Recorded landmarks hold what would be measured.
            source = _measured(clip) if request.landmarks is None else clip
            frames = threads.enter_context(ReadAhead(source, depth=_DEPTH, name="formcheck-read"))
            paint = threads.enter_context(_start_painter(video, copy, labels))
            look = (
                None
                if people is None
                else threads.enter_context(_start_second_person_thread(people))
            )
            for frame in frames:
                if cancelled is not None and cancelled():
                    raise CancelledError("The review was stopped; nothing was written.")
                pose = estimator.estimate(frame)
                if look is not None and people is not None and people.is_due(pose):
                    look.put((frame, pose))
                snapshot = None if on_pose is None else on_pose(pose)
                if track is not None:
                    track.add(pose)
                if video is not None or copy is not None:
                    paint.put((frame, snapshot))
                run.count(frame, pose)
        facts = run.build_facts(people)
        if check is not None:
            check(facts)
        return facts


def _measured(clip: ClipReader) -> Iterator[Frame]:
    """Yield the frames with what the estimator would otherwise measure while it is waited for."""
    repeats = RepeatedFrameDetector()
    for frame in clip:
        yield replace(
            frame,
            brightness=measure_brightness(frame.image),
            repeated=repeats.update(frame.image, frame.time_s),
        )


class _ClipRun:
    """The running totals of a clip."""

    def __init__(self, clip: ClipReader, on_progress: Callable[[Progress], None] | None) -> None:
        self._clip = clip
        self._on_progress = on_progress
        self._started = self._reported = time.monotonic()
        self._read = 0
        self._frames = 0
        self._found = 0
        self._last_s = 0.0

    def count(self, frame: Frame, pose: Pose) -> None:
        """Count one pose and report now and then."""
        self._read = frame.index + 1
        self._frames += 1
        self._found += pose.found
        self._last_s = pose.time_s
        if time.monotonic() - self._reported >= _PROGRESS_EVERY_S:
            self._report(self._clip.frames_estimate)

    def build_facts(self, people: SecondPersonDetector | None) -> ClipFacts:
        """Return the totals; raise when there is nothing to judge."""
        clip = self._clip
        if self._frames < 2:
            raise VideoError(
                f"Expected a clip of somebody moving, got a single frame in {clip.name}. Record "
                "the exercise as a video."
            )
        if self._found == 0:
            raise NoPersonError(
                f"Nobody was found in {clip.name}. Record the whole person from the side, in good "
                "light."
            )
        self._read = clip.frames_read
        self._report(self._read)
        return ClipFacts(
            name=clip.name,
            frames=self._frames,
            duration_s=self._last_s,
            size=clip.size,
            rotation_deg=clip.rotation_deg,
            found_share=self._found / self._frames,
            truncated=clip.truncated,
            warnings=clip.warnings,
            people=None if people is None else people.findings(),
        )

    def _report(self, total: int | None) -> None:
        self._reported = time.monotonic()
        if self._on_progress is None:
            return
        known = None if total is None else max(total, self._read)
        spent_s = self._reported - self._started
        self._on_progress(Progress.after(spent_s, frames_done=self._read, frames_total=known))


def _start_painter(
    video: VideoWriter | None, copy: VideoWriter | None, labels: OverlayText | None
) -> WriteBehind[tuple[Frame, Snapshot | None]]:
    """Return the thread that draws and encodes: the annotated clip, and the copy for browsers."""

    def paint(piece: tuple[Frame, Snapshot | None]) -> None:
        frame, snapshot = piece
        if copy is not None:
            copy.write(frame.image, frame.time_s)
        if video is not None and snapshot is not None:
            video.write(draw(frame.image, snapshot, labels=labels), frame.time_s)

    return WriteBehind(paint, depth=_DEPTH, name="formcheck-write")


def _start_second_person_thread(people: SecondPersonDetector) -> WriteBehind[tuple[Frame, Pose]]:
    """Return the thread that checks for a second person."""

    def look(piece: tuple[Frame, Pose]) -> None:
        people.check(*piece)

    return WriteBehind(look, depth=1, name="formcheck-people")
