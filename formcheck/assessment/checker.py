"""The one path from poses to verdicts, used live, for clips, in the evaluation and in tests."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from formcheck.assessment.arcs import JudgedArcs
from formcheck.assessment.leg_names import LegNames
from formcheck.assessment.readiness import PICTURE_FROZEN, ReadinessChecks
from formcheck.assessment.repetitions.samples import (
    Attempt,
    Sample,
    TrackerState,
)
from formcheck.assessment.repetitions.timing import LAG_S
from formcheck.assessment.repetitions.tracker import MOVING
from formcheck.assessment.roles import Roles
from formcheck.assessment.set_summary import SetStatistics, SetSummary, find_facing
from formcheck.assessment.tracked_side import ALONG_SHARE, TrackedSide, collect_signals
from formcheck.assessment.types import (
    CameraView,
    CheckName,
    Phase,
    ReadinessCheck,
    RepResult,
    Snapshot,
)
from formcheck.assessment.verdict import find_majority_side, judge
from formcheck.errors import TrackError
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation, Observer
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.seen_time import is_seen
from formcheck.poses.exercise import Exercise

__all__ = ["FormChecker"]

SWAP_ACCEPT_AFTER_S = 3.0
"""A leg swap that lasts longer is accepted (docs/measurements.md, Leg swaps)."""


class FormChecker:
    """Judges an exercise pose by pose.

    `update` takes the poses in order of time and returns a `Snapshot` for each. `finish` ends the
    set. `summary` returns what is known so far. `side` limits the exercise to one working side;
    None judges both.
    """

    def __init__(self, exercise: Exercise, *, side: Side | None = None) -> None:
        self.exercise = exercise
        self._side = side
        signals = collect_signals(exercise)
        sides: Sequence[tuple[str, Side | None]] = [("both", None)]
        if exercise.counting_mode == "per_leg":
            sides = [(s.value, s) for s in Side if side in (None, s)]
        self._named = tuple(
            TrackedSide(exercise, name=name, working_side=working_side, signals=signals)
            for name, working_side in sides
        )
        self._names = LegNames()
        self._higher_leg: tuple[TrackedSide, ...] = ()
        if exercise.counting_mode == "per_leg":
            higher = TrackedSide(
                exercise, name="both", working_side=None, signals=signals, higher_leg=True
            )
            self._higher_leg = (higher,)
        self._tracked_sides = (*self._named, *self._higher_leg)
        # Where each leg counts by itself, its name must stay. Where the higher leg works, it is
        # compared with the arms, and MediaPipe renames those together with the legs.
        lasting = exercise.counting_mode == "per_leg"
        self._observer = Observer(swap_accept_after_s=math.inf if lasting else SWAP_ACCEPT_AFTER_S)
        self._readiness = ReadinessChecks(exercise)
        self._statistics = SetStatistics(exercise)
        self._arcs = JudgedArcs(exercise)
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is the first one."""
        self._observer.reset()
        self._names.reset()
        self._readiness.reset()
        self._statistics.reset()
        for tracked in self._tracked_sides:
            tracked.reset()
        self._last_s = -math.inf
        self._shown: Snapshot | None = None
        self._lag_s = 0.0
        self._active = self._tracked_sides[0]

    def update(self, pose: Pose) -> Snapshot:
        """Return the snapshot at `pose.time_s`.

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
        self._names.update(observation)
        roles = {s.name: s.find_roles(observation) for s in self._tracked_sides}
        active_roles = roles[self._active.name]
        readiness, ready, in_place = self._readiness.check(
            observation,
            active_roles,
            shown=self._shown_roles(active_roles),
            moving=self._active.tracker.phase in MOVING,
        )
        finished: list[RepResult] = []
        states: dict[str, TrackerState] = {}
        for tracked in self._tracked_sides:
            named = tracked.tracker.working_side is None or observation.legs_distinguishable
            state, attempt = tracked.tracker.update(
                observation, roles[tracked.name], ready=ready and named, lag_s=self._lag_s
            )
            states[tracked.name] = state
            tracked.keep_start_values()
            if attempt is not None:
                finished += self._judge(tracked, attempt)
        self._choose_active(states, named=observation.legs_distinguishable)
        assessable = ready and readiness.ok
        self._statistics.add_frame(
            observation,
            readiness,
            view_deg=self._readiness.view_deg,
            in_place=in_place,
            assessable=assessable,
        )
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
        """Leave the time until the next pose out of the set; it does not count as unseen."""
        self._statistics.pause()

    def finish(self) -> tuple[RepResult, ...]:
        """End the set and return the repetitions that end with it, as unfinished."""
        ended: list[RepResult] = []
        for tracked in self._tracked_sides:
            attempt = tracked.tracker.finish()
            tracked.tracker.reset()
            if attempt is not None:
                ended += self._judge(tracked, attempt)
        return tuple(ended)

    def summary(self) -> SetSummary:
        """Return what is known of the set so far."""
        return self._statistics.summary()

    # --- inside --------------------------------------------------------------------------------

    def _repeat(self, shown: Snapshot, time_s: float) -> Snapshot:
        """Return `shown` again for a repeated frame; after a while nothing is known any more."""
        self._statistics.repeat(time_s)
        known = is_seen(time_s - shown.time_s)
        return replace(
            shown,
            time_s=time_s,
            readiness=shown.readiness if known else PICTURE_FROZEN,
            assessable=shown.assessable and known,
            ready=shown.ready and known,
            measured=shown.measured if known else (False,) * len(shown.measured),
            signals=dict.fromkeys(shown.signals, math.nan),
            primary_by_side=dict.fromkeys(shown.primary_by_side, math.nan),
            arcs=shown.arcs if known else (),
            cues=(),
            finished=(),
            repeated=True,
        )

    def _shown_roles(self, roles: Roles) -> Roles:
        """Return the roles for the readiness checks: the near side works while nobody moves."""
        if self._active.tracker.phase in MOVING or roles.near is None:
            return roles
        return Roles(near=roles.near, working_side=roles.near, raised=roles.near)

    def _judge(self, tracked: TrackedSide, attempt: Attempt) -> list[RepResult]:
        if not any(math.isfinite(s.signal_value) for s in attempt.samples):
            return []
        tracked.last = attempt.samples
        if self._is_judged_elsewhere(tracked, attempt.samples):
            return []
        alternating = self.exercise.counting_mode == "alternating"
        by_height = alternating or tracked.higher_leg
        side = tracked.name
        if by_height:
            found = find_majority_side(attempt)
            side = "both" if found is None else found.value
        judged = judge(
            attempt,
            self.exercise,
            signals=tracked.signals,
            index=len(self._statistics.results) + 1,
            side=side,
            previous_end_s=tracked.previous_end_s,
            lag_s=self._lag_s,
            # The times of the leg behind read too short (docs/measurements.md, Bird-dog).
            in_front=self._statistics.near_side() if alternating else None,
        )
        if by_height and self._side is not None and judged.result.side != self._side.value:
            return []
        tracked.previous_end_s = judged.result.end_s
        self._statistics.add_repetition(judged)
        return [judged.result]

    def _is_judged_elsewhere(self, tracked: TrackedSide, samples: Sequence[Sample]) -> bool:
        """Say whether this is not a movement of its own, or another tracker's one.

        Where the names of the legs failed, the movements of the higher leg count.
        """
        start_s, end_s = samples[0].time_s, samples[-1].time_s
        side = tracked.tracker.working_side
        if tracked.higher_leg:
            return not self._names.failed_since(start_s) or any(
                min(r.end_s, end_s) - max(r.start_s, start_s) > ALONG_SHARE * (r.end_s - r.start_s)
                for r in self._statistics.results
            )
        if side is None:
            return False
        self._names.come_down(side, end_s)
        if self._names.failed_since(start_s) and any(
            higher.is_lifted_during(samples) for higher in self._higher_leg
        ):
            return True
        return any(
            other is not tracked and other.is_lifted_longer(samples) for other in self._named
        )

    def _choose_active(self, states: Mapping[str, TrackerState], *, named: bool) -> None:
        """Choose the side that a screen shows: the moving one, or the one that moved last.

        `named` says that the names of the legs can be relied on.
        """
        among = self._named if named else self._higher_leg or self._named
        if states[self._active.name].phase in MOVING and (named or self._active in among):
            return
        for tracked in among:
            if states[tracked.name].phase in MOVING:
                self._active = tracked

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
            pose=pose.with_joints(observation.xy),
            readiness=readiness,
            view=CameraView(
                yaw_deg=self._readiness.view_deg,
                facing=find_facing(observation),
                near_side=observation.near_side,
                ok=self._readiness.view_deg < self.exercise.view.refuse_deg,
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
            primary_by_side={s.name: states[s.name].signal_value for s in self._named},
            arcs=self._arcs.at(observation, roles[active.name], active.start_values),
            cues=active.cues.update(pose.time_s, state, active.start_values),
            finished=finished,
        )
