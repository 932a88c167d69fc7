"""The details of an unexpected error as a text, for the people who maintain FormCheck."""

import platform
import traceback
from importlib.metadata import version
from pathlib import Path

from formcheck import __version__
from formcheck.encoding import printable
from formcheck.texts import app as app_texts

__all__ = ["format_details"]


def format_details(error: BaseException) -> str:
    """Return the details of an error as plain text: versions, operating system and traceback.

    The values of variables are left out, and the person's home folder is written as "~".
    """
    streamlit = version("streamlit")
    lines = (
        app_texts.DETAILS_TITLE,
        f"FormCheck {__version__}, Python {platform.python_version()}, Streamlit {streamlit}",
        platform.platform(),
        "",
        "".join(traceback.format_exception(error)),
    )
    return printable("\n".join(lines).replace(str(Path.home()), "~"))
