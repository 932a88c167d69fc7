"""A good repetition of each exercise: start and end angles, and the time of each phase.

All values are well inside the limits. A test changes one value and knows the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.review.review import review_track
from formcheck.review.types import Review
from tests.support.stick_figure import (
    BIRD_DOG,
    BRIDGE,
    LYING,
    NINETY,
    SEATED,
    Camera,
    Figure,
    Key,
    film,
)

FPS = 15.0
"""Half of a camera's rate makes the tests faster; tests of frame rates use their own."""


NEAR_TOP_S = 1.0
"""So long the ways out and back are near the top: 0.4 to 0.6 s each, which count as held too."""


@dataclass(frozen=True, kw_only=True)
class GoodRepetition:
    """A good repetition of an exercise."""

    exercise: str
    figure: Figure
    rest: Mapping[str, float]
    top: Mapping[str, float]
    out_s: float
    hold_s: float
    back_s: float

    def keys(
        self,
        *,
        rest: Mapping[str, float] | None = None,
        top: Mapping[str, float] | None = None,
        out_s: float | None = None,
        hold_s: float | None = None,
        back_s: float | None = None,
        rest_s: float = 1.2,
        work: Side | None = None,
    ) -> list[Key]:
        """Out, hold, back and start position; values not given are the good ones."""
        up = {**self.top, **(top or {})}
        down = {**self.rest, **(rest or {})}
        return [
            Key(seconds=self.out_s if out_s is None else out_s, angles=up, work=work),
            Key(seconds=self.hold_s if hold_s is None else hold_s, angles=up, work=work),
            Key(seconds=self.back_s if back_s is None else back_s, angles=down, work=work),
            Key(seconds=rest_s, angles=down, work=work),
        ]

    def film(
        self,
        keys: Sequence[Key],
        *,
        rest: Mapping[str, float] | None = None,
        fps: float = FPS,
        camera: Camera | None = None,
        lead_s: float = 1.2,
    ) -> PoseTrack:
        """A second in the start position, then `keys`."""
        start = {**self.rest, **(rest or {})}
        lead = [Key(seconds=lead_s, angles={}, work=keys[0].work)] if lead_s else []
        return film(self.figure, start, [*lead, *keys], fps=fps, camera=camera)

    def start_position(
        self,
        camera: Camera | None = None,
        *,
        seconds: float = 1.5,
        fps: float = FPS,
        **angles: float,
    ) -> PoseTrack:
        """A person who keeps the start position, with some `angles` changed."""
        keys = [Key(seconds=seconds, angles={})]
        return self.film(keys, rest=angles, fps=fps, camera=camera, lead_s=0)

    def good(
        self, repetitions: int = 1, *, fps: float = FPS, camera: Camera | None = None
    ) -> PoseTrack:
        """A track of `repetitions` good repetitions."""
        return self.film(self.keys() * repetitions, fps=fps, camera=camera)


_SUPINE = {"lift": 0.0, "neck": 170.0, "other_raise": 1.0, "other_knee": 174.0}

# For each exercise here, tests also require a sample clip and form pictures.
GOOD_REPETITIONS = {
    good_rep.exercise: good_rep
    for good_rep in (
        GoodRepetition(
            exercise="bridge",
            figure=BRIDGE,
            rest={"hip": 137, "knee": 84, "heel": 0, "neck": 165, "thigh_gap": 0},
            top={"hip": 178, "knee": 97},
            out_s=2.0,
            hold_s=4.0,
            back_s=2.4,
        ),
        GoodRepetition(
            exercise="bird_dog",
            figure=BIRD_DOG,
            rest={
                "leg": -44,
                "knee": 90,
                "arm": -88,
                "same_arm": -88,
                "elbow": 174,
                "trunk": 14,
                "neck": 160,
                "shift": 0,
                "other_leg": -44,
                "other_knee": 90,
            },
            top={"leg": -2, "knee": 172, "arm": 2},
            out_s=1.8,
            hold_s=4.0,
            back_s=1.8,
        ),
        GoodRepetition(
            exercise="hamstring_stretch",
            figure=LYING,
            rest={**_SUPINE, "raise": 2, "knee": 174},
            top={"raise": 72, "knee": 172},
            out_s=2.5,
            hold_s=11.0,
            back_s=2.5,
        ),
        GoodRepetition(
            exercise="hamstring_stretch_90_90",
            figure=NINETY,
            rest={**_SUPINE, "hip": 92, "knee": 90},
            top={"knee": 155},
            out_s=2.2,
            hold_s=11.0,
            back_s=2.0,
        ),
        GoodRepetition(
            exercise="hamstring_stretch_seated",
            figure=SEATED,
            rest={"hip": 94, "knee": 172, "leg": 0, "neck": 165},
            top={"hip": 52},
            out_s=2.2,
            hold_s=11.0,
            back_s=2.0,
        ),
    )
}


