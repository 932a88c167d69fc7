"""What is said when: one thing at a time, the urgent first, nothing over and over.

The browser speaks and says whether it is speaking; here it is decided what comes next. What could
not be said in time is dropped: a count that comes late is worse than none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.live.types import Kind, Line, Utterance

__all__ = ["Speaker"]

REPEAT_AFTER_S = 6.0
REPEAT_OFTEN_AFTER_S = 10.0
OFTEN = 3
"""A cue is not repeated within 6 s, and within 10 s once it was given three times (issue; clinical
notes 3: people stop listening)."""
BETWEEN_FORM_S = 2.0
"""Two form cues lie at least so far apart: time to act on the first."""

_SURELY_SPEAKING_S = 0.4
_SECONDS_A_CHARACTER = 0.11
_GOOD_FOR_S: Mapping[Kind, float] = {
    Kind.SAFETY: 3.0,
    Kind.HOLD: 0.8,
    Kind.COUNT: 2.5,
    Kind.GUIDE: 3.0,
    Kind.FORM: 1.5,
    Kind.PRAISE: 2.0,
}
_PACED = (Kind.SAFETY, Kind.FORM)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    line: Line
    until_s: float


class Speaker:
    """Chooses what to say, instant by instant."""

    def __init__(self) -> None:
        self._number = 0
        self.reset()

    def reset(self) -> None:
        """Forget what waits and what was said; the numbers go on."""
        self._waiting: dict[Kind, _Waiting] = {}
        self._said: dict[str, list[float]] = {}
        self._form_s = -1e9
        self._current: Kind | None = None
        self._current_s = -1e9
        self._longest_s = 0.0

    def update(self, time_s: float, offers: Sequence[Line], *, speaking: bool) -> Utterance | None:
        """What to start saying at `time_s`, or None; `speaking` is what the browser reports."""
        for line in offers:
            if not self._too_soon(line, time_s):
                until_s = time_s + _GOOD_FOR_S[line.kind]
                self._waiting[line.kind] = _Waiting(line=line, until_s=until_s)
        self._waiting = {k: w for k, w in self._waiting.items() if w.until_s >= time_s}
        busy = self._busy(time_s, speaking=speaking)
        for kind in sorted(self._waiting):
            line = self._waiting[kind].line
            if self._too_soon(line, time_s):
                continue
            if busy is None or self._may_interrupt(kind, busy):
                del self._waiting[kind]
                return self._start(line, time_s, interrupt=busy is not None)
        return None

    def hush(self) -> None:
        """Drop everything that waits."""
        self._waiting = {}

    def _busy(self, time_s: float, *, speaking: bool) -> Kind | None:
        """The kind of what is being said; None when all is quiet."""
        since_s = time_s - self._current_s
        # A browser that never says it is done must not silence the coach.
        goes_on = since_s < _SURELY_SPEAKING_S or (speaking and since_s < self._longest_s)
        return self._current if goes_on else None

    def _may_interrupt(self, kind: Kind, busy: Kind) -> bool:
        """Whether `kind` cuts off `busy`: the next number of a hold replaces the one before."""
        if kind in {Kind.FORM, Kind.PRAISE, Kind.GUIDE}:
            return False
        return kind < busy or kind is busy is Kind.HOLD

    def _too_soon(self, line: Line, time_s: float) -> bool:
        if line.kind not in _PACED:
            return False
        if line.kind is Kind.FORM and time_s - self._form_s < BETWEEN_FORM_S:
            return True
        said = self._said.get(line.key or line.text, [])
        wait_s = REPEAT_OFTEN_AFTER_S if len(said) >= OFTEN else REPEAT_AFTER_S
        return bool(said) and time_s - said[-1] < wait_s

    def _start(self, line: Line, time_s: float, *, interrupt: bool) -> Utterance:
        self._number += 1
        self._current, self._current_s = line.kind, time_s
        self._longest_s = 2.0 + 2 * _SECONDS_A_CHARACTER * len(line.text)
        if line.kind in _PACED:
            said = self._said.setdefault(line.key or line.text, [])
            said[:] = [*said[1 - OFTEN :], time_s]
            if line.kind is Kind.FORM:
                self._form_s = time_s
        return Utterance(number=self._number, kind=line.kind, text=line.text, interrupt=interrupt)
