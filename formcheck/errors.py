"""All errors that FormCheck raises on purpose.

```
FormCheckError
├── InputError               something the user gave cannot be used
│   ├── VideoError           a clip is unreadable, too large, or holds no video
│   ├── TrackError           a landmark file is malformed
│   ├── ExerciseError        an exercise definition contradicts itself
│   ├── UnknownExerciseError no exercise has that name
│   ├── LabelError           a label file is malformed
│   ├── NoPersonError        nobody (or more than one patient) is in the clip
│   ├── OutputError          a result cannot be written
│   │   └── DiskFullError    the disk is full
│   ├── StoreError           the history cannot be read or written
│   │   └── RefusedError     the answers about pain forbid a set
│   ├── LiveError            a live session got a bad message or token, or cannot continue
│   └── SafetyError          an answer is not allowed
├── SetupError               the installation lacks something
│   ├── ModelMissingError    the pose model is not on this machine
│   ├── ModelCorruptError    the pose model is not the file we know
│   ├── FetchError           the pose model could not be downloaded
│   └── SystemLibraryError   a library of the operating system is missing
└── CancelledError           the user stopped the work
```

Every message says in one or two sentences what was expected, what was got and what to do. The
command line prints it and exits with status 2.
"""

import errno

from formcheck.encoding import printable

__all__ = [
    "CancelledError",
    "DiskFullError",
    "ExerciseError",
    "FetchError",
    "FormCheckError",
    "InputError",
    "LabelError",
    "LiveError",
    "ModelCorruptError",
    "ModelMissingError",
    "NoPersonError",
    "OutputError",
    "RefusedError",
    "SafetyError",
    "SetupError",
    "StoreError",
    "SystemLibraryError",
    "TrackError",
    "UnknownExerciseError",
    "VideoError",
    "WorkerError",
    "is_disk_full",
]


class FormCheckError(Exception):
    """Base of all errors a user may see; `str(error)` is the sentence to show.

    The sentence may contain any file name, so characters that cannot be shown everywhere are
    escaped.
    """

    def __init__(self, sentence: str = "") -> None:
        """Keep `sentence`."""
        super().__init__(printable(sentence))


class InputError(FormCheckError):
    """Something the user gave cannot be used."""


class VideoError(InputError):
    """A clip is unreadable, too large, or holds no video."""


class TrackError(InputError):
    """A landmark file or array has the wrong form."""


class ExerciseError(InputError):
    """An exercise definition is malformed or contradicts itself."""


class UnknownExerciseError(InputError):
    """No exercise has the requested name."""


class LabelError(InputError):
    """A label file is malformed."""


class NoPersonError(InputError):
    """Nobody, or more than one possible patient, was found in the clip."""


class OutputError(InputError):
    """A result could not be written where the user asked."""


class DiskFullError(OutputError):
    """The disk is full, so a result was not written."""


class StoreError(InputError):
    """The history cannot be read or written."""


class RefusedError(StoreError):
    """The answers about pain forbid the set that was about to begin."""


class LiveError(InputError):
    """A page sent no valid frame, command or token, or its session cannot begin or continue."""


class SafetyError(InputError):
    """An answer about pain or warning signs is not allowed."""


class SetupError(FormCheckError):
    """The installation lacks something."""


class ModelMissingError(SetupError):
    """The pose model is not on this machine."""


class ModelCorruptError(SetupError):
    """The pose model's file differs from the one in the manifest."""


class FetchError(SetupError):
    """The pose model could not be downloaded."""


class SystemLibraryError(SetupError):
    """A library of the operating system is missing."""


class WorkerError(FormCheckError):
    """A process that worked on a clip was ended from outside."""


class CancelledError(FormCheckError):
    """The user stopped the work before it was done."""


def is_disk_full(error: BaseException) -> bool:
    """Return whether writing failed because the disk, or the user's share of it, is full."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