@cache
def exercise_named(name: str) -> Exercise:
    """The shipped exercise, read once."""
    return load_exercise(name)


def judged(track: PoseTrack, exercise: str | Exercise, *, side: Side | None = None) -> Review:
    """The review of `track`."""
    if isinstance(exercise, str):
        exercise = exercise_named(exercise)
    return review_track(track, exercise, side=side)


def faults(review: Review) -> set[str]:
    """The rules broken anywhere in the review."""
    return {fault.rule for repetition in review.repetitions for fault in repetition.faults}


def rejections(review: Review) -> list[str]:
    """Why repetitions did not count, in order."""
    return [r.rejected.value for r in review.repetitions if r.rejected is not None]


def changed(
    track: PoseTrack,
    *,
    xy: np.ndarray | None = None,
    visibility: np.ndarray | None = None,
    world: np.ndarray | None = None,
    time_s: np.ndarray | None = None,
    size: tuple[int, int] | None = None,
    light: np.ndarray | None = None,
    repeated: np.ndarray | None = None,
    change_ahead: np.ndarray | None = None,
) -> PoseTrack:
    """`track` with some of its arrays replaced."""
    return PoseTrack(
        time_s=track.time_s if time_s is None else time_s,
        xy=track.xy if xy is None else xy,
        visibility=track.visibility if visibility is None else visibility,
        world=track.world if world is None else world,
        size=track.size if size is None else size,
        light=track.light if light is None else light,
        repeated=track.repeated if repeated is None else repeated,
        change_ahead=track.change_ahead if change_ahead is None else change_ahead,
        meta=track.meta,
    )


def joined(first: PoseTrack, then: PoseTrack) -> PoseTrack:
    """`then` cut to the end of `first`, in the same picture, one frame later."""
    step_s = float(then.time_s[1] - then.time_s[0])
    start_s = float(first.time_s[-1]) + step_s - float(then.time_s[0])
    return PoseTrack(
        time_s=np.concatenate([first.time_s, then.time_s + start_s]),
        xy=np.concatenate([first.xy, then.xy]),
        visibility=np.concatenate([first.visibility, then.visibility]),
        world=np.concatenate([first.world, then.world]),
        size=then.size,
    )


def within(track: PoseTrack, start_s: float, end_s: float) -> np.ndarray:
    """Which instants lie from `start_s` up to `end_s`."""
    return (track.time_s >= start_s - 1e-9) & (track.time_s < end_s - 1e-9)


def lost(track: PoseTrack, start_s: float, end_s: float) -> PoseTrack:
    """`track` without a person from `start_s` to `end_s`."""
    gone = within(track, start_s, end_s)
    xy, world, visibility = track.xy.copy(), track.world.copy(), track.visibility.copy()
    xy[gone], world[gone], visibility[gone] = np.nan, np.nan, 0.0
    return changed(track, xy=xy, world=world, visibility=visibility)


def without_frames(track: PoseTrack, start_s: float, end_s: float) -> PoseTrack:
    """`track` without the frames from `start_s` to `end_s`."""
    kept = ~within(track, start_s, end_s)
    return changed(
        track,
        time_s=track.time_s[kept],
        xy=track.xy[kept],
        visibility=track.visibility[kept],
        world=track.world[kept],
    )


def with_repeated_frame(track: PoseTrack, at_s: float, seconds: float) -> PoseTrack:
    """`track` with its frame at `at_s` repeated for `seconds`, then the remaining frames."""
    step_s = track.time_s[1] - track.time_s[0]
    at = int(np.searchsorted(track.time_s, at_s))
    more = round(seconds / step_s)
    rows = np.concatenate([np.arange(at), np.full(more + 1, at), np.arange(at + 1, len(track))])
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[at + 1 : at + 1 + more] = True
    return changed(
        track,
        time_s=np.arange(len(rows)) * step_s,
        xy=track.xy[rows],
        visibility=track.visibility[rows],
        world=track.world[rows],
        repeated=repeated,
    )


def hidden(
    track: PoseTrack, *landmarks: Landmark, to: float = 0.1, span_s: tuple[float, float] = (0, 1e9)
) -> PoseTrack:
    """`track` with the visibility of `landmarks` lowered."""
    visibility = track.visibility.copy()
    rows = np.flatnonzero(within(track, *span_s))
    visibility[np.ix_(rows, [int(mark) for mark in landmarks])] = to
    return changed(track, visibility=visibility)


def wobbling(track: PoseTrack, *, px: float, seed: int) -> PoseTrack:
    """`track` with random landmark noise of `px` pixels (standard deviation)."""
    noise = np.random.default_rng(seed).normal(0, px, track.xy.shape)
    return changed(track, xy=track.xy + noise)
