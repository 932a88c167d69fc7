"""The setup checklist, as a person sees and hears it."""

from formcheck.assessment.types import CheckName, Snapshot
from formcheck.live.session.types import ChecklistItem, Priority, Prompt
from formcheck.texts.labels import CHECKLIST_LABELS

__all__ = ["SetupPrompter", "build_checklist"]

_STEP_OF_CHECK = {
    CheckName.PICTURE: "seen",
    CheckName.LIGHT: "seen",
    CheckName.PERSON: "seen",
    CheckName.IN_PICTURE: "seen",
    CheckName.VIEW: "side",
    CheckName.MEASURABLE: "joints",
    CheckName.FOLLOWED: "joints",
    CheckName.POSTURE: "start",
    CheckName.START: "start",
}


def build_checklist(snapshot: Snapshot | None) -> tuple[ChecklistItem, ...]:
    """Return the steps of the checklist, with what is known about each from `snapshot`."""
    names = list(CHECKLIST_LABELS)
    known: dict[str, bool | None] = {}
    if snapshot is not None and snapshot.readiness.failed is not None:
        here = names.index(_STEP_OF_CHECK[snapshot.readiness.failed])
        known.update((name, True) for name in names[:here])
        known[names[here]] = False
        if here > 1 and not snapshot.view.ok:
            # The position is checked before the view, so the view is not known yet.
            known["side"] = None
    elif snapshot is not None:
        known.update((name, True) for name in names)
    return tuple(ChecklistItem(name=n, title=CHECKLIST_LABELS[n], done=known.get(n)) for n in names)


class SetupPrompter:
    """Says what to do about a failed readiness check: after a while, and again if it lasts."""

    AFTER_S = 1.2
    AGAIN_AFTER_S = 9.0

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was said."""
        self._message = ""
        self._since_s = 0.0
        self._said_s: float | None = None

    def update(self, time_s: float, message: str) -> tuple[Prompt, ...]:
        """Return the prompt to say now, if any.

        `message` says what failed, empty when nothing did.
        """
        if message != self._message:
            self._message, self._since_s, self._said_s = message, time_s, None
        if not message or time_s - self._since_s < self.AFTER_S:
            return ()
        if self._said_s is not None and time_s - self._said_s < self.AGAIN_AFTER_S:
            return ()
        self._said_s = time_s
        return (Prompt(kind=Priority.GUIDE, text=message),)
