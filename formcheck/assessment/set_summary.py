"""The statistics of a whole set, added up frame by frame; a long set needs no more memory."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from formcheck.assessment.scoring import SAFETY_CAP, band_of, caps_score, compute_lost_points
from formcheck.assessment.types import Band, CameraView, CheckName, ReadinessCheck, RepResult
from formcheck.assessment.verdict import SCORABLE_SHARE, JudgedRepetition
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.kinematics.seen_time import Gap, SeenTime
from formcheck.poses.exercise import Exercise

__all__ = ["LeftOut", "SetStatistics", "SetSummary", "find_notable_failures"]

NOTABLE_SHARE = 0.1
"""A check that failed for less than this share of the exercise time needs no warning."""
LEAST_IN_PLACE_S = 0.5
"""A position seen for less time was not taken, because MediaPipe misreads single frames at
times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetSummary:
    """A finished set.

    `assessable` is the share 0..1 of the exercise time that could be judged; unseen time could not.
    `score` and `band` are None when no score can be given. `score` is the mean of the repetitions'
    scores, capped when half of them or more have the same lasting safety fault. `failed_checks`
    maps each failed check to the seconds it failed while the body was in position (or at all, where
    it never was). `seen_s` are the seconds seen, `in_place_s` those with the body in position (0
    when these were less than half a second). `holds` are the start and end of each hold, `gaps` the
    unseen time, and `too_few_pictures` says that it was unseen because there were fewer than two
    frames a second. `own_offsets` has by how much the limits of a rule were moved for the person's
    own body, the median over the repetitions.
    """

    results: tuple[RepResult, ...]
    assessable: float
    score: float | None
    band: Band | None
    main_fault: str | None
    view: CameraView
    seen_s: float
    in_place_s: float
    failed_checks: Mapping[ReadinessCheck, float]
    gaps: tuple[Gap, ...] = ()
    too_few_pictures: bool = False
    holds: tuple[tuple[float, float], ...] = ()
    own_offsets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """The repetitions seen on `side`, which was not the side to judge.

    `count` is the number that would count, or the number of all where none would.
    """

    side: Side
    count: int


def find_notable_failures(summary: SetSummary) -> list[tuple[ReadinessCheck, float]]:
    """Return the checks that failed for a notable share of the exercise time, longest first.

    Each comes with that share, 0..1.
    """
    base_s = summary.in_place_s or summary.seen_s
    return [
        (check, seconds / base_s)
        for check, seconds in Counter(dict(summary.failed_checks)).most_common()
        if check.failed is not CheckName.START and base_s > 0 and seconds >= NOTABLE_SHARE * base_s
    ]


