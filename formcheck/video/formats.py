"""The kinds of clip that can be read: one list for the command line and the pages."""

__all__ = ["CLIP_SUFFIXES", "DEMUXERS", "FIRST_BYTES", "KINDS"]

CLIP_SUFFIXES = ("mp4", "m4v", "mov", "qt", "3gp", "webm", "mkv", "avi", "gif")
"""How the name of a clip may end, without the dot, in lower case."""

KINDS = "an MP4, M4V, MOV, 3GP, WebM, MKV, AVI or animated GIF clip"
"""The same kinds in a sentence."""

DEMUXERS = "mov,matroska,webm,avi,gif"
"""FFmpeg's names of what reads them. Nothing else is tried on what a user gives: FFmpeg's playlists
and concatenation scripts would open further files and addresses named inside the clip."""

FIRST_BYTES = (
    *((4, box) for box in (b"ftyp", b"moov", b"mdat", b"wide")),  # MP4, MOV, 3GP
    (0, b"\x1aE\xdf\xa3"),  # WebM, MKV
    (8, b"AVI "),
    (0, b"GIF8"),
)
"""What such a file holds near its beginning, and at which byte."""
