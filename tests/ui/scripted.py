"""A review service with known answers, for the tests of the pages."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from formcheck.assessment.types import Band, CameraView, Fault, Rejection, RepResult
from formcheck.errors import CancelledError, FormCheckError
from formcheck.kinematics.landmarks import Side
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Finding, Moment, Progress, Review, Span, Threshold, Trace
from formcheck.ui.pages.review.review_service import ExerciseCard, ReviewService, Sample

DURATION_S = 40.0
BREAK, TOP = 122.0, 176.0
STARTS = (2.0, 6.5, 11.0, 15.5, 20.0, 24.5, 29.0, 33.5)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A `Progress`."""

    frames_done: int
    frames_total: int | None
    fps: float
    seconds_left: float | None


def bridge_review(source: str = "bridge.mp4") -> Review:
    """Eight bridges, seven counted; the hips went past straight twice; 1.5 s could not be seen."""
    reps = tuple(_rep(n, start) for n, start in enumerate(STARTS, 1))
    time_s = np.arange(0.0, DURATION_S, 1 / 30)
    hip = np.full_like(time_s, BREAK)
    for n, start in enumerate(STARTS, 1):
        top = 150.0 if n == 6 else 197.0 if n in (3, 5) else TOP
        hip += (top - BREAK) * _bump(time_s, start, start + 4.0)
    hip += np.sin(time_s * 9) * 0.7
    hip[(time_s > 37.6) & (time_s < 39.1)] = np.nan
    faults = [fault for rep in reps for fault in rep.faults]
    return Review(
        exercise="bridge",
        title="Bridge",
        source=source,
        duration_s=DURATION_S,
        frames=len(time_s),
        view=CameraView(yaw_deg=4.0, facing="left", near_side=Side.LEFT, ok=True),
        assessable=0.96,
        repetitions=reps,
        score=82.0,
        band=Band.GOOD,
        main_fault="over_arched",
        warnings=(),
        findings=(
            Finding(
                rule="over_arched",
                title="Hips past straight",
                cue="Stop at a straight line",
                why="Past the straight line the lower back bends instead of the hips working.",
                source="Clinical notes 1.3, proposed limit, not yet validated",
                unit="deg",
                limit=192.0,
                beyond="above",
                safety=False,
                informational=False,
                moments=tuple(
                    Moment(repetition=n, start_s=f.start_s, end_s=f.end_s, worst=f.worst)
                    for f, n in zip(faults, (3, 5), strict=True)
                ),
            ),
        ),
        trace=Trace(
            time_s=time_s,
            primary_by_side={"both": hip},
            unit="deg",
            label="Hip angle",
            thresholds=(
                Threshold(label="Down", value=140.0, kind="start"),
                Threshold(label="Up", value=162.0, kind="end"),
                Threshold(label="Adjust", value=186.0, kind="amber"),
                Threshold(label="Too high", value=192.0, kind="fault"),
            ),
            not_assessable=(Span(start_s=37.6, end_s=39.1),),
            holds=tuple(Span(start_s=s + 0.9, end_s=s + 3.1) for s in STARTS if s != 24.5),
        ),
        summary="7 of 8 counted. Good line at the top. Twice the hips went past straight, "
        "at 0:12 and 0:21.",
        hold_target_s=5.0,
    )


def unseen_review(source: str = "feet_out.mp4") -> Review:
    """A clip with a foot outside the picture: it is not assessable."""
    time_s = np.arange(0.0, 20.0, 1 / 30)
    return Review(
        exercise="bird_dog",
        title="Bird-dog",
        source=source,
        duration_s=20.0,
        frames=len(time_s),
        view=CameraView(yaw_deg=float("nan"), facing=None, near_side=None, ok=False),
        assessable=0.12,
        repetitions=(
            _rep(1, 4.0, side="left", rejected=Rejection.NOT_ASSESSABLE),
            _rep(2, 11.0, side="right", rejected=Rejection.NOT_ASSESSABLE),
        ),
        score=None,
        band=None,
        main_fault=None,
        warnings=("Your left foot is out of the picture. Move the camera back.",),
        findings=(),
        trace=Trace(
            time_s=time_s,
            primary_by_side={
                "left": np.where(time_s < 4, 10.0 + time_s, np.nan),
                "right": np.full_like(time_s, np.nan),
            },
            unit="deg",
            label="Leg height",
            not_assessable=(Span(start_s=4.0, end_s=20.0),),
        ),
        summary="Nothing could be judged: the left foot was out of the picture.",
    )


