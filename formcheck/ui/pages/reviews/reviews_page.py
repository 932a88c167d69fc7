"""The page of kept reviews: a list to search, and one review with both verdicts and notes.

The address names the open review as `?review=12`, so that the page can be reloaded.
"""

from collections.abc import Callable

import streamlit as st

from formcheck.archive.review_archive import OpenedReview, ReviewArchive
from formcheck.errors import StoreError
from formcheck.history import Store
from formcheck.history.kept_reviews import KeptReview
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.texts import kept_reviews as texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui import theme
from formcheck.ui.pages.review.repetition_rows import build_repetition_rows
from formcheck.ui.pages.review.verdict_card import show_verdict

__all__ = ["show"]

_ADDRESS = "review"
_DELETED = "deleted-review"
_MOST_SHOWN = 50


def show(open_store: Callable[[], Store]) -> None:
    """Show the reviews kept in the history that `open_store` returns, or the one in the address.

    A `StoreError` is shown as its sentence.
    """
    theme.apply("records")
    said = st.query_params.get(_ADDRESS, "")
    number = int(said) if said.isdecimal() and len(said) < 16 else None
    try:
        archive = ReviewArchive(open_store())
        if number is None:
            _show_list(archive)
        else:
            _show_review(archive, number)
    except StoreError as error:
        st.error(escape(str(error)))
        if number is not None:
            st.button(texts.BACK, icon=":material/arrow_back:", on_click=_close, key="kept-back")
    st.caption(DISCLAIMER_LINE)


def _show_list(archive: ReviewArchive) -> None:
    st.title(texts.TITLE, anchor=False)
    _offer_undo(archive)
    words = st.text_input(
        texts.SEARCH, key="kept-search", help=texts.SEARCH_HELP, icon=":material/search:"
    )
    found = archive.list(words)
    if not found:
        st.markdown(texts.NONE_FITS if words.strip() else texts.EMPTY)
        return
    st.caption(texts.count_line(min(len(found), _MOST_SHOWN), len(found)))
    for kept in found[:_MOST_SHOWN]:
        _show_card(kept)


def _show_card(kept: KeptReview) -> None:
    facts = kept.facts
    with st.container(key=f"kept-{kept.id}", gap=None, border=True):
        st.button(
            f"**{escape(_find_title(facts.exercise))}** · {escape(facts.source)}",
            key=f"kept-open-{kept.id}",
            type="tertiary",
            on_click=_open,
            args=(kept.id,),
        )
        line = texts.review_line(kept.kept_at, facts.duration_s, facts.counted, facts.score)
        st.caption(escape(line))
        for note in kept.notes[-1:]:
            st.caption(escape(texts.note_line(note.time_s, note.text)))


def _show_review(archive: ReviewArchive, number: int) -> None:
    opened = archive.open(number)
    kept = opened.kept
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(escape(opened.now.title), anchor=False, width="content")
        st.text(kept.facts.source, width="content")
        st.button(texts.BACK, icon=":material/arrow_back:", on_click=_close, key="kept-back")
        if not kept.deleted:
            st.button(
                texts.DELETE,
                icon=":material/delete:",
                on_click=_delete,
                args=(archive, kept),
                key="kept-delete",
            )
    st.caption(texts.kept_line(kept.kept_at))
    if kept.facts.film is not None:
        st.caption(escape(texts.film_line(kept.facts.film, kept.facts.film_sha256 or "")))
    left, right = st.columns([13, 11], gap="medium")
    with left:
        _show_verdicts(opened)
    with right:
        _show_notes(archive, kept)


def _show_verdicts(opened: OpenedReview) -> None:
    if opened.verdict_changed:
        then, now = opened.verdict, opened.now
        st.warning(
            texts.both_verdicts(
                limits=opened.limits_changed,
                then=(then.counted, then.score),
                now=(now.counted, now.score),
            ),
            icon=":material/compare_arrows:",
        )
    show_verdict(opened.now)
    if opened.now.repetitions:
        rows = build_repetition_rows(opened.now)
        st.table([{review_texts.COLUMNS[name]: text for name, text in row.items()} for row in rows])


def _show_notes(archive: ReviewArchive, kept: KeptReview) -> None:
    st.markdown(f"#### {texts.NOTES}")
    for note in kept.notes:
        st.markdown(escape(texts.note_line(note.time_s, note.text)))
    with st.form("kept-note", clear_on_submit=True):
        text = st.text_area(texts.NOTE, key="kept-note-text", max_chars=10_000)
        if st.form_submit_button(texts.ADD_NOTE, icon=":material/add:") and text.strip():
            archive.add_note(kept.id, text).result()
            st.rerun()


def _offer_undo(archive: ReviewArchive) -> None:
    deleted = st.session_state.get(_DELETED)
    if not isinstance(deleted, KeptReview):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="kept-undo"):
        st.text(texts.deleted_line(deleted.facts.source), width="content")
        if st.button(texts.UNDO, icon=":material/undo:", key="kept-restore"):
            archive.restore(deleted.id).result()
            del st.session_state[_DELETED]
            st.rerun()


def _find_title(exercise: str) -> str:
    return load_exercise(exercise).title if exercise in exercise_names() else exercise


def _open(number: int) -> None:
    st.query_params[_ADDRESS] = str(number)


def _close() -> None:
    st.query_params.pop(_ADDRESS, None)


def _delete(archive: ReviewArchive, kept: KeptReview) -> None:
    archive.delete(kept.id).result()
    st.session_state[_DELETED] = kept
    _close()
