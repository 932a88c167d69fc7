"""A set by a scripted estimator, in a process of its own; it prints each count that it shows."""

import sys
from dataclasses import replace
from pathlib import Path

from formcheck.history import Store
from formcheck.live.server.recorder import SessionRecorder
from tests.live.scripted import ITEM, SessionClient, bridges

REPETITIONS = 8


def tell(*words: object) -> None:
    """Write a line at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(path: Path) -> None:
    """Do the set; print "session N", and "shown N" for each count."""
    item = replace(ITEM, repetitions=REPETITIONS, sets=1)
    store = Store(path)
    number = store.begin_session(item, source="camera")
    tell("session", number)
    estimator, frames = bridges(REPETITIONS)
    recorder = SessionRecorder(store, number)
    with SessionClient(estimator, item=item, recorder=recorder) as client:
        shown = 0
        for _ in range(frames):
            count = client.show().get("count", 0)
            if count != shown:
                shown = count
                tell("shown", shown)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
