"""The questions themselves: numbers, a place, what it feels like, warning signs.

Whatever was not answered is None, never "none".
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from formcheck.safety.answers import (
    EMERGENCIES,
    MOST_PAIN,
    BeforeAnswers,
    Flag,
    Pain,
    Sensation,
    Site,
)
from formcheck.ui import safety_texts as texts
from formcheck.ui import safety_words as words
from formcheck.ui.safety_components import body_picture

__all__ = ["because_of_pain", "before_answers", "missing_before", "missing_pain", "pain"]

_NOTHING = "nothing"


def pain(key: str, *, sensations_title: str) -> Pain:
    """Ask how it hurts; the answers so far."""
    back = _number(texts.BACK, key=f"{key}-back")
    leg = _number(texts.LEG, key=f"{key}-leg")
    site = _site(key)
    felt = _sensations(sensations_title, key=f"{key}-felt")
    return Pain(back=back, leg=leg, site=site, sensations=felt)


def missing_pain(answer: Pain) -> tuple[str, ...]:
    """The names of what was not answered."""
    names = ("back", "leg", "site", "sensations")
    return tuple(name for name in names if getattr(answer, name) is None)


def because_of_pain(key: str) -> bool | None:
    """Ask whether the stop was because of pain."""
    said = st.radio(
        texts.BECAUSE,
        (True, False),
        index=None,
        format_func=lambda yes: texts.BECAUSE_YES if yes else texts.BECAUSE_NO,
        key=f"{key}-because",
        horizontal=True,
    )
    return None if said is None else bool(said)


def before_answers(key: str) -> BeforeAnswers:
    """Ask everything that is asked before an exercise; the answers so far."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(texts.FLAGS_URGENT)
        urgent = _ticked([flag for flag in Flag if flag in EMERGENCIES], key=key)
    with right:
        st.markdown(texts.FLAGS_FIRST)
        first = _ticked([flag for flag in Flag if flag not in EMERGENCIES], key=key)
        cleared = bool(first) and st.checkbox(texts.CLEARED, key=f"{key}-cleared")
    none = st.checkbox(texts.FLAGS_NONE, key=f"{key}-none")
    flags = frozenset(urgent + first)
    flare = st.radio(
        texts.FLARE,
        (True, False),
        index=None,
        format_func=lambda yes: words.YES if yes else words.NO,
        key=f"{key}-flare",
        horizontal=True,
    )
    st.subheader(texts.PAIN_TITLE, anchor=False)
    now = pain(key, sensations_title=texts.SENSATIONS)
    return BeforeAnswers(
        pain=now,
        flags=flags if flags or none else None,
        flare=None if flare is None else bool(flare),
        cleared=cleared,
    )


def missing_before(answers: BeforeAnswers) -> tuple[str, ...]:
    """The names of what was not answered."""
    missing = [] if answers.flags is not None else ["flags"]
    missing += [] if answers.flare is not None else ["flare"]
    return (*missing, *missing_pain(answers.pain))


def _ticked(flags: Sequence[Flag], *, key: str) -> list[Flag]:
    return [flag for flag in flags if st.checkbox(words.FLAGS[flag], key=f"{key}-{flag.value}")]


def _number(title: str, *, key: str) -> int | None:
    with st.container(key=f"scale-{key}"):
        said = st.segmented_control(title, range(MOST_PAIN + 1), key=key)
    return None if said is None else int(said)


def _site(key: str) -> Site | None:
    """The body and the words beside it say the same; the last one used counts."""
    name = f"{key}-site"
    picture, choice = st.columns([2, 3], vertical_alignment="center")
    with picture:
        clicked = body_picture(st.session_state.get(name), key=f"{key}-body")
        if clicked is not None and st.session_state.get(name) is not clicked:
            st.session_state[name] = clicked
            st.rerun()
    with choice:
        return st.radio(
            texts.SITE,
            tuple(Site),
            index=None,
            format_func=words.SITES.__getitem__,
            help=texts.SITE_HELP,
            key=name,
        )


def _sensations(title: str, *, key: str) -> frozenset[Sensation] | None:
    names: Mapping[str, str] = {s.value: words.SENSATIONS[s] for s in Sensation}
    names = {**names, _NOTHING: texts.NO_SENSATION}
    said = st.pills(
        title, tuple(names), selection_mode="multi", format_func=names.__getitem__, key=key
    )
    if not said:
        return None
    return frozenset(Sensation(one) for one in said if one != _NOTHING)
