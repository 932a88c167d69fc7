"""What the person sees when something unexpected goes wrong, instead of the framework's error box.

That box names files and texts that are nobody's business, and offers to take them to outside
services. Ours says that nothing is lost, leads on, and gives the details to the person alone, as a
text file that is only written when they ask for it.
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
    """Say what happened, what is kept and where to go from here, at this place of the page."""
    details = format_details(error)
    expected = isinstance(error, FormCheckError)
    theme.apply()
    with st.container(border=True, width=640):
        st.subheader(app_texts.UNEXPECTED_TITLE, anchor=False)
        st.markdown(escape(str(error)) if expected else app_texts.UNEXPECTED)
        st.markdown(app_texts.UNEXPECTED_KEPT)
        try:
            _ways_on(details)
        except StreamlitAPIException:
            # The same error a second time on one page, whose buttons are there already.
            _log.debug("The buttons stand on the page already.", exc_info=True)


def _ways_on(details: str) -> None:
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
    """A button that saves the details of an error to a file of the person's."""
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
    """What Streamlit is to do with any error that reaches it: show ours; True = nothing more.

    It calls this for errors in callbacks, fragments and dialogs, and while the script is loaded.
    """
    show(error)
    return True


@contextmanager
def boundary(place: DeltaGenerator) -> Iterator[None]:
    """Around a page: an error in it is logged and shown in `place`, an `st.empty` above the page.

    What Streamlit itself raises to stop or rerun a page passes, and so does what a fragment has
    shown already.
    """
    try:
        yield
    except FragmentHandledException:
        raise
    except Exception as error:  # noqa: BLE001 - the page's last line of defence
        _log.exception("A page failed unexpectedly.")
        with place.container(key="instead"):
            show(error)
