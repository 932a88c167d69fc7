"""What the person sees after an unexpected error, instead of Streamlit's error box.

Streamlit's box shows private file names and texts, and offers to send them to outside services.
Ours says that nothing is lost and what to do next. It gives the details to the person alone, as a
text file that is written only when they ask for it.
"""

import html
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import FragmentHandledException, StreamlitAPIException

from formcheck.errors import FormCheckError
from formcheck.texts import app as app_texts
from formcheck.texts.formatting import escape
from formcheck.ui import theme
from formcheck.ui.components.error_details import format_details

__all__ = ["boundary", "save_details", "show", "show_instead"]

_log = logging.getLogger(__name__)


def show(error: Exception) -> None:
    """Say at this place of the page what happened, what is saved and what to do next."""
    details = format_details(error)
    expected = isinstance(error, FormCheckError)
    theme.apply()
    with st.container(border=True, width=640):
        st.subheader(app_texts.UNEXPECTED_TITLE, anchor=False)
        st.markdown(escape(str(error)) if expected else app_texts.UNEXPECTED)
        st.markdown(app_texts.UNEXPECTED_KEPT)
        try:
            _show_next_steps(details)
        except StreamlitAPIException:
            # The same error a second time on one page: its buttons are already there.
            _log.debug("The buttons are already on the page.", exc_info=True)


def _show_next_steps(details: str) -> None:
    # The same buttons again when the same error comes again, as in a part that runs every second.
    key = f"unexpected-{zlib.crc32(details.encode('utf-8', 'replace')):08x}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            app_texts.TRY_AGAIN, key=f"{key}-again", type="primary", icon=":material/refresh:"
        )
        save_details(details, key=f"{key}-details")
        # A plain link: it works even where the session itself is what is broken.
        link = f'<a class="to-start" href="/" target="_self">{html.escape(app_texts.TO_START)}</a>'
        st.html(link)
    st.caption(app_texts.DETAILS_HINT)


def save_details(details: str, *, key: str) -> None:
    """Show a button that saves the details of an error as a file."""
    st.download_button(
        app_texts.SAVE_DETAILS,
        lambda: details,
        "formcheck-error.txt",
        "text/plain",
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )


def show_instead(error: Exception) -> bool:
    """Show our text for an error that reaches Streamlit; True tells it to do nothing more.

    Streamlit calls this for errors in callbacks, fragments and dialogs, and while it loads the
    script.
    """
    show(error)
    return True


@contextmanager
def boundary(place: DeltaGenerator) -> Iterator[None]:
    """Log an error of the page and show it in `place`, an `st.empty` above the page.

    The exceptions with which Streamlit stops or reruns a page pass through, and so do errors that a
    fragment has already shown.
    """
    try:
        yield
    except FragmentHandledException:
        raise
    except Exception as error:  # noqa: BLE001 - the page's last line of defence
        _log.exception("A page failed unexpectedly.")
        with place.container(key="instead"):
            show(error)
