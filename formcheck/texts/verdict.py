"""The verdict on a clip in sentences: what was counted, and what limits the verdict."""

from collections import Counter
from collections.abc import Sequence

from formcheck.assessment.set_summary import LeftOut, SetSummary, find_notable_failures
from formcheck.assessment.types import RepResult
from formcheck.assessment.verdict import SCORABLE_SHARE
from formcheck.kinematics.seen_time import Gap
from formcheck.poses.exercise import Exercise
from formcheck.texts.formatting import clock, is_known, known, quantity
from formcheck.texts.labels import BAND_SENTENCES, REJECTION_CLAUSES, readiness_warning

__all__ = ["build_summary", "build_warnings", "turn_warning"]

_MOST_GAPS = 5
"""The most gaps named one by one; a camera that stutters makes dozens."""
_NAMED_FROM_S = 1.0
"""A shorter gap begins and ends in the same second of the clip."""
_TOO_FEW = (
    "Not assessable: the clip shows a new frame less often than twice a second; record it at 15 "
    "frames per second or more."
)


def build_warnings(
    summary: SetSummary, exercise: Exercise, left_out: LeftOut | None = None
) -> tuple[str, ...]:
    """Return what limits the verdict, as sentences a person can act on.

    `left_out` counts the other side's repetitions; it is None where both sides are judged.
    """
    found = list(_gap_warnings(summary))
    found += [
        f"{readiness_warning(check, exercise)} ({100 * share:.0f} % of the time.)"
        for check, share in find_notable_failures(summary)
    ]
    view = summary.view
    if view.ok and view.yaw_deg > exercise.view.warn_deg:
        found.append(
            f"The camera is about {view.yaw_deg:.0f} degrees off side-on; "
            f"above {exercise.view.warn_deg:g} angles are less certain."
        )
    if summary.score is None:
        found.append(_other_leg(summary, left_out) or _no_score(summary, exercise))
    return tuple(found)


def _gap_warnings(summary: SetSummary) -> list[str]:
    """Return when and for how long nothing was seen; if there are many gaps, the longest."""
    if summary.too_few_pictures:
        return []  # nothing was seen, and the verdict says so
    by_length = sorted(summary.gaps, key=lambda gap: -gap.length_s)
    named = [gap for gap in by_length[:_MOST_GAPS] if gap.length_s >= _NAMED_FROM_S]
    sentences = [_gap_sentence(gap) for gap in sorted(named, key=lambda gap: gap.start_s)]
    others = by_length[len(named) :]
    if others:
        total_s = sum(gap.length_s for gap in others)
        sentences.append(
            f"{'Other s' if named else 'S'}hort gaps between frames add up to "
            f"{quantity(total_s, 's')}; that time was not seen."
        )
    return sentences


def _gap_sentence(gap: Gap) -> str:
    start, end = clock(round(gap.start_s)), clock(round(gap.end_s))
    length = quantity(gap.length_s, "s", digits=1 if gap.length_s < 60 else 0)
    if gap.frozen:
        return f"The picture is frozen from {start} to {end} ({length}); that time was not seen."
    return f"There are no frames from {start} to {end} ({length}); that time was not seen."


def _other_leg(summary: SetSummary, left_out: LeftOut | None) -> str:
    """Return why there is no score if only the leg that is not judged moved; otherwise empty."""
    if summary.too_few_pictures or any(result.counted for result in summary.results):
        return ""
    if left_out is None or left_out.count == 0:
        return ""
    return f"Not scored: no repetition with the {left_out.side.opposite} leg; {_others(left_out)}."


def _no_score(summary: SetSummary, exercise: Exercise) -> str:
    """Return why there is no score."""
    if summary.too_few_pictures:
        return _TOO_FEW
    if summary.in_place_s == 0:
        return f"Not assessable: the position for this exercise was not seen. {exercise.camera}"
    if not summary.view.ok:
        return _view_refused(summary.view.yaw_deg, exercise)
    if summary.assessable < SCORABLE_SHARE:
        return (
            f"Not assessable: only {100 * summary.assessable:.0f} % of the exercise could be "
            f"measured; a score needs {100 * SCORABLE_SHARE:.0f} %."
        )
    if not any(result.counted for result in summary.results):
        return "Not scored: no complete repetition was seen."
    return "Not scored: too few of the repetitions could be measured well enough."


def _view_refused(yaw_deg: float, exercise: Exercise) -> str:
    if not is_known(yaw_deg):
        return f"Not assessable: the angle of the camera could not be measured. {exercise.camera}"
    return (
        f"Not assessable: the view is about {yaw_deg:.0f} degrees off side-on; "
        f"above {exercise.view.refuse_deg:g} the angles are not reliable. {exercise.camera}"
    )


def build_summary(summary: SetSummary, exercise: Exercise, left_out: LeftOut | None = None) -> str:
    """Return the verdict in a few sentences that can be read aloud.

    `left_out` counts the other side's repetitions; it is None where both sides are judged.
    """
    results = summary.results
    if summary.too_few_pictures and not results:
        return _TOO_FEW
    counted = [r for r in results if r.counted]
    sentences = _count_sentences(len(counted), len(results), left_out)
    sentences += _rejected_sentences(results)
    if summary.band is not None:
        sentences.append(BAND_SENTENCES[summary.band])
    broken = Counter(fault.rule for r in counted for fault in r.faults)
    for rule in exercise.rules:
        if rule.name in broken and not rule.informational:
            moments = known(f.start_s for r in counted for f in r.faults if f.rule == rule.name)
            at = ", ".join(clock(t) for t in moments[:3])
            more = f" and {len(moments) - 3} more" if len(moments) > 3 else ""
            sentences.append(f"{rule.title}: at {at}{more}." if at else f"{rule.title}.")
    if counted and summary.score is not None and not any(r.faults for r in results):
        sentences.append("No faults were seen.")
    if summary.score is None:
        sentences.append("No score can be given.")
    return " ".join(sentences)


def _count_sentences(counted: int, total: int, left_out: LeftOut | None) -> list[str]:
    if left_out is None or left_out.count == 0:
        return [_count_sentence(counted, total)]
    if total == 0:
        return [f"No repetition with the {left_out.side.opposite} leg; {_others(left_out)}."]
    others = _others(left_out, doubtful=counted == 0)
    return [_count_sentence(counted, total), f"{others}."]


def _others(left_out: LeftOut, *, doubtful: bool = True) -> str:
    were = "was" if left_out.count == 1 else "were"
    words = f"{left_out.count} with the {left_out.side} leg {were} left out"
    return f"{words} (is the clip mirrored?)" if doubtful else words


def _count_sentence(counted: int, total: int) -> str:
    if total == 0:
        return "No repetition was seen."
    if counted == total:
        return f"{counted} repetition{'s' if counted != 1 else ''} counted."
    return f"{counted} of {total} repetitions counted."


def _rejected_sentences(results: Sequence[RepResult]) -> list[str]:
    reasons = Counter(r.rejected for r in results if r.rejected is not None)
    return [f"{n} {REJECTION_CLAUSES[reason]}." for reason, n in reasons.most_common()]


def turn_warning(turn_deg: int) -> str:
    """Return the sentence for a clip that has to be turned clockwise by `turn_deg` degrees."""
    way = "upside down" if turn_deg == 180 else "on its side"
    return (
        f"Not assessable: the picture seems to be turned {way}. Turn it by {turn_deg} degrees "
        "clockwise and review it again."
    )
