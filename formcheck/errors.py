"""Everything FormCheck raises on purpose.

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
│   │   └── DiskFullError    there is no room left for it
│   ├── StoreError           the training history cannot be read or written
│   │   └── RefusedError     what was answered about pain stands against a set
│   ├── LiveError            a page sent the live coach something else than pictures
│   └── SafetyError          an answer is none that can be given
├── SetupError               the installation lacks something
│   ├── ModelMissingError    the pose model is not there
│   ├── ModelCorruptError    the pose model is not the one we know
│   ├── FetchError           the pose model could not be downloaded
│   └── SystemLibraryError   a library of the operating system is missing
└── CancelledError           the user stopped the work
```

Every message is one sentence or two that say what was expected, what was got and what to do.
The command line prints it and exits with status 2.
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
    "is_disk_full",
]


class FormCheckError(Exception):
    """Base of all errors a user may see; `str(error)` is the sentence to show.

    Names of files in it may hold anything: what cannot be shown everywhere is escaped.
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
    """There was no room left to write a result."""


class StoreError(InputError):
    """The training history cannot be read or written."""


class RefusedError(StoreError):
    """What was answered about pain stands against the set that was about to begin."""


class LiveError(InputError):
    """A page sent the live coach something that is no picture, command or key of ours."""


class SafetyError(InputError):
    """An answer about pain or warning signs that cannot be given."""


class SetupError(FormCheckError):
    """The installation lacks something."""


class ModelMissingError(SetupError):
    """The pose model is not on this machine."""


class ModelCorruptError(SetupError):
    """The pose model's bytes are not the ones in the manifest."""


class FetchError(SetupError):
    """The pose model could not be downloaded."""


class SystemLibraryError(SetupError):
    """A library of the operating system is missing."""


class CancelledError(FormCheckError):
    """The user stopped the work before its end."""


def is_disk_full(error: BaseException) -> bool:
    """Return whether the system refused to write for want of room, or of the user's share of it."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
