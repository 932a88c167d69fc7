"""Decides what the coach says next: one prompt at a time, urgent ones first, no quick repeats.

The browser speaks, and reports whether it is speaking. A prompt that could not be said in time is
dropped: a late count is worse than none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.live.session.types import Priority, Prompt, Utterance

__all__ = ["SpeechScheduler"]

REPEAT_AFTER_S = 6.0
REPEAT_OFTEN_AFTER_S = 10.0
OFTEN = 3
"""A cue is not repeated within 6 s, and not within 10 s after it was said three times (clinical
notes 3: people stop listening)."""
BETWEEN_FORM_S = 2.0
"""Least time between two form cues: time to act on the first."""

_SURELY_SPEAKING_S = 0.4
_SECONDS_A_CHARACTER = 0.11
_GOOD_FOR_S: Mapping[Priority, float] = {
    Priority.SAFETY: 3.0,
    Priority.HOLD: 0.8,
    Priority.COUNT: 2.5,
    Priority.GUIDE: 3.0,
    Priority.FORM: 1.5,
    Priority.PRAISE: 2.0,
}
_PACED = (Priority.SAFETY, Priority.FORM)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    prompt: Prompt
    until_s: float


class SpeechScheduler:
    """Chooses what to say at each step."""

    def __init__(self) -> None:
        self._number = 0
        self.reset()

    def reset(self) -> None:
        """Forget the waiting prompts and what was said; utterance numbers keep rising."""
        self._waiting: dict[Priority, _Waiting] = {}
        self._said: dict[str, list[float]] = {}
        self._form_s = -1e9
        self._current: Priority | None = None
        self._current_s = -1e9
        self._longest_s = 0.0

    def update(
        self, time_s: float, offers: Sequence[Prompt], *, speaking: bool, last: bool = False
    ) -> Utterance | None:
        """Return what to start saying at `time_s`, or None; the browser reports `speaking`.

        `last` says that no step will follow: the most urgent prompt does not wait for the end of
        the one that is being spoken, as it would never be said.
        """
        for prompt in offers:
            if not self._too_soon(prompt, time_s):
                until_s = time_s + _GOOD_FOR_S[prompt.kind]
                self._waiting[prompt.kind] = _Waiting(prompt=prompt, until_s=until_s)
        self._waiting = {k: w for k, w in self._waiting.items() if w.until_s >= time_s}
        busy = self._busy(time_s, speaking=speaking)
        for kind in sorted(self._waiting):
            prompt = self._waiting[kind].prompt
            if self._too_soon(prompt, time_s):
                continue
            if busy is None or last or self._may_interrupt(kind, busy):
                del self._waiting[kind]
                return self._start(prompt, time_s, interrupt=busy is not None)
        return None

    def clear(self) -> None:
        """Drop all waiting prompts."""
        self._waiting = {}

    def _busy(self, time_s: float, *, speaking: bool) -> Priority | None:
        """Return the kind of prompt that is being spoken; None when nothing is."""
        since_s = time_s - self._current_s
        # A browser that never reports the end of its speech must not silence the coach.
        goes_on = since_s < _SURELY_SPEAKING_S or (speaking and since_s < self._longest_s)
        return self._current if goes_on else None

    def _may_interrupt(self, kind: Priority, busy: Priority) -> bool:
        """Return whether `kind` cuts off `busy`.

        The next number of a hold replaces the one before.
        """
        if kind in {Priority.FORM, Priority.PRAISE, Priority.GUIDE}:
            return False
        return kind < busy or kind is busy is Priority.HOLD

    def _too_soon(self, prompt: Prompt, time_s: float) -> bool:
        if prompt.kind not in _PACED:
            return False
        if prompt.kind is Priority.FORM and time_s - self._form_s < BETWEEN_FORM_S:
            return True
        said = self._said.get(prompt.key or prompt.text, [])
        wait_s = REPEAT_OFTEN_AFTER_S if len(said) >= OFTEN else REPEAT_AFTER_S
        return bool(said) and time_s - said[-1] < wait_s

    def _start(self, prompt: Prompt, time_s: float, *, interrupt: bool) -> Utterance:
        self._number += 1
        self._current, self._current_s = prompt.kind, time_s
        self._longest_s = 2.0 + 2 * _SECONDS_A_CHARACTER * len(prompt.text)
        if prompt.kind in _PACED:
            said = self._said.setdefault(prompt.key or prompt.text, [])
            said[:] = [*said[1 - OFTEN :], time_s]
            if prompt.kind is Priority.FORM:
                self._form_s = time_s
        return Utterance(
            number=self._number, kind=prompt.kind, text=prompt.text, interrupt=interrupt
        )
