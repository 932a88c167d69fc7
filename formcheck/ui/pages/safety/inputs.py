"""The questions: numbers, a place, what it feels like, warning signs.

An unanswered question is None, never "none".
"""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from formcheck.safety.questionnaire import (
    EMERGENCIES,
    MOST_PAIN,
    Pain,
    PainSite,
    RedFlag,
    ScreeningAnswers,
    Sensation,
)
from formcheck.texts import safety as safety_texts
from formcheck.texts import safety_labels
from formcheck.ui.components.body import ask_on_body

__all__ = [
    "ask_other_reason",
    "ask_pain",
    "ask_screening",
    "ask_signs_again",
    "find_missing",
    "find_missing_pain",
    "forget",
    "preset_signs",
    "say_missing",
]

_NOTHING = "nothing"
_EMERGENCIES = tuple(flag for flag in RedFlag if flag in EMERGENCIES)
_OTHERS = tuple(flag for flag in RedFlag if flag not in EMERGENCIES)


def ask_pain(key: str, *, sensations_title: str) -> Pain:
    """Ask about pain; return the answers so far."""
    back = _number(safety_texts.BACK, key=f"{key}-back")
    leg = _number(safety_texts.LEG, key=f"{key}-leg")
    site = _site(key)
    felt = _sensations(sensations_title, key=f"{key}-felt")
    return Pain(back=back, leg=leg, site=site, sensations=felt)


def find_missing_pain(answer: Pain) -> tuple[str, ...]:
    """Return the names of what was not answered."""
    names = ("back", "leg", "site", "sensations")
    return tuple(name for name in names if getattr(answer, name) is None)


def ask_other_reason(key: str) -> bool:
    """Return whether the person ticks that they stopped for another reason than pain.

    The answer is optional.
    """
    return st.checkbox(safety_texts.OTHER_REASON, key=f"{key}-other-reason")


def ask_screening(key: str) -> ScreeningAnswers:
    """Ask all the questions before an exercise; return the answers so far."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(safety_texts.FLAGS_URGENT)
        urgent = _ticked(_EMERGENCIES, key=key)
    with right:
        st.markdown(safety_texts.FLAGS_FIRST)
        first = _ticked(_OTHERS, key=key)
        cleared = bool(first) and st.checkbox(safety_texts.CLEARED, key=f"{key}-cleared")
    none = _none(safety_texts.FLAGS_NONE, key=key)
    flags = frozenset(urgent + first)
    flare = st.radio(
        safety_texts.FLARE,
        (True, False),
        index=None,
        format_func=lambda yes: safety_labels.YES if yes else safety_labels.NO,
        key=f"{key}-flare",
        horizontal=True,
    )
    st.subheader(safety_texts.PAIN_TITLE, anchor=False)
    now = ask_pain(key, sensations_title=safety_texts.SENSATIONS)
    return ScreeningAnswers(
        pain=now,
        flags=flags if flags or none else None,
        flare=None if flare is None else bool(flare),
        cleared=cleared,
    )


def find_missing(answers: ScreeningAnswers) -> tuple[str, ...]:
    """Return the names of what was not answered."""
    missing = [] if answers.flags is not None else ["flags"]
    missing += [] if answers.flare is not None else ["flare"]
    return (*missing, *find_missing_pain(answers.pain))


def preset_signs(key: str, signs: Collection[RedFlag]) -> None:
    """Tick the emergency signs that were ticked before, as the start of `ask_signs_again`."""
    for flag in signs:
        st.session_state[f"{key}-{flag.value}"] = True


def ask_signs_again(key: str) -> frozenset[RedFlag] | None:
    """Ask again which emergency signs apply; an empty set for none, None if not answered."""
    signs = frozenset(_ticked(_EMERGENCIES, key=key))
    none = _none(safety_texts.EMERGENCY_CHECK_NONE, key=key)
    return signs if signs or none else None


def say_missing(missing: Sequence[str]) -> None:
    """Name what was not answered yet."""
    names = ", ".join(safety_texts.MISSING_NAMES[name] for name in missing)
    st.warning(safety_texts.MISSING.format(missing=names))


def forget(key: str) -> None:
    """Clear the answers whose keys begin with `key`, so that all questions are asked next time."""
    for name in [one for one in st.session_state if str(one).startswith(f"{key}-")]:
        del st.session_state[name]


def _ticked(flags: Sequence[RedFlag], *, key: str) -> list[RedFlag]:
    return [
        flag
        for flag in flags
        if st.checkbox(
            safety_labels.FLAGS[flag],
            key=f"{key}-{flag.value}",
            on_change=_untick_none,
            args=(key,),
        )
    ]


def _none(label: str, *, key: str) -> bool:
    return st.checkbox(label, key=f"{key}-none", on_change=_untick_signs, args=(key,))


def _untick_none(key: str) -> None:
    """Untick "none of these" when a sign is ticked."""
    st.session_state[f"{key}-none"] = False


def _untick_signs(key: str) -> None:
    """Untick all signs when "none of these" is ticked."""
    if st.session_state[f"{key}-none"]:
        for flag in RedFlag:
            if f"{key}-{flag.value}" in st.session_state:
                st.session_state[f"{key}-{flag.value}"] = False


def _number(title: str, *, key: str) -> int | None:
    with st.container(key=f"scale-{key}"):
        said = st.segmented_control(title, range(MOST_PAIN + 1), key=key)
    return None if said is None else int(said)


def _site(key: str) -> PainSite | None:
    """Ask for the place, by the body or by the words beside it; the last one used counts."""
    name = f"{key}-site"
    picture, choice = st.columns([2, 3], vertical_alignment="center")
    with picture:
        clicked = ask_on_body(st.session_state.get(name), key=f"{key}-body")
        if clicked is not None and st.session_state.get(name) is not clicked:
            st.session_state[name] = clicked
            st.rerun()
    with choice:
        return st.radio(
            safety_texts.SITE,
            tuple(PainSite),
            index=None,
            format_func=safety_labels.SITES.__getitem__,
            help=safety_texts.SITE_HELP,
            key=name,
        )


def _sensations(title: str, *, key: str) -> frozenset[Sensation] | None:
    names: Mapping[str, str] = {s.value: safety_labels.SENSATIONS[s] for s in Sensation}
    names = {**names, _NOTHING: safety_texts.NO_SENSATION}
    said = st.pills(
        title, tuple(names), selection_mode="multi", format_func=names.__getitem__, key=key
    )
    if not said:
        return None
    return frozenset(Sensation(one) for one in said if one != _NOTHING)
