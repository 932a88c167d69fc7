"""Opens files that somebody gives: only regular ones, only up to a size, with our own errors."""

import json
import math
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from formcheck.encoding import decode_text
from formcheck.errors import InputError
from formcheck.limits import NESTING, TEXT_BYTES

__all__ = ["open_input", "parse_toml", "read_json_file", "read_text_file", "read_toml_file"]

_LARGEST = 2**63 - 1
"""TOML's integers have 64 bits."""


def open_input(path: Path, *, error: type[InputError] = InputError) -> BinaryIO:
    """Return the open file `path`, whose kind was checked after it was opened.

    Raises `error` when it is missing, cannot be read, or is not a regular file. A pipe or a device
    could make the reader wait for ever.
    """
    # Opening a pipe waits for its writer, unless it is opened without blocking.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags)
    except FileNotFoundError as missing:
        raise error(f"There is no file {path}. Check the name.") from missing
    except (OSError, ValueError) as failed:
        raise error(f"{path} cannot be read ({_reason(failed)}).") from failed
    mode = os.fstat(number).st_mode
    if not stat.S_ISREG(mode):
        os.close(number)
        kind = "a folder" if stat.S_ISDIR(mode) else "not a file"
        raise error(f"Expected a file, but {path} is {kind}.")
    return os.fdopen(number, "rb")


def read_text_file(
    path: Path, *, error: type[InputError] = InputError, max_bytes: int = TEXT_BYTES
) -> str:
    """Return the text of `path`, in UTF-8 or in what its byte-order mark says, without the mark.

    Raises `error` when it cannot be read, is no text, or has more than `max_bytes`.
    """
    with open_input(path, error=error) as file:
        try:
            content = file.read(max_bytes + 1)
        except OSError as failed:
            raise error(f"{path} cannot be read ({_reason(failed)}).") from failed
    if len(content) > max_bytes:
        raise error(f"Expected {path.name} to have at most {max_bytes / 1e6:g} MB, got more.")
    try:
        return decode_text(content)
    except UnicodeDecodeError as failed:
        raise error(f"Expected text in {path.name}, but it cannot be read ({failed}).") from failed


def read_toml_file(path: Path, *, error: type[InputError] = InputError) -> dict[str, Any]:
    """Return the TOML table in `path`. Raises what `read_text_file` and `parse_toml` raise."""
    return parse_toml(read_text_file(path, error=error), name=path.name, error=error)


def parse_toml(text: str, *, name: str, error: type[InputError] = InputError) -> dict[str, Any]:
    """Return the table that the TOML text `text` of the file `name` holds.

    Raises `error` with the line or the key: the text is no TOML, nested too deeply, or has a
    number that is not finite or too large for 64 bits.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failed:
        raise error(f"{name} is not valid TOML: {_name_line(failed, text)}.") from failed
    except RecursionError as failed:
        raise error(f"{name} is nested too deeply; at most {NESTING} levels are read.") from failed
    except ValueError as failed:  # Python refuses to read a number of thousands of digits
        raise error(f"Expected numbers of at most 19 digits in {name}.") from failed
    for problem in _find_problems(table, key=""):
        raise error(f"{name}: {problem}.")
    return table


def read_json_file(path: Path, *, error: type[InputError] = InputError) -> Any:
    """Return what the JSON file `path` holds. Raises what `read_text_file` raises.

    Raises `error` also when it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(read_text_file(path, error=error))
    except (ValueError, RecursionError) as failed:
        raise error(f"Expected JSON in {path.name}, but it cannot be read.") from failed


def _find_problems(value: Any, *, key: str, depth: int = 0) -> Iterator[str]:
    if depth > NESTING:
        yield f"{key[:80]} is nested too deeply; at most {NESTING} levels are read"
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _find_problems(item, key=f"{key}.{name}".lstrip("."), depth=depth + 1)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _find_problems(item, key=f"{key}.{number}", depth=depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{key}: expected a finite number, got {value}"
    elif isinstance(value, int) and abs(value) > _LARGEST:
        yield f"{key}: expected a number of at most 19 digits"


def _name_line(failed: tomllib.TOMLDecodeError, text: str) -> str:
    """Return what is wrong and its line, because the parser does not name the key."""
    lines = text.split("\n")
    found = re.search(r"at line (\d+)", str(failed))
    if found is not None:
        return f"{failed}: {_shorten(lines[int(found[1]) - 1])!r}"
    # An error found at the end of the file began after the last complete statement.
    whole = next(n for n in range(len(lines), -1, -1) if _is_toml("\n".join(lines[:n])))
    return f"{failed}: line {whole + 1}: {_shorten(lines[whole])!r}"


def _shorten(line: str) -> str:
    line = line.strip()
    return line if len(line) <= 120 else f"{line[:120]}..."


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _reason(failed: Exception) -> str:
    return (failed.strerror if isinstance(failed, OSError) else None) or str(failed)
