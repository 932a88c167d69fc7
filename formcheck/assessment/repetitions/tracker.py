"""The tracker of one series of repetitions: start position, out, hold, back.

A repetition needs the start position before and after it. Thresholds come in pairs, and a position
must last for a moment before it is accepted. So a value that wavers at a threshold counts once.
"""

import math
from collections.abc import Mapping, Sequence

from formcheck.assessment.repetitions.hold import HoldDetector
from formcheck.assessment.repetitions.samples import (
    LOST_S,
    Attempt,
    Dwell,
    Ending,
    Sample,
    Stillness,
    TrackerState,
)
from formcheck.assessment.repetitions.start_position import StartPosition
from formcheck.assessment.signal_lookup import Roles, is_joint_scorable, read_signal
from formcheck.assessment.types import Phase
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.kinematics.seen_time import is_seen
from formcheck.poses.exercise import Condition, Exercise

__all__ = ["MOVING", "RepetitionTracker"]

SETTLE_S = 2.0
"""Longest wait for the body to come to rest once it is back at the start position."""
ATTEMPT_S = 0.15
"""Shorter attempts are outliers of the pose model."""
REBASELINE_S = 1.5
SETTLED_SHARE = 1 / 8
"""A body that is back at the start position has come to rest when it is slower than this share of
`moving_deg_per_s`. The next movement is measured from the level it rests at."""
LEAST_WAY_DEG = 18.0
"""The full range is taken to be at least this. A body that reads high at the start reads high at
the end too, and shares of a smaller range would drown in noise."""
MOVING = (Phase.OUT, Phase.HOLD, Phase.BACK)


