"""How large a file that somebody gives may be; each limit with its reason."""

__all__ = ["NESTING", "TEXT_BYTES", "TRACK_FRAMES", "TRACK_HEADER_BYTES", "TRACK_META_BYTES"]

TEXT_BYTES = 8_000_000
"""A label, exercise or outcome file. The largest of ours has 0.1 MB; an hour of labels has 1 MB."""

NESTING = 32
"""Tables within tables in such a file. Ours have four levels; Python fails at some hundred."""

TRACK_FRAMES = 648_000
"""Frames of a landmark file: six hours at 30 frames a second. They take about half a gigabyte and
two minutes to judge; no exercise lasts that long."""

TRACK_META_BYTES = 1_000_000
"""What a landmark file says of its source, model and version. Ours is below 1 kB."""

TRACK_HEADER_BYTES = 4_096
"""The header of one array, which only names its type and shape: about 100 bytes."""
