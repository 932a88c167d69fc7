"""Signs that something may hurt, looked for in a labelled clip as in a live set."""

from formcheck.coach.signs import Sign, SignSeen, SignWatch
from formcheck.coach.types import Snapshot
from formcheck.poses.model import Exercise
from formcheck.tuning.labels import ClipLabels

__all__ = ["Lookout", "agreed_hold_s"]


class Lookout:
    """Watches a clip's snapshots; `signs` are those seen so far."""

    def __init__(self, labels: ClipLabels, exercise: Exercise) -> None:
        self._watch = SignWatch(exercise, hold_s=agreed_hold_s(labels))
        self.signs: list[SignSeen] = []

    def see(self, snapshot: Snapshot) -> None:
        """One instant further."""
        shown = self._watch.update(snapshot)
        if shown is not None:
            self.signs.append(shown)


def agreed_hold_s(labels: ClipLabels) -> float:
    """The hold the clip was made with: its longest; 0 where there is none.

    A live set knows from its plan how long a hold should last. Of a clip with a fall the holds that
    were broken off are left out.
    """
    broken = {sign.repetition for sign in labels.sign if sign.sign is Sign.COLLAPSE}
    held = (r.still_s or 0.0 for r in labels.repetition if r.complete and r.index not in broken)
    return max(held, default=0.0)
