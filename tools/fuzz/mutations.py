"""Ways to damage bytes; each takes a random generator, so that a seed gives the same inputs."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence

__all__ = ["mutate", "mutate_archive", "mutate_text"]

_NASTY = [
    b"0", b"-1", b"1e999", b"nan", b"inf", b"9" * 19, b"9" * 5000, b"1e-320", b"0x", b"true",
    b"\0", b"\xed\xa0\x80", b"\r", b"[" * 300, b'"""', b"\xc3\xa9" * 50,
]  # fmt: skip
_NASTY_SIZES = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]


def mutate(rng: random.Random, content: bytes) -> bytes:
    """Return `content` with one to eight damages: bytes changed, cut out, repeated, inserted."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        rng.choice(_DAMAGES)(rng, data)
    return bytes(data)


def _flip(rng: random.Random, data: bytearray) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _overwrite(rng: random.Random, data: bytearray) -> None:
    at, size = rng.randrange(len(data) + 1), rng.choice((1, 2, 4, 8))
    number = rng.choice(_NASTY_SIZES).to_bytes(8, rng.choice(("big", "little")))
    data[at : at + size] = number[:size]


def _cut(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    del data[at : at + rng.choice((1, 16, 256, len(data)))]


def _repeat(rng: random.Random, data: bytearray) -> None:
    at, size = rng.randrange(len(data) + 1), rng.choice((1, 16, 256))
    data[at:at] = data[at : at + size] * rng.choice((1, 2, 50))


def _insert(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.randbytes(rng.choice((1, 4, 64)))


_DAMAGES: Sequence[Callable[[random.Random, bytearray], None]] = (
    _flip, _flip, _overwrite, _cut, _repeat, _insert,
)  # fmt: skip


def mutate_text(rng: random.Random, content: bytes) -> bytes:
    """Return a text with values replaced by hostile ones, lines moved, or bytes damaged."""
    if rng.random() < 0.3:
        return mutate(rng, content)
    lines = content.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(lines))
        key, equals, _ = lines[at].partition(b"=")
        nasty = rng.choice(_NASTY)
        action = rng.random()
        if equals and action < 0.6:
            lines[at] = key + b"= " + nasty
        elif action < 0.7:
            del lines[at]
            lines = lines or [b""]
        elif action < 0.85:
            lines.insert(at, rng.choice(lines))
        else:
            lines[at] += nasty
    return b"\n".join(lines)


def mutate_archive(rng: random.Random, content: bytes) -> bytes:
    """Return a zip whose members are damaged inside, so that its checksums fit."""
    if rng.random() < 0.3:
        return mutate(rng, content)
    packing = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", packing) as new:
        names = old.namelist()
        chosen = rng.choice(names)
        for name in names:
            member = old.read(name)
            if name == chosen:
                if rng.random() < 0.1:
                    continue
                # Mostly the header, which says what the rest is.
                head, rest = member[:128], member[128:]
                member = mutate(rng, head) + rest if rng.random() < 0.7 else mutate(rng, member)
            new.writestr(name, member)
    return out.getvalue()
