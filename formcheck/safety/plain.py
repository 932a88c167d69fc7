"""Events to plain values and back, for whoever keeps them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from formcheck.errors import SafetyError
from formcheck.safety.answers import BeforeAnswers, Flag, Pain, Sensation, Site
from formcheck.safety.events import (
    Asked,
    AskedAgain,
    Checked,
    ClockSetBack,
    Event,
    SignsCorrected,
    Told,
    Why,
)

__all__ = ["event_of", "kind_of", "plain_of"]

_KINDS: Mapping[type, str] = {
    Checked: "checked",
    Asked: "asked",
    Told: "told",
    AskedAgain: "asked_again",
    SignsCorrected: "signs_corrected",
    ClockSetBack: "clock_set_back",
}


def kind_of(event: Event) -> str:
    """The short name of the kind of `event`."""
    return _KINDS[type(event)]


def plain_of(event: Event) -> dict[str, object]:
    """What `event` says, as JSON values; its time, exercise and training are kept beside it."""
    match event:
        case Checked(answers=answers):
            return {
                "pain": _plain_pain(answers.pain),
                "flags": None if answers.flags is None else sorted(answers.flags),
                "flare": answers.flare,
                "cleared": answers.cleared,
            }
        case Asked(why=why):
            return {"why": why.value}
        case Told(pain=pain, because_of_pain=because):
            return {"pain": _plain_pain(pain), "because_of_pain": because}
        case AskedAgain(pain=pain):
            return {"pain": _plain_pain(pain)}
        case SignsCorrected(flags=flags):
            return {"flags": sorted(flags)}
        case ClockSetBack():
            return {}


def event_of(
    kind: str,
    plain: Mapping[str, Any],
    *,
    at: datetime,
    exercise: str | None = None,
    training_id: int | None = None,
) -> Event:
    """The event that `plain_of` and `kind_of` described. Raises `SafetyError` when it is none."""
    try:
        match kind:
            case "checked":
                return Checked(at=at, answers=_before(plain))
            case "asked":
                return Asked(
                    at=at,
                    exercise=exercise or "",
                    why=Why(plain["why"]),
                    training_id=training_id,
                )
            case "told":
                because = _yes_no(plain["because_of_pain"])
                return Told(at=at, pain=_pain(plain["pain"]), because_of_pain=because)
            case "asked_again":
                return AskedAgain(at=at, pain=_pain(plain["pain"]))
            case "signs_corrected":
                return SignsCorrected(at=at, flags=_flags(plain["flags"]))
            case "clock_set_back":
                return ClockSetBack(at=at)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise SafetyError(
            f"Expected an answer of the kind {kind!r}, got something else ({error})."
        ) from error
    raise SafetyError(f"Expected one of {', '.join(_KINDS.values())}, got {kind!r}.")


def _plain_pain(pain: Pain) -> dict[str, object]:
    return {
        "back": pain.back,
        "leg": pain.leg,
        "site": None if pain.site is None else pain.site.name.lower(),
        "sensations": None if pain.sensations is None else sorted(pain.sensations),
    }


def _pain(plain: Mapping[str, Any]) -> Pain:
    site, felt = plain["site"], plain["sensations"]
    return Pain(
        back=plain["back"],
        leg=plain["leg"],
        site=None if site is None else Site[site.upper()],
        sensations=None if felt is None else frozenset(Sensation(one) for one in felt),
    )


def _before(plain: Mapping[str, Any]) -> BeforeAnswers:
    flags = plain["flags"]
    return BeforeAnswers(
        pain=_pain(plain["pain"]),
        flags=None if flags is None else _flags(flags),
        flare=_yes_no(plain["flare"]),
        cleared=_yes_no(plain["cleared"]) is True,
    )


def _flags(names: Iterable[str]) -> frozenset[Flag]:
    return frozenset(Flag(one) for one in names)


def _yes_no(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} is neither yes nor no")
