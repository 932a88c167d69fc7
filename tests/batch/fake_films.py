"""Films whose text says what happens to them, for a batch that needs no pose model."""

import os
import signal
import time
from pathlib import Path

from formcheck.errors import VideoError
from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ClipRequest
from tests.support.good_repetitions import GOOD_REPETITIONS

LOG = "log.txt"


def write_films(folder: Path, *, good: int, broken: int = 0, more: tuple[str, ...] = ()) -> Path:
    """Write films into `folder`/bridge, and the landmarks that each good one shows.

    `more` are the texts of other films.
    """
    films = folder / "bridge"
    films.mkdir(parents=True)
    GOOD_REPETITIONS["bridge"].good(fps=12).save(folder / ".seen.npz")
    kinds = ["good"] * good + ["broken"] * broken + list(more)
    for number, kind in enumerate(kinds):
        (films / f"{number:02d}.mp4").write_text(f"{kind} {number}", encoding="utf-8")
    return folder


def extract(request: ClipRequest, *, wait_s: float = 0.0) -> tuple[str, ...]:
    """Do what the film's text says, and note in the log that it was read."""
    top = request.path.parent.parent
    with (top / LOG).open("a", encoding="utf-8") as log:
        log.write(f"{request.path.name}\n")
    time.sleep(wait_s)
    text = request.path.read_text(encoding="utf-8")
    if text.startswith("broken"):
        raise VideoError(f"Expected a clip in {request.path.name}, got {text!r}.")
    killed = top / f"{request.path.stem} killed"
    if text.startswith("kills once") and not killed.exists():
        killed.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("kills always"):
        os.kill(os.getpid(), signal.SIGKILL)
    assert request.track_out is not None
    PoseTrack.load(top / ".seen.npz").save(request.track_out)
    return (f"Read once: {request.path.name}.",)


def extract_slowly(request: ClipRequest) -> tuple[str, ...]:
    """As `extract`, a tenth of a second later, so that a run can be ended in the middle."""
    return extract(request, wait_s=0.1)


def read_log(folder: Path) -> list[str]:
    """Return the names of the films read, in that order, as often as each was read."""
    return (folder / LOG).read_text(encoding="utf-8").split()
