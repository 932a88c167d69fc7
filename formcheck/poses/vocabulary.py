"""The words of exercise files: roles, signals, joints, and limits such as `at_least_deg = 30`.

The unit at the end of the key must be the unit at the end of the signal's name. A limit in another
unit is refused.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from formcheck.kinematics.observer import JOINTS
from formcheck.kinematics.signals import SIGNALS, unit_of

__all__ = ["ROLES", "check_joint", "check_signal", "parse_limits"]

ROLES: Mapping[str, str] = {
    "near": "the body side nearer the camera",
    "far": "the body side further from the camera",
    "work": "the working leg's side",
    "other": "the side opposite the working leg",
    "raised": "the side of the higher arm",
    "pair": "both sides compared",
    "primary": "the primary signal's travel from its start level",
    "rep": "a whole repetition",
}
"""What a signal is measured on: the word before the dot in `work.knee_deg`."""

DERIVED_SIGNALS: Mapping[str, tuple[str, ...]] = {
    "pair": (
        "thigh_gap_deg",
        "same_side_share",
        "lead_deg",
        "straight_other_raise_deg",
        "change_ahead_share",
        "hand_over_knee_trunk",
        "near_hand_over_knee_trunk",
    ),
    "primary": ("travel_deg", "travel_share"),
    "rep": (
        "out_s",
        "back_s",
        "hold_s",
        "pause_s",
        "drop_deg",
        "bounce_count",
        "speed_deg_per_s",
        "sway_deg",
    ),
}


def check_signal(signal: str) -> str:
    """Return `signal` if it is a role, a dot and a known signal; raise `ValueError` otherwise."""
    role, dot, name = signal.partition(".")
    if not dot or role not in ROLES:
        raise ValueError(
            f"expected a signal such as near.knee_deg whose first word is one of "
            f"{', '.join(ROLES)}; got {signal!r}"
        )
    known = DERIVED_SIGNALS.get(role, tuple(SIGNALS))
    if name not in known:
        raise ValueError(f"expected one of {', '.join(known)} after {role!r}; got {name!r}")
    return signal


def check_joint(joint: str) -> str:
    """Return `joint` if it is a role, a dot and a joint; raise `ValueError` otherwise."""
    role, _, name = joint.partition(".")
    if role not in ROLES or role in DERIVED_SIGNALS or name not in JOINTS:
        raise ValueError(
            f"expected a joint such as near.knee, one of {', '.join(JOINTS)} after a role; "
            f"got {joint!r}"
        )
    return joint


def parse_limits(
    table: Mapping[str, Any], stems: Sequence[str], *, unit: str | None = None
) -> dict[str, Any]:
    """Return `table` with keys such as `at_least_deg` renamed to their stem, `at_least`.

    `unit` is the unit of the limits, by default that of the signal. Raises `ValueError` when the
    unit in the key is another one, when a limit is given twice, or when it is not a finite number.
    """
    signal = table.get("signal")
    if unit is None and isinstance(signal, str):
        unit = unit_of(signal)
    parsed: dict[str, Any] = {}
    for key, value in table.items():
        stem = next((s for s in stems if key == s or key.startswith(s + "_")), None)
        if stem is None:
            parsed[key] = value
            continue
        if stem in parsed:
            raise ValueError(f"expected {stem} once, got it twice")
        if unit is not None and key != f"{stem}_{unit}":
            raise ValueError(f"expected the key {stem}_{unit} for the signal {signal}, got {key}")
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise ValueError(f"expected a finite number for {key}, got {value!r}")
        parsed[stem] = float(value)
    return parsed
