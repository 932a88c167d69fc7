"""The one fold from poses to verdicts, used live, for clips, for tuning and in tests alike."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from formcheck.assessment.arcs import JudgedArcs
from formcheck.assessment.cues import CueTracker
from formcheck.assessment.readiness import STANDS_STILL, ReadinessChecks
from formcheck.assessment.repetitions.samples import (
    Attempt,
    Sample,
    TrackerState,
    seconds_in_end,
    seconds_shared,
)
from formcheck.assessment.repetitions.timing import LAG_S
from formcheck.assessment.repetitions.tracker import MOVING, RepetitionTracker
from formcheck.assessment.set_summary import SetStatistics, SetSummary, find_facing
from formcheck.assessment.signal_lookup import Roles, assign_roles
from formcheck.assessment.types import (
    CameraView,
    CheckName,
    Phase,
    ReadinessCheck,
    RepResult,
    Snapshot,
)
from formcheck.assessment.verdict import judge, majority_side
from formcheck.errors import TrackError
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation, Observer
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.seen_time import is_seen
from formcheck.poses.exercise import Exercise

__all__ = ["FormChecker"]

_SPECIAL_ROLES = ("rep",)
SWAP_ACCEPT_AFTER_S = 3.0
"""On the tuning half a bird-dog counts as well with 3 s as without end, with 1 s one clip fewer."""
ALONG_SHARE = 0.5
"""A leg lifted while the other is, for so much of its time, is the same movement."""


def _collect_signals(exercise: Exercise) -> tuple[str, ...]:
    """Every signal the rules and rejections read, once each."""
    wanted = [rule.signal for rule in exercise.rules]
    wanted += [c.signal for mode in exercise.variants for c in mode.when]
    wanted += [reject.condition.signal for reject in exercise.rejection_rules]
    return tuple(dict.fromkeys(s for s in wanted if s.partition(".")[0] not in _SPECIAL_ROLES))


class _TrackedSide:
    """A lane with its cues and the start position it is compared with."""

    def __init__(
        self, exercise: Exercise, *, name: str, working_side: Side | None, signals: tuple[str, ...]
    ) -> None:
        self.name = name
        self.tracker = RepetitionTracker(exercise, working_side=working_side, signals=signals)
        self.cues = CueTracker(exercise)
        self.signals = signals
        self.rest: dict[str, float] = {}
        self.rested_s = math.nan
        self.last: Sequence[Sample] = ()
        self._rest_of: tuple[Sample, ...] = ()

    def reset(self) -> None:
        self.tracker.reset()
        self.cues.reset()
        self.rest = {}
        self.rested_s = math.nan
        self.last = ()
        self._rest_of = ()

    def remember_rest(self) -> None:
        """Take the medians of the start position once it has been left."""
        samples = self.tracker.rest_samples()
        if samples is self._rest_of or not samples:
            return
        self._rest_of = samples
        values = np.array([s.values for s in samples], dtype=float)
        for i, signal in enumerate(self.signals):
            known = values[:, i][np.isfinite(values[:, i])]
            self.rest[signal] = float(np.median(known)) if known.size else math.nan


class FormChecker:
    """Judges an exercise pose by pose.

    `update` takes poses in time's order and gives a `Snapshot` for each; `finish` ends the set;
    `summary` tells what is known so far. `side` limits the exercise to one working side; None
    judges both.
    """

    def __init__(self, exercise: Exercise, *, side: Side | None = None) -> None:
        self.exercise = exercise
        self._side = side
        signals = _collect_signals(exercise)
        works: Sequence[tuple[str, Side | None]] = [("both", None)]
        if exercise.counting_mode == "per_leg":
            works = [(s.value, s) for s in Side if side in (None, s)]
        self._tracked_sides = [
            _TrackedSide(exercise, name=name, working_side=working_side, signals=signals)
            for name, working_side in works
        ]
        # Where each leg counts by itself one name must last; where the higher one does the work it
        # is compared with the arms, whose names the model gives anew with the legs'.
        lasting = exercise.counting_mode == "per_leg"
        self._observer = Observer(swap_accept_after_s=math.inf if lasting else SWAP_ACCEPT_AFTER_S)
        self._readiness = ReadinessChecks(exercise)
        self._statistics = SetStatistics(exercise)
        self._arcs = JudgedArcs(exercise)
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is the first one."""
        self._observer.reset()
        self._readiness.reset()
        self._statistics.reset()
        for stream in self._tracked_sides:
            stream.reset()
        self._last_s = -math.inf
        self._shown: Snapshot | None = None
        self._lag_s = 0.0
        self._active = self._tracked_sides[0]

    def update(self, pose: Pose) -> Snapshot:
        """The snapshot at `pose.time_s`.

        Raises `TrackError` when the pose is not later than the one before.
        """
        if not pose.time_s > self._last_s:  # false for NaN too
            raise TrackError(
                f"Expected poses in time's order, got {pose.time_s:.3f} s "
                f"after {self._last_s:.3f} s."
            )
        self._last_s = pose.time_s
        if pose.repeated and self._shown is not None:
            return self._repeat(self._shown, pose.time_s)
        observation = self._observer.update(pose)
        self._lag_s = LAG_S if pose.from_model else 0.0
        roles = {
            s.name: assign_roles(
                observation, s.tracker.working_side, moving=s.tracker.phase in MOVING
            )
            for s in self._tracked_sides
        }
        active_roles = roles[self._active.name]
        readiness, ready, in_place = self._readiness.check(
            observation,
            active_roles,
            shown=self._shown_roles(active_roles),
            moving=self._active.tracker.phase in MOVING,
        )
        finished: list[RepResult] = []
        states: dict[str, TrackerState] = {}
        for stream in self._tracked_sides:
            state, attempt = stream.tracker.update(
                observation, roles[stream.name], ready=ready, lag_s=self._lag_s
            )
            states[stream.name] = state
            stream.remember_rest()
            if attempt is not None:
                finished += self._judge(stream, attempt)
        self._choose_active(states)
        assessable = ready and readiness.ok
        self._statistics.add_frame(observation, readiness, in_place=in_place, assessable=assessable)
        snapshot = self._snapshot(
            pose,
            observation=observation,
            readiness=readiness,
            ready=ready,
            states=states,
            roles=roles,
            finished=tuple(finished),
        )
        self._shown = snapshot
        return snapshot

    def pause(self) -> None:
        """What comes until the next pose is no part of the set, so it is not missing from it."""
        self._statistics.pause()

    def finish(self) -> tuple[RepResult, ...]:
        """End the set: what is under way is listed as unfinished. Returns what ended by this."""
        ended: list[RepResult] = []
        for stream in self._tracked_sides:
            attempt = stream.tracker.finish()
            stream.tracker.reset()
            if attempt is not None:
                ended += self._judge(stream, attempt)
        return tuple(ended)

    def summary(self) -> SetSummary:
        """What is known of the set so far."""
        return self._statistics.summary()

    # --- inside --------------------------------------------------------------------------------

    def _repeat(self, shown: Snapshot, time_s: float) -> Snapshot:
        """Nothing new was seen since `shown`; once that lasts, nothing is known any more."""
        self._statistics.repeat(time_s)
        known = is_seen(time_s - shown.time_s)
        return replace(
            shown,
            time_s=time_s,
            readiness=shown.readiness if known else STANDS_STILL,
            assessable=shown.assessable and known,
            ready=shown.ready and known,
            measured=shown.measured if known else (False,) * len(shown.measured),
            signals=dict.fromkeys(shown.signals, math.nan),
            driving=dict.fromkeys(shown.driving, math.nan),
            arcs=shown.arcs if known else (),
            cues=(),
            finished=(),
            repeated=True,
        )

    def _shown_roles(self, roles: Roles) -> Roles:
        """While nobody moves, the near side stands for the working side in what the gates ask."""
        if self._active.tracker.phase in MOVING or roles.near is None:
            return roles
        return Roles(near=roles.near, working_side=roles.near, raised=roles.near)

    def _judge(self, stream: _TrackedSide, attempt: Attempt) -> list[RepResult]:
        if not any(math.isfinite(s.signal_value) for s in attempt.samples):
            return []
        stream.last = attempt.samples
        if self._moved_along(stream, attempt.samples):
            return []
        side = stream.name
        if self.exercise.counting_mode == "alternating":
            found = majority_side(attempt)
            if self._side is not None and found is not self._side:
                return []
            side = found.value if found else "both"
        judged = judge(
            attempt,
            self.exercise,
            signals=stream.signals,
            index=len(self._statistics.results) + 1,
            side=side,
            rested_s=stream.rested_s,
            lag_s=self._lag_s,
            occluded=self._hidden(side),
        )
        stream.rested_s = judged.result.end_s
        self._statistics.add_repetition(judged)
        return [judged.result]

    def _hidden(self, side: str) -> bool:
        """Whether the leg starts and ends behind the other one, on all fours the farther leg does.

        On rendered bird-dogs its ways read 0.6 s short, those of the nearer leg 0.2.
        """
        near = self._statistics.near_side()
        return (
            self.exercise.counting_mode == "alternating" and near is not None and side != near.value
        )

    def _moved_along(self, stream: _TrackedSide, samples: Sequence[Sample]) -> bool:
        """Whether the other leg was lifted meanwhile, and longer: then this one only followed."""
        start_s, end_s = samples[0].time_s, samples[-1].time_s
        return any(
            seconds_shared(meanwhile, start_s, end_s) > ALONG_SHARE * (end_s - start_s)
            and seconds_in_end(meanwhile) > seconds_in_end(samples)
            for other in self._tracked_sides
            if other is not stream and (meanwhile := other.tracker.under_way() or other.last)
        )

    def _choose_active(self, states: Mapping[str, TrackerState]) -> None:
        """The stream a screen shows: the one moving, the one that moved last otherwise."""
        if states[self._active.name].phase in MOVING:
            return
        for stream in self._tracked_sides:
            if states[stream.name].phase in MOVING:
                self._active = stream

    def _snapshot(
        self,
        pose: Pose,
        *,
        observation: Observation,
        readiness: ReadinessCheck,
        ready: bool,
        states: Mapping[str, TrackerState],
        roles: Mapping[str, Roles],
        finished: tuple[RepResult, ...],
    ) -> Snapshot:
        active = self._active
        state = states[active.name]
        counts = dict(self._statistics.counted)
        if readiness.ok and state.phase is Phase.WAITING:
            readiness = ReadinessCheck(failed=CheckName.START)
        return Snapshot(
            time_s=pose.time_s,
            pose=replace(pose, xy=np.array(observation.xy), from_model=False),
            readiness=readiness,
            view=CameraView(
                yaw_deg=observation.yaw_deg,
                facing=find_facing(observation),
                near_side=observation.near_side,
                ok=observation.yaw_deg < self.exercise.view.refuse_deg,
            ),
            phase=state.phase,
            side=state.working_side.value
            if state.working_side is not None and active.name != "both"
            else None,
            counted=sum(counts.values()),
            counted_by_side=counts,
            hold_s=state.hold_s,
            assessable=readiness.ok or readiness.failed is CheckName.START,
            ready=ready,
            measured=observation.measured,
            signals=state.values,
            driving={name: s.signal_value for name, s in states.items()},
            arcs=self._arcs.at(observation, roles[active.name]),
            cues=active.cues.update(pose.time_s, state, active.rest),
            finished=finished,
        )