def _rep(
    n: int, start: float, *, side: str = "both", rejected: Rejection | None = None
) -> RepResult:
    arched = n in (3, 5) and side == "both"
    if n == 6 and side == "both":
        rejected = Rejection.PARTIAL
    judged = rejected is None
    fault = Fault(
        rule="over_arched",
        start_s=start + 1.4,
        end_s=start + 2.6,
        worst=197.0,
        limit=192.0,
        excess=5.0,
        safety=False,
    )
    return RepResult(
        index=n,
        side=side,
        start_s=start,
        turn_s=start + 2.0,
        end_s=start + 4.0,
        rom_deg=54.0 + n / 2 if judged else 28.0,
        out_s=1.0 + n / 20,
        hold_s=2.2 if judged else 0.0,
        back_s=1.1 if judged else float("nan"),
        rejected=rejected,
        score=None if not judged else 64.0 if arched else 91.0 - n,
        band=None if not judged else Band.FAIR if arched else Band.GOOD,
        assessable=0.2 if rejected is Rejection.NOT_ASSESSABLE else 1.0,
        faults=(fault,) if arched else (),
    )


def _bump(time_s, start, end):
    """0 outside, 1 on a flat top, smooth flanks of a second."""
    up = np.clip((time_s - start) / 1.0, 0, 1)
    down = np.clip((end - time_s) / 1.0, 0, 1)
    flank = np.minimum(up, down)
    return flank * flank * (3 - 2 * flank)


@dataclass
class Scripted(ReviewService):
    """A review service whose answers the test sets.

    With `hold` set, a review waits after its first progress report until the event is set or the
    work is cancelled.
    """

    answer: Review = field(default_factory=bridge_review)
    error: Exception | None = None
    video: Path | None = None
    hold: threading.Event | None = None
    requests: list[ReviewRequest] = field(default_factory=list)
    sample: Path = Path("bridge.mp4")
    picture: bytes | None = None

    def list_exercises(self) -> tuple[ExerciseCard, ...]:
        camera = "Side-on, at the height of the mat, 2 to 3 m away, whole body in the picture."
        return tuple(
            ExerciseCard(name=name, title=title, summary="", camera=camera)
            for name, title in (
                ("bridge", "Bridge"),
                ("bird_dog", "Bird-dog"),
                ("hamstring_stretch", "Hamstring stretch, lying"),
                ("hamstring_stretch_90_90", "Hamstring stretch, 90-90"),
                ("hamstring_stretch_seated", "Hamstring stretch, seated"),
            )
        )

    def list_samples(self) -> tuple[Sample, ...]:
        return tuple(
            Sample(name=card.name, path=self.sample, exercise=card.name)
            for card in self.list_exercises()
        )

    def find_thumbnail(self, sample: Sample) -> bytes | None:
        return self.picture

    def review(
        self,
        request: ReviewRequest,
        *,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Review:
        self.requests.append(request)
        on_progress(Step(frames_done=300, frames_total=1200, fps=62.4, seconds_left=14.4))
        while self.hold is not None and not self.hold.is_set():
            if cancelled():
                raise CancelledError("Stopped.")
            time.sleep(0.01)
        if self.error is not None:
            raise self.error
        if request.track_out is not None:
            np.savez(request.track_out, time_s=self.answer.trace.time_s)
        for film in (request.video_out, request.clip_out):
            if film is not None:
                film.write_bytes(b"video" if self.video is None else self.video.read_bytes())
        return self.answer


__all__ = ["DURATION_S", "FormCheckError", "Scripted", "Step", "bridge_review", "unseen_review"]
