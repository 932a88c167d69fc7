"""The errors of a repetition's times: the hold, the way out, the way back."""

from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.assessment.types import RepResult
from formcheck.evaluation.labels import ClipLabels, TrueRepetition
from formcheck.texts.formatting import is_known

__all__ = ["TimeError", "measure_time_errors"]


@dataclass(frozen=True, kw_only=True)
class TimeError:
    """The errors of a repetition's times in seconds, found minus true; None where not known."""

    repetition: int
    hold_s: float | None
    out_s: float | None
    back_s: float | None


def measure_time_errors(
    labels: ClipLabels, pairs: Mapping[int, RepResult], held_s: Mapping[int, float]
) -> tuple[TimeError, ...]:
    """Return the errors of each complete repetition that was counted.

    `pairs` has the found repetition and `held_s` the true seconds of the hold, by the index of the
    true one.
    """
    return tuple(
        _time_error(true, pairs[true.index], held_s.get(true.index))
        for true in labels.repetition
        if true.complete and true.index in pairs and pairs[true.index].counted
    )


def _time_error(true: TrueRepetition, found: RepResult, held_s: float | None) -> TimeError:
    return TimeError(
        repetition=true.index,
        hold_s=_off(found.hold_s, 0.0, held_s),
        out_s=_off(found.out_s, true.start_s, true.top_s),
        back_s=_off(found.back_s, true.leave_s, true.end_s),
    )


def _off(found_s: float, from_s: float | None, to_s: float | None) -> float | None:
    if from_s is None or to_s is None or not is_known(found_s):
        return None
    return found_s - (to_s - from_s)
