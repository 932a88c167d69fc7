"""The kinds of clip that FormCheck reads: one list for the command line and the pages."""

__all__ = ["CLIP_SUFFIXES", "DEMUXERS", "FIRST_BYTES", "KINDS"]

CLIP_SUFFIXES = ("mp4", "m4v", "mov", "qt", "3gp", "webm", "mkv", "avi", "gif")
"""The endings of clips' names, without the dot, in lower case."""

KINDS = "an MP4, M4V, MOV, 3GP, WebM, MKV, AVI or animated GIF clip"
"""The same kinds in a sentence."""

DEMUXERS = "mov,matroska,webm,avi,gif"
"""FFmpeg's names for the readers of these kinds. No other reader is tried on a user's file:
FFmpeg's playlists and concatenation scripts would open files and addresses named in the clip."""

FIRST_BYTES = (
    *((4, box) for box in (b"ftyp", b"moov", b"mdat", b"wide")),  # MP4, MOV, 3GP
    (0, b"\x1aE\xdf\xa3"),  # WebM, MKV
    (8, b"AVI "),
    (0, b"GIF8"),
)
"""The bytes near the beginning of such a file, each with its position."""
