"""Invented labels and outcomes."""

from pathlib import Path

from formcheck.evaluation.angle_errors import AngleErrors
from formcheck.evaluation.labels import ClipLabels
from formcheck.evaluation.outcome import ClipOutcome, FaultPresence, RuleCase, TimeError

TOML = """
file = "{name}.mp4"
exercise = "bridge"
near_side = "left"
counted = {counted}
duration_s = 24.0
{more}
"""


def labels(name: str = "clip", **values: object) -> ClipLabels:
    given = {
        "path": Path(f"{name}.toml"),
        "file": f"{name}.mp4",
        "exercise": "bridge",
        "near_side": "left",
        "counted": 2,
        "duration_s": 24.0,
    }
    return ClipLabels.model_validate({**given, **values})


def repetition(index: int, start_s: float, *, hold_s: float = 4.0, **more: object) -> dict:
    top_s = start_s + 2.0
    return {
        "index": index,
        "side": "both",
        "start_s": start_s,
        "top_s": top_s,
        "leave_s": top_s + hold_s,
        "end_s": top_s + hold_s + 2.4,
        "still_s": hold_s,
        **more,
    }


def outcome(name: str = "clip", *, counted: int = 2, **values: object) -> ClipOutcome:
    given: dict = {
        "labels": labels(name),
        "counted": counted,
        "false_repetitions": 0,
        "score": 90.0,
        "assessable": 1.0,
        "reasons": (),
        "rules": (),
        "times": (),
        "angles": (),
    }
    return ClipOutcome(**{**given, **values})


def case(rule: str, shown: FaultPresence, *, found: bool, excess: float | None = None) -> RuleCase:
    return RuleCase(
        exercise="bridge", rule=rule, repetition=1, shown=shown, excess=excess, found=found
    )


__all__ = ["TOML", "AngleErrors", "TimeError", "case", "labels", "outcome", "repetition"]
