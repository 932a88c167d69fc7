"""Text that comes in as people's programs save it, and leaves so that everything can take it."""

import codecs
import io
import re
import sys
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["printable", "read_text", "replace_what_cannot_be_printed"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(file: Path | Traversable) -> str:
    """Return the text of a file: UTF-8, or what its byte-order mark says; the mark is left out.

    Raises `OSError` and `UnicodeDecodeError`; line ends are read as `Path.read_text` reads them.
    """
    content = file.read_bytes()
    marks = (encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark))
    return io.TextIOWrapper(io.BytesIO(content), encoding=next(marks, "utf-8")).read()


def printable(text: str) -> str:
    r"""Return `text` with what is no character as an escape, such as `\xfc`.

    Names of files may hold bytes that are no UTF-8. Python keeps them as lone surrogates, which
    neither JSON, CSV, a page nor the database takes.
    """
    return _SURROGATE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    is_byte = 0xDC80 <= code <= 0xDCFF  # how Python keeps a byte (PEP 383)
    return f"\\x{code - 0xDC00:02x}" if is_byte else f"\\u{code:04x}"


def replace_what_cannot_be_printed() -> None:
    """Make standard output show "?" for a character its encoding lacks, instead of failing.

    Standard error escapes such characters by itself.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
