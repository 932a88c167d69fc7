"""Reads text in the encodings that people's programs use, and escapes what cannot be shown."""

import codecs
import io
import re
import sys
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["decode_text", "printable", "read_text", "replace_what_cannot_be_printed"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, because its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(file: Path | Traversable) -> str:
    """Return the text of a file, in UTF-8 or in what its byte-order mark says, without the mark.

    Raises `OSError` and `UnicodeDecodeError`. Line ends are read as `Path.read_text` reads them.
    """
    return decode_text(file.read_bytes())


def decode_text(content: bytes) -> str:
    """Return the text in `content`, as `read_text` does. Raises `UnicodeDecodeError`."""
    marks = (encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark))
    return io.TextIOWrapper(io.BytesIO(content), encoding=next(marks, "utf-8")).read()


def printable(text: str) -> str:
    r"""Return `text` with an escape such as `\xfc` for everything that is not a character.

    File names may contain bytes that are not UTF-8. Python stores them as lone surrogates. JSON,
    CSV, pages and the database do not accept these.
    """
    return _SURROGATE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    is_byte = 0xDC80 <= code <= 0xDCFF  # how Python stores a byte (PEP 383)
    return f"\\x{code - 0xDC00:02x}" if is_byte else f"\\u{code:04x}"


def replace_what_cannot_be_printed() -> None:
    """Make standard output show "?" for a character that its encoding lacks, instead of failing.

    Standard error already escapes such characters.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
