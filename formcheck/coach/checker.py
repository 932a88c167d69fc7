"""The one fold from poses to verdicts, used live, for clips, for tuning and in tests alike."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from formcheck.coach.arcs import JudgedArcs
from formcheck.coach.cues import Cues
from formcheck.coach.gates import STANDS_STILL, Gates
from formcheck.coach.lane import MOVING, Lane
from formcheck.coach.movement import LAG_S
from formcheck.coach.reading import Roles, roles_of
from formcheck.coach.samples import (
    Attempt,
    LaneState,
    Sample,
    seconds_in_end,
    seconds_shared,
)
from formcheck.coach.summary import SetSummary, Tally, facing_of
from formcheck.coach.types import Gate, GateName, Phase, RepResult, Snapshot, View
from formcheck.coach.verdict import judge, side_of
from formcheck.errors import TrackError
from formcheck.motion.landmarks import Side
from formcheck.motion.observer import Observation, Observer
from formcheck.motion.pose import Pose
from formcheck.motion.seen_time import is_seen
from formcheck.poses.model import Exercise

__all__ = ["FormChecker"]

_SPECIAL_ROLES = ("rep",)
EXCHANGE_BELIEVED_S = 3.0
"""On the tuning half a bird-dog counts as well with 3 s as without end, with 1 s one clip fewer."""
ALONG_SHARE = 0.5
"""A leg lifted while the other is, for so much of its time, is the same movement."""


def _signals_of(exercise: Exercise) -> tuple[str, ...]:
    """Every signal the rules and rejections read, once each."""
    wanted = [rule.signal for rule in exercise.rules]
    wanted += [c.signal for mode in exercise.modes for c in mode.when]
    wanted += [reject.condition.signal for reject in exercise.rejects]
    return tuple(dict.fromkeys(s for s in wanted if s.partition(".")[0] not in _SPECIAL_ROLES))


class _Stream:
    """A lane with its cues and the start position it is compared with."""

    def __init__(
        self, exercise: Exercise, *, name: str, work: Side | None, signals: tuple[str, ...]
    ) -> None:
        self.name = name
        self.lane = Lane(exercise, work=work, signals=signals)
        self.cues = Cues(exercise)
        self.signals = signals
        self.rest: dict[str, float] = {}
        self.rested_s = math.nan
        self.last: Sequence[Sample] = ()
        self._rest_of: tuple[Sample, ...] = ()

    def reset(self) -> None:
        self.lane.reset()
        self.cues.reset()
        self.rest = {}
        self.rested_s = math.nan
        self.last = ()
        self._rest_of = ()

    def remember_rest(self) -> None:
        """Take the medians of the start position once it has been left."""
        samples = self.lane.rest_samples()
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
        signals = _signals_of(exercise)
        works: Sequence[tuple[str, Side | None]] = [("both", None)]
        if exercise.lanes == "legs":
            works = [(s.value, s) for s in Side if side in (None, s)]
        self._streams = [
            _Stream(exercise, name=name, work=work, signals=signals) for name, work in works
        ]
        # Where each leg counts by itself one name must last; where the higher one does the work it
        # is compared with the arms, whose names the model gives anew with the legs'.
        lasting = exercise.lanes == "legs"
        self._observer = Observer(exchange_believed_s=math.inf if lasting else EXCHANGE_BELIEVED_S)
        self._gates = Gates(exercise)
        self._tally = Tally(exercise)
        self._arcs = JudgedArcs(exercise)
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is the first one."""
        self._observer.reset()
        self._gates.reset()
        self._tally.reset()
        for stream in self._streams:
            stream.reset()
        self._last_s = -math.inf
        self._shown: Snapshot | None = None
        self._lag_s = 0.0
        self._active = self._streams[0]

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
            s.name: roles_of(observation, s.lane.work, moving=s.lane.phase in MOVING)
            for s in self._streams
        }
        active_roles = roles[self._active.name]
        gate, ready, in_place = self._gates.check(
            observation,
            active_roles,
            shown=self._shown_roles(active_roles),
            moving=self._active.lane.phase in MOVING,
        )
        finished: list[RepResult] = []
        states: dict[str, LaneState] = {}
        for stream in self._streams:
            state, attempt = stream.lane.update(
                observation, roles[stream.name], ready=ready, lag_s=self._lag_s
            )
            states[stream.name] = state
            stream.remember_rest()
            if attempt is not None:
                finished += self._judge(stream, attempt)
        self._choose_active(states)
        assessable = ready and gate.ok
        self._tally.instant(observation, gate, in_place=in_place, assessable=assessable)
        snapshot = self._snapshot(
            pose,
            observation=observation,
            gate=gate,
            ready=ready,
            states=states,
            roles=roles,
            finished=tuple(finished),
        )
        self._shown = snapshot
        return snapshot

    def pause(self) -> None:
        """What comes until the next pose is no part of the set, so it is not missing from it."""
        self._tally.pause()

    def finish(self) -> tuple[RepResult, ...]:
        """End the set: what is under way is listed as unfinished. Returns what ended by this."""
        ended: list[RepResult] = []
        for stream in self._streams:
            attempt = stream.lane.finish()
            stream.lane.reset()
            if attempt is not None:
                ended += self._judge(stream, attempt)
        return tuple(ended)

    def summary(self) -> SetSummary:
        """What is known of the set so far."""
        return self._tally.summary()

    # --- inside --------------------------------------------------------------------------------

    def _repeat(self, shown: Snapshot, time_s: float) -> Snapshot:
        """Nothing new was seen since `shown`; once that lasts, nothing is known any more."""
        self._tally.repeat(time_s)
        known = is_seen(time_s - shown.time_s)
        return replace(
            shown,
            time_s=time_s,
            gate=shown.gate if known else STANDS_STILL,
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
        if self._active.lane.phase in MOVING or roles.near is None:
            return roles
        return Roles(near=roles.near, work=roles.near, raised=roles.near)

    def _judge(self, stream: _Stream, attempt: Attempt) -> list[RepResult]:
        if not any(math.isfinite(s.drive) for s in attempt.samples):
            return []
        stream.last = attempt.samples
        if self._moved_along(stream, attempt.samples):
            return []
        side = stream.name
        if self.exercise.lanes == "higher_leg":
            found = side_of(attempt)
            if self._side is not None and found is not self._side:
                return []
            side = found.value if found else "both"
        judged = judge(
            attempt,
            self.exercise,
            signals=stream.signals,
            index=len(self._tally.results) + 1,
            side=side,
            rested_s=stream.rested_s,
            lag_s=self._lag_s,
            hidden=self._hidden(side),
        )
        stream.rested_s = judged.result.end_s
        self._tally.repetition(judged)
        return [judged.result]

    def _hidden(self, side: str) -> bool:
        """Whether the leg starts and ends behind the other one, on all fours the farther leg does.

        On rendered bird-dogs its ways read 0.6 s short, those of the nearer leg 0.2.
        """
        near = self._tally.near_side()
        return self.exercise.lanes == "higher_leg" and near is not None and side != near.value

    def _moved_along(self, stream: _Stream, samples: Sequence[Sample]) -> bool:
        """Whether the other leg was lifted meanwhile, and longer: then this one only followed."""
        start_s, end_s = samples[0].time_s, samples[-1].time_s
        return any(
            seconds_shared(meanwhile, start_s, end_s) > ALONG_SHARE * (end_s - start_s)
            and seconds_in_end(meanwhile) > seconds_in_end(samples)
            for other in self._streams
            if other is not stream and (meanwhile := other.lane.under_way() or other.last)
        )

    def _choose_active(self, states: Mapping[str, LaneState]) -> None:
        """The stream a screen shows: the one moving, the one that moved last otherwise."""
        if states[self._active.name].phase in MOVING:
            return
        for stream in self._streams:
            if states[stream.name].phase in MOVING:
                self._active = stream

    def _snapshot(
        self,
        pose: Pose,
        *,
        observation: Observation,
        gate: Gate,
        ready: bool,
        states: Mapping[str, LaneState],
        roles: Mapping[str, Roles],
        finished: tuple[RepResult, ...],
    ) -> Snapshot:
        active = self._active
        state = states[active.name]
        counts = dict(self._tally.counted)
        if gate.ok and state.phase is Phase.WAITING:
            gate = Gate(failed=GateName.START)
        return Snapshot(
            time_s=pose.time_s,
            pose=replace(pose, xy=np.array(observation.xy), from_model=False),
            gate=gate,
            view=View(
                yaw_deg=observation.yaw_deg,
                facing=facing_of(observation),
                near_side=observation.near_side,
                ok=observation.yaw_deg < self.exercise.view.refuse_deg,
            ),
            phase=state.phase,
            side=state.work.value if state.work is not None and active.name != "both" else None,
            counted=sum(counts.values()),
            counted_by_side=counts,
            hold_s=state.hold_s,
            assessable=gate.ok or gate.failed is GateName.START,
            ready=ready,
            measured=observation.measured,
            signals=state.values,
            driving={name: s.drive for name, s in states.items()},
            arcs=self._arcs.at(observation, roles[active.name]),
            cues=active.cues.update(pose.time_s, state, active.rest),
            finished=finished,
        )
