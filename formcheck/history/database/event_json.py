"""Questions and answers about pain as JSON values and back.

The safety rules use no library, so pydantic reads and writes their values here. Existing histories
contain these names: new ones may be added, none may change.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    ValidationError,
)

from formcheck.errors import SafetyError, StoreError
from formcheck.safety.events import (
    ClockSetBack,
    Event,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation

__all__ = ["from_dict", "kind_of", "to_dict"]


def _to_site(name: object) -> PainSite:
    if isinstance(name, PainSite):
        return name
    site = PainSite.__members__.get(name.upper()) if isinstance(name, str) else None
    if site is None:
        raise ValueError(f"{name!r} is not a place of pain")
    return site


_Site = Annotated[
    PainSite, PlainValidator(_to_site), PlainSerializer(lambda site: site.name.lower(), str)
]
_Flags = Annotated[frozenset[RedFlag], PlainSerializer(sorted, list[RedFlag])]
_Sensations = Annotated[frozenset[Sensation], PlainSerializer(sorted, list[Sensation])]


class _Form(BaseModel):
    """The content of one kind of event; made from JSON values or from the event itself."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class _PainForm(_Form):
    back: StrictInt | None
    leg: StrictInt | None
    site: _Site | None
    sensations: _Sensations | None


def _to_pain(value: object) -> Pain:
    if isinstance(value, Pain):
        return value
    try:
        return Pain(**dict(_PainForm.model_validate(value)))
    except ValidationError as error:
        raise ValueError(_reason(error)) from error


def _from_pain(pain: Pain) -> dict[str, Any]:
    return _PainForm.model_validate(pain).model_dump(mode="json")


_Pain = Annotated[Pain, PlainValidator(_to_pain), PlainSerializer(_from_pain)]


class _ScreeningForm(_Form):
    pain: _Pain
    flags: _Flags | None
    flare: StrictBool | None
    cleared: StrictBool


class _QuestionForm(_Form):
    why: QuestionReason


class _AnswerForm(_Form):
    pain: _Pain
    because_of_pain: StrictBool | None


class _FollowUpForm(_Form):
    pain: _Pain


class _SignsCorrectedForm(_Form):
    flags: _Flags


class _ClockSetBackForm(_Form):
    pass


_KINDS: Mapping[str, tuple[Callable[..., Event], type[_Form]]] = {
    "checked": (ScreeningAnswered, _ScreeningForm),
    "asked": (PainQuestionAsked, _QuestionForm),
    "told": (PainAnswered, _AnswerForm),
    "asked_again": (FollowUpAnswered, _FollowUpForm),
    "signs_corrected": (SignsCorrected, _SignsCorrectedForm),
    "clock_set_back": (ClockSetBack, _ClockSetBackForm),
}
_KIND_OF = {event: kind for kind, (event, _) in _KINDS.items()}


def kind_of(event: Event) -> str:
    """Return the short name of the kind of `event`."""
    return _KIND_OF[type(event)]


def to_dict(event: Event) -> dict[str, Any]:
    """Return the content of `event` as JSON values, without its time, exercise and session."""
    _, form = _KINDS[kind_of(event)]
    said = event.answers if isinstance(event, ScreeningAnswered) else event
    return form.model_validate(said).model_dump(mode="json")


def from_dict(
    kind: str,
    values: Mapping[str, Any],
    *,
    at: datetime,
    exercise: str | None = None,
    session_id: int | None = None,
) -> Event:
    """Return the event that `kind_of` and `to_dict` described.

    Raises `StoreError` when a part is missing or is an answer that is not allowed.
    """
    if kind not in _KINDS:
        raise StoreError(
            f"Expected one of {', '.join(_KINDS)} in the history, got {kind!r}. Move the file away "
            "to start a new one."
        )
    make, form = _KINDS[kind]
    try:
        said = dict(form.model_validate(values))
    except (ValidationError, SafetyError) as error:
        raise StoreError(
            f"Expected an answer of the kind {kind!r} in the history, got something else "
            f"({_reason(error)}). Move the file away to start a new one."
        ) from error
    if kind == "checked":
        return ScreeningAnswered(at=at, answers=ScreeningAnswers(**said))
    if kind == "asked":
        return PainQuestionAsked(at=at, exercise=exercise or "", session_id=session_id, **said)
    return make(at=at, **said)


def _reason(error: ValidationError | SafetyError) -> str:
    """Return the first mistake and its place, without a full stop."""
    if isinstance(error, SafetyError):
        return str(error).rstrip(".")
    first = error.errors(include_url=False)[0]
    return ": ".join([*map(str, first["loc"]), first["msg"].removeprefix("Value error, ")])
