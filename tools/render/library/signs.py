"""Clips of pain signs, and of movements that only look like pain signs."""

from collections.abc import Iterator, Mapping

from tools.render.clip_purpose import Kind
from tools.render.library.settings import Table

__all__ = ["build_sign_clips"]

FALL_S: Mapping[str, float] = {
    "bridge": 0.3,
    "bird_dog": 0.4,
    "hamstring_stretch": 0.5,
    "hamstring_stretch_90_90": 0.4,
    "hamstring_stretch_seated": 0.4,
}
"""How long a fall takes: hips drop 0.25 m in 0.23 s, a leg let go from 65 degrees takes 0.5 s."""
STOP_S = 6.0
DROP_TO_SHARE = 0.64
"""A range smaller by a third: by 13 degrees in a bridge, by 30 in a bird-dog."""
TIRING = {"tiring_deg": 5.0, "slowing": 0.35}
SLOWER = 2.0
SHORT_HOLD_S = 3.0
"""The stretches' hold, so that four repetitions fit into a clip."""

LONG: Table = {"camera": {"fps": 12.0}}
"""Videos of half a minute; ranges and paces need no more frames."""


def build_sign_clips(exercise: str, tempo: Table) -> Iterator[tuple[str, Kind, Table]]:
    """Return each clip's name, its kind, and its changes to the usual recipe.

    `repetitions` among the changes says how many.
    """
    short = {**tempo, "hold_s": min(tempo["hold_s"], SHORT_HOLD_S)}

    def sign(rule: str, size: float, *numbers: int, of: int, times: Table) -> Table:
        fault = [{"rule": rule, "size": size, "repetitions": list(numbers)}]
        return {"fault": fault, "repetitions": of, "movement": times}

    fall_s = FALL_S[exercise]
    after = {"tail_s": 3.0}
    yield "collapse_first", "sign", sign("collapse", fall_s, 1, of=2, times={**tempo, **after})
    yield "collapse_later", "sign", sign("collapse", fall_s, 2, of=2, times={**tempo, **after})
    yield "freeze_out", "sign", sign("freeze_out", STOP_S, 2, of=2, times=short)
    yield "freeze_back", "sign", sign("freeze_back", STOP_S, 1, of=2, times=short)
    drop = sign("range_drop", DROP_TO_SHARE, 3, 4, of=4, times=short)
    yield "range_drop", "sign", {**drop, **LONG}
    yield "tired", "steady", {"repetitions": 4, "movement": {**short, **TIRING}, **LONG}
    slow = {name: SLOWER * seconds for name, seconds in short.items()}
    yield "slow", "steady", {"repetitions": 2, "movement": {**slow, "rest_s": 3.0}, **LONG}
