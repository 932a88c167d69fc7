"""The tracker of one series of repetitions: start position, out, hold, back.

A repetition needs the start position before and after it. Thresholds come in pairs, and a position
must last for a moment before it is accepted. So a value that wavers at a threshold counts once.
"""

import math
from collections.abc import Sequence

from formcheck.assessment.repetitions.hold import HoldDetector
from formcheck.assessment.repetitions.sample_reader import SampleReader
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
from formcheck.assessment.roles import Roles
from formcheck.assessment.types import Phase
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.kinematics.seen_time import is_seen
from formcheck.poses.exercise import Exercise

__all__ = ["MOVING", "RepetitionTracker"]

SETTLE_S = 2.0
"""Longest wait for the body to be still once it is back at the start position."""
ATTEMPT_S = 0.15
"""Shorter attempts are outliers of the pose model."""
REBASELINE_S = 1.5
SETTLED_SHARE = 1 / 8
"""A body that is back at the start position is still when it is slower than this share of
`moving_deg_per_s`. The next movement is measured from the level at which it is then."""
MOVING = (Phase.OUT, Phase.HOLD, Phase.BACK)


class RepetitionTracker:
    """Follows one series of repetitions; with `working_side` None it finds the working leg."""

    def __init__(
        self, exercise: Exercise, *, working_side: Side | None, signals: tuple[str, ...]
    ) -> None:
        self.working_side = working_side
        self._exercise = exercise
        self._signals = signals
        self._reader = SampleReader(exercise, signals)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        phases = self._exercise.phases
        self.phase = Phase.WAITING
        self._start = StartPosition(self._reader.usual_level)
        self._start_dwell = Dwell(phases.start_dwell_s)
        self._return_dwell = Dwell(phases.return_dwell_s or phases.start_dwell_s)
        self._end_dwell = Dwell(phases.end_dwell_s)
        self._attempt_dwell = Dwell(ATTEMPT_S)
        self._rebaseline_dwell = Dwell(REBASELINE_S)
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
        signal_value = self._reader.read_primary(observation, roles)
        if not ready or math.isnan(signal_value):
            sample = self._reader.unseen(time_s, roles.working_side)
            ended = self._lost(sample)
            return self._state(sample), ended
        gap_s = 0.0 if math.isnan(self._seen_s) else time_s - self._seen_s
        broken = self._skip_gap(time_s, gap_s, roles.working_side, frames=frames)
        self._seen_s = time_s
        sample, at_start, trying = self._reader.read(
            observation,
            roles,
            signal_value,
            level=self._start.level,
            kept=self.phase is Phase.HOLD,
        )
        self._stillness.update(time_s, sample.stillness_value)
        ended = self._step(sample, at_start=at_start, trying=trying)
        between = not at_start and not sample.in_end and self.phase is not Phase.START
        near_usual = between and self._reader.is_usual_start(
            observation, roles, signal_value, kept=self.phase is Phase.HOLD
        )
        ended = ended or self._rebaseline(sample, near_usual=near_usual)
        return self._state(sample), broken or ended

    def finish(self) -> Attempt | None:
        """Return the movement that is under way when the clip ends, or None."""
        if self._settling:
            return self._end(Ending.BACK)
        return self._end(Ending.CLIP) if self.phase in MOVING and self._attempted else None

    def start_samples(self) -> tuple[Sample, ...]:
        """Return the samples of the start position that the current movement is compared with."""
        return self._baseline

    def under_way(self) -> tuple[Sample, ...]:
        """Return the samples of the current movement so far; empty in the start position."""
        return tuple(self._samples) if self.phase in MOVING else ()

    def _state(self, sample: Sample) -> TrackerState:
        return TrackerState(
            phase=self.phase,
            working_side=sample.working_side,
            signal_value=self._reader.direction * sample.signal_value,
            hold_s=self._hold.clock_s if self.phase is Phase.HOLD else None,
            is_still=self._is_still(),
            values=dict(zip(self._signals, sample.values, strict=True)),
        )

    # --- the state machine ---------------------------------------------------------------------

    def _step(self, sample: Sample, *, at_start: bool, trying: bool) -> Attempt | None:
        taken = self._start_dwell.update(sample.time_s, holds=at_start)
        returned = self._return_dwell.update(sample.time_s, holds=at_start)
        if self.phase is not Phase.START:
            self._start.wait(sample, at_start=at_start)
        reached = self._end_dwell.update(sample.time_s, holds=sample.in_end)
        match self.phase:
            case Phase.WAITING:
                if taken:
                    self._enter_start()
                return None
            case Phase.START:
                return self._step_at_start(sample, at_start=at_start)
            case _:
                return self._step_moving(sample, trying=trying, returned=returned, reached=reached)

    def _step_at_start(self, sample: Sample, *, at_start: bool) -> Attempt | None:
        if at_start:
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

    def _step_moving(
        self, sample: Sample, *, trying: bool, returned: bool, reached: bool
    ) -> Attempt | None:
        self._follow(sample)
        self._attempted = self._attempt_dwell.update(sample.time_s, holds=trying) or self._attempted
        if self._is_too_long(sample.time_s):
            return self._give_up(Ending.LONG)
        if returned:
            return self._back_at_start()
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

    def _back_at_start(self) -> Attempt | None:
        was_out = self.phase is Phase.OUT
        self._enter_start()
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

    def _enter_start(self, samples: Sequence[Sample] | None = None) -> None:
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
        lost = self._reader.unseen(time_s, working_side)
        self._stillness.reset()
        self._rebaseline_dwell.reset()
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
        self._start_dwell.reset()
        self._return_dwell.reset()
        self._end_dwell.reset()
        self._start.interrupt()

    def _rebaseline(self, sample: Sample, *, near_usual: bool) -> Attempt | None:
        """Accept a new start level when the person keeps still near the usual one.

        The feet may have moved, or the first level may come from an odd moment. Without this the
        person could then never reach the start position again.
        """
        holds = near_usual and self._is_still()
        if not self._rebaseline_dwell.update(sample.time_s, holds=holds):
            return None
        ended = None
        if self.phase is not Phase.WAITING and self._attempted:
            ended = self._end(Ending.SHORT if self.phase is Phase.OUT else Ending.BACK)
        self._settling = False
        self._samples = []
        self._enter_start((sample,))
        return ended