class SetStatistics:
    """Adds up a set frame by frame.

    `results` are the judged repetitions, `counted` the number of counted ones by side.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.results: list[RepResult] = []
        self._holds: list[tuple[float, float]] = []
        self._own_offsets: defaultdict[str, list[float]] = defaultdict(list)
        self._lost: defaultdict[str, float] = defaultdict(float)
        self._lasting: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self._yaw: Counter[int] = Counter()
        self._near: Counter[Side] = Counter()
        self._facing: Counter[str] = Counter()
        self._failed_s: defaultdict[ReadinessCheck, float] = defaultdict(float)
        self._failed_in_place_s: defaultdict[ReadinessCheck, float] = defaultdict(float)
        self._seen_s = self._in_place_s = self._ready_s = self._assessable_s = 0.0
        self._time = SeenTime()

    def add_frame(
        self,
        observation: Observation,
        check: ReadinessCheck,
        *,
        view_deg: float,
        in_place: bool,
        assessable: bool,
    ) -> None:
        """Add the time since the frame before; `view_deg` is the view that counts."""
        step_s = self._time.update(observation.time_s)
        self._seen_s += step_s
        if check.failed is not None:
            self._failed_s[check] += step_s
        if not in_place:
            return
        self._in_place_s += step_s
        self._assessable_s += step_s if assessable else 0.0
        if check.failed is not None:
            self._failed_in_place_s[check] += step_s
        if not math.isnan(view_deg):
            self._yaw[round(view_deg)] += 1
        if observation.near_side is not None:
            self._near[observation.near_side] += 1
            facing = find_facing(observation)
            if facing is not None:
                self._facing[facing] += 1

    def repeat(self, time_s: float) -> None:
        """Add a repeated frame, in which nothing new was seen."""
        self._time.repeat(time_s)

    def pause(self) -> None:
        """Leave the time until the next frame out of the set."""
        self._time.pause()

    def add_repetition(self, judged: JudgedRepetition) -> None:
        """Add a judged repetition."""
        self.results.append(judged.result)
        if judged.held is not None:
            self._holds.append(judged.held)
        for share in judged.shares:
            if share.rule.own_offset is not None:
                self._own_offsets[share.rule.name].append(share.own_offset)
        if not judged.result.counted:
            return
        self.counted[judged.result.side] += 1
        broken = {fault.rule for fault in judged.result.faults}
        for share in judged.shares:
            if share.rule.name not in broken:
                continue
            self._lost[share.rule.name] += compute_lost_points(self._exercise, share)
            if share.persistent and caps_score(share.rule):
                self._lasting[share.rule.name] += 1

    def near_side(self) -> Side | None:
        """Return the side that was mostly nearer; None before the body was in position."""
        near = self._near.most_common(1)
        return near[0][0] if near else None

    def view(self) -> CameraView:
        """Return the view over all frames with the body in position: medians and majorities."""
        yaw_deg = _median(self._yaw)
        near = self.near_side()
        facing = self._facing.most_common(1)
        return CameraView(
            yaw_deg=yaw_deg,
            facing=facing[0][0] if facing else None,
            near_side=near,
            ok=near is not None and yaw_deg < self._exercise.view.refuse_deg,
        )

    def summary(self) -> SetSummary:
        """Return the summary so far."""
        share = self._measured_share()
        score = self._score(share)
        placed = bool(self.results) or self._in_place_s >= LEAST_IN_PLACE_S
        return SetSummary(
            results=tuple(self.results),
            assessable=self._assessable(share),
            score=score,
            band=None if score is None else band_of(score),
            main_fault=self._main_fault(),
            view=self.view(),
            seen_s=self._seen_s,
            in_place_s=self._in_place_s if placed else 0.0,
            failed_checks=dict(
                self._failed_in_place_s if placed and self._failed_in_place_s else self._failed_s
            ),
            gaps=self._time.gaps,
            too_few_pictures=self._time.too_few_pictures,
            holds=tuple(self._holds),
            own_offsets={rule: median(each) for rule, each in self._own_offsets.items()},
        )

    def _measured_share(self) -> float:
        """Return the share measured of the repetitions, or of the time in position without any."""
        total_s = self._repetitions_s()
        if total_s > 0:
            return sum((r.end_s - r.start_s) * r.assessable for r in self.results) / total_s
        return self._assessable_s / self._in_place_s if self._in_place_s > 0 else 0.0

    def _repetitions_s(self) -> float:
        return sum(r.end_s - r.start_s for r in self.results)

    def _assessable(self, share: float) -> float:
        """Return `share` as a part of all exercise time, to which unseen time is added."""
        exercised_s = self._repetitions_s() or self._in_place_s
        unseen_s = sum(gap.length_s for gap in self._time.gaps)
        # The share of a repetition already accounts for its unseen time.
        for rep in self.results:
            unseen_s -= sum(gap.seconds_within(rep.start_s, rep.end_s) for gap in self._time.gaps)
        whole_s = exercised_s + max(unseen_s, 0.0)
        return share * exercised_s / whole_s if whole_s > 0 else 0.0

    def _score(self, assessable: float) -> float | None:
        counted = [r for r in self.results if r.counted]
        scores = [r.score for r in counted if r.score is not None]
        enough = scores and len(scores) >= SCORABLE_SHARE * len(counted)
        if not enough or assessable < SCORABLE_SHARE:
            return None
        score = sum(scores) / len(scores)
        lasting = max(self._lasting.values(), default=0)
        return min(score, SAFETY_CAP) if 2 * lasting >= len(counted) else score

    def _main_fault(self) -> str | None:
        """Return the most frequent lasting safety fault, or the fault that cost most points."""
        if self._lasting:
            return self._lasting.most_common(1)[0][0]
        worst = max(self._lost, key=lambda name: self._lost[name], default=None)
        return worst if worst is not None and self._lost[worst] >= 1 else None


def find_facing(observation: Observation) -> str | None:
    """Return the side of the picture to which the head (lying) or the face (sitting) points."""
    side = observation.near_side
    if side is None:
        return None
    signals = observation.sides[side].signals
    axis = signals["trunk_way_share"]
    front = signals["front_way_share"]
    direction = axis if abs(axis) >= abs(front) else front
    if direction != direction:  # noqa: PLR0124 - NaN
        return None
    return "right" if direction > 0 else "left"


def _median(counts: Counter[int]) -> float:
    total = sum(counts.values())
    if not total:
        return float("nan")
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if 2 * passed >= total:
            return float(value)
    return float("nan")