class RepetitionTracker:
    """Follows one series of repetitions; with `working_side` None it finds the working leg."""

    def __init__(
        self, exercise: Exercise, *, working_side: Side | None, signals: tuple[str, ...]
    ) -> None:
        self.working_side = working_side
        self._exercise = exercise
        self._signals = signals
        self._joints = tuple(
            (role, joint) for role, _, joint in (j.partition(".") for j in exercise.score_joints)
        )
        self._direction = 1.0 if exercise.primary_signal.rises else -1.0
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        phases = self._exercise.phases
        self.phase = Phase.WAITING
        self._start = StartPosition(self._usual_level())
        self._rest_dwell = Dwell(phases.start_dwell_s)
        self._end_dwell = Dwell(phases.end_dwell_s)
        self._attempt_dwell = Dwell(ATTEMPT_S)
        self._resettle_dwell = Dwell(REBASELINE_S)
        self._samples: list[Sample] = []
        self._baseline: tuple[Sample, ...] = ()
        self._attempted = False
        self._settling = False
        self._seen_s = self._instant_s = math.nan
        self._lag_s = 0.0
        self._stillness = Stillness()
        self._hold = HoldDetector(self._exercise.hold)

    def update(
        self, observation: Observation, roles: Roles, *, ready: bool, lag_s: float = 0.0
    ) -> tuple[TrackerState, Attempt | None]:
        """Take the next observation; return the state, and the attempt that has ended or None.

        `ready` says that the posture and the view allow judging. `lag_s` is how late the landmarks
        show that a movement begins.
        """
        self._lag_s = lag_s
        time_s = observation.time_s
        frames = not time_s - self._instant_s > 0 or is_seen(time_s - self._instant_s)
        self._instant_s = time_s
        signal_value = (
            self._direction
            * read_signal(observation, roles, self._exercise.primary_signal.signal)[0]
        )
        if not ready or math.isnan(signal_value):
            sample = Sample(
                time_s, math.nan, math.nan, False, False, roles.working_side, self._unknown()
            )
            ended = self._lost(sample)
            return self._state(sample), ended
        gap_s = 0.0 if math.isnan(self._seen_s) else time_s - self._seen_s
        broken = self._skip_gap(time_s, gap_s, roles.working_side, frames=frames)
        self._seen_s = time_s
        steady = self._steady(observation, roles, signal_value)
        self._stillness.update(time_s, steady)
        travel = self._travel(signal_value)
        sample = Sample(
            time_s,
            signal_value,
            steady,
            self._all(self._exercise.phases.end, observation, roles, travel),
            is_joint_scorable(observation, roles, self._joints),
            roles.working_side,
            self._values(observation, roles, travel),
        )
        at_rest = self._all(self._exercise.phases.start, observation, roles, travel)
        trying = self._all(self._exercise.phases.attempt, observation, roles, travel)
        ended = self._step(sample, at_rest=at_rest, trying=trying)
        between = not at_rest and not sample.in_end and self.phase is not Phase.START
        resting = between and self._usually_at_rest(observation, roles, signal_value)
        ended = ended or self._rebaseline(sample, resting=resting)
        return self._state(sample), broken or ended

    def finish(self) -> Attempt | None:
        """Return the movement that is under way when the clip ends, or None."""
        if self._settling:
            return self._end(Ending.BACK)
        return self._end(Ending.CLIP) if self.phase in MOVING and self._attempted else None

    def rest_samples(self) -> tuple[Sample, ...]:
        """Return the samples of the start position that the current movement is compared with."""
        return self._baseline

    def under_way(self) -> tuple[Sample, ...]:
        """Return the samples of the current movement so far; empty in the start position."""
        return tuple(self._samples) if self.phase in MOVING else ()

    # --- reading -------------------------------------------------------------------------------

    def _steady(self, observation: Observation, roles: Roles, signal_value: float) -> float:
        """Return the value whose stillness makes a hold: of the primary signal where it is NaN."""
        signal = self._exercise.primary_signal.stillness_signal
        value = math.nan if signal is None else read_signal(observation, roles, signal)[0]
        return signal_value if math.isnan(value) else value

    def _usual_level(self) -> float:
        """Return the start level that is used until the person's own has been measured."""
        return self._direction * self._exercise.primary_signal.start_deg

    def _travel(self, signal_value: float, *, level: float | None = None) -> dict[str, float]:
        base = self._start.level if level is None else level
        travel = signal_value - base
        full = max(self._direction * self._exercise.primary_signal.goal_deg - base, LEAST_WAY_DEG)
        return {"travel_deg": travel, "travel_share": travel / full}

    def _all(
        self,
        conditions: tuple[Condition, ...],
        observation: Observation,
        roles: Roles,
        travel: Mapping[str, float],
    ) -> bool:
        kept = self.phase is Phase.HOLD
        return all(
            c.holds(read_signal(observation, roles, c.signal, travel)[0], kept=kept)
            for c in conditions
        )

    def _usually_at_rest(self, observation: Observation, roles: Roles, signal_value: float) -> bool:
        """Say whether this would be the start position of somebody with the usual level."""
        usual = self._travel(signal_value, level=self._usual_level())
        return self._all(self._exercise.phases.start, observation, roles, usual)

    def _values(
        self, observation: Observation, roles: Roles, travel: Mapping[str, float]
    ) -> tuple[float, ...]:
        found = (read_signal(observation, roles, signal, travel) for signal in self._signals)
        return tuple(value if scorable else math.nan for value, scorable in found)

    def _unknown(self) -> tuple[float, ...]:
        return (math.nan,) * len(self._signals)

    def _state(self, sample: Sample) -> TrackerState:
        return TrackerState(
            phase=self.phase,
            working_side=sample.working_side,
            signal_value=self._direction * sample.signal_value,
            hold_s=self._hold.clock_s if self.phase is Phase.HOLD else None,
            is_still=self._is_still(),
            values=dict(zip(self._signals, sample.values, strict=True)),
        )

    # --- the state machine ---------------------------------------------------------------------

    def _step(self, sample: Sample, *, at_rest: bool, trying: bool) -> Attempt | None:
        rested = self._rest_dwell.update(sample.time_s, holds=at_rest)
        if self.phase is not Phase.START:
            self._start.wait(sample, at_rest=at_rest)
        reached = self._end_dwell.update(sample.time_s, holds=sample.in_end)
        match self.phase:
            case Phase.WAITING:
                if rested:
                    self._enter_rest()
                return None
            case Phase.START:
                return self._resting(sample, at_rest=at_rest)
            case _:
                return self._moving(sample, trying=trying, rested=rested, reached=reached)

    def _resting(self, sample: Sample, *, at_rest: bool) -> Attempt | None:
        if at_rest:
            self._start.keep(sample)
            return self._settle(sample)
        ended = self._end(Ending.BACK) if self._settling else None
        self._baseline, level, onset = self._start.leave()
        self._hold.reset(start_deg=level, lag_s=self._lag_s)
        self._samples = []
        for one in (*onset, sample):
            self._follow(one)
        self._attempted = False
        self.phase = Phase.OUT
        return ended

    def _moving(
        self, sample: Sample, *, trying: bool, rested: bool, reached: bool
    ) -> Attempt | None:
        self._follow(sample)
        self._attempted = self._attempt_dwell.update(sample.time_s, holds=trying) or self._attempted
        if self._is_too_long(sample.time_s):
            return self._give_up(Ending.LONG)
        if rested:
            return self._back_at_rest()
        if reached:
            self.phase = Phase.HOLD
            self._attempted = True
        elif self.phase is Phase.HOLD and not sample.in_end:
            self.phase = Phase.BACK
        return None

    def _follow(self, sample: Sample) -> None:
        """Add a sample to the current movement."""
        self._samples.append(sample)
        self._hold.update(
            sample.time_s,
            sample.signal_value,
            sample.stillness_value,
            in_end_position=sample.in_end,
        )

    def _back_at_rest(self) -> Attempt | None:
        was_out = self.phase is Phase.OUT
        self._enter_rest()
        if was_out:
            return self._end(Ending.SHORT) if self._attempted else None
        self._settling = True
        return None

    def _settle(self, sample: Sample) -> Attempt | None:
        """Wait for stillness, so that the level at the end of the movement is known."""
        if not self._settling:
            return None
        self._follow(sample)
        waited_s = sample.time_s - self._start.since_s
        return (
            self._end(Ending.BACK)
            if self._is_still(SETTLED_SHARE) or waited_s >= SETTLE_S
            else None
        )

    def _end(self, ending: Ending) -> Attempt:
        self._settling = False
        samples, self._samples = tuple(self._samples), []
        hold = self._hold.result()
        return Attempt(start_samples=self._baseline, samples=samples, ending=ending, hold=hold)

    def _give_up(self, ending: Ending) -> Attempt | None:
        attempted = self._attempted
        self.phase = Phase.WAITING
        self._start.lose()
        ended = self._end(ending)
        return ended if attempted else None

    def _enter_rest(self, samples: Sequence[Sample] | None = None) -> None:
        self.phase = Phase.START
        self._start.take(samples)

    def _lost(self, sample: Sample) -> Attempt | None:
        """Handle an unseen position or primary signal; keep the movement for a while."""
        self._forget_positions()
        if self.phase is Phase.WAITING:
            return None
        if self._settling:
            return self._end(Ending.BACK)
        if self.phase is not Phase.START:
            self._samples.append(sample)
        if sample.time_s - self._seen_s <= LOST_S:
            return None
        if self.phase is Phase.START:
            self.phase = Phase.WAITING
            self._start.lose()
            return None
        return self._give_up(Ending.LOST)

    def _skip_gap(
        self, time_s: float, gap_s: float, working_side: Side | None, *, frames: bool
    ) -> Attempt | None:
        """Leave an unseen gap out of the hold and out of stillness.

        `frames` says that frames came during the gap, so that the position was lost. Without
        frames the movement is assumed to go on; the verdict leaves out the time without frames.
        """
        if is_seen(gap_s):
            return None
        lost = Sample(time_s, math.nan, math.nan, False, False, working_side, self._unknown())
        self._stillness.reset()
        self._resettle_dwell.reset()
        if frames or self.phase not in MOVING or self._is_too_long(time_s):
            return self._lost(lost)
        self._forget_positions()
        self._samples.append(lost)
        return None

    def _is_still(self, share: float = 1.0) -> bool:
        """Say whether the body is slower than this share of `moving_deg_per_s`."""
        return self._stillness.within(share * self._exercise.phases.moving_deg_per_s)

    def _is_too_long(self, time_s: float) -> bool:
        return time_s - self._samples[0].time_s > self._exercise.phases.longest_s

    def _forget_positions(self) -> None:
        self._rest_dwell.reset()
        self._end_dwell.reset()
        self._start.interrupt()

    def _rebaseline(self, sample: Sample, *, resting: bool) -> Attempt | None:
        """Accept a new start level when the person keeps still near the usual one.

        The feet may have moved, or the first level may come from an odd moment. Without this the
        person could then never reach the start position again.
        """
        holds = resting and self._is_still()
        if not self._resettle_dwell.update(sample.time_s, holds=holds):
            return None
        ended = None
        if self.phase is not Phase.WAITING and self._attempted:
            ended = self._end(Ending.SHORT if self.phase is Phase.OUT else Ending.BACK)
        self._settling = False
        self._samples = []
        self._enter_rest((sample,))
        return ended
