"""What the coach says at the turns of a session: when a set begins, continues, ends, or pauses."""

from formcheck.live.session.active_set import ActiveSet
from formcheck.live.session.set_sequence import SetSequence
from formcheck.live.session.types import Priority, Prompt
from formcheck.poses.exercise import Exercise
from formcheck.texts import coach as coach_texts

__all__ = ["announce_next_set", "announce_set", "announce_set_complete"]


def announce_set(exercise: Exercise) -> Prompt:
    """Return the prompt with which a set of `exercise` begins."""
    easy = f" {coach_texts.EASY}" if exercise.reduced_range_deg > 0 else ""
    return Prompt(kind=Priority.HOLD, text=f"{coach_texts.GO}{easy} {exercise.prompts.begin}")


def announce_set_complete(
    done: ActiveSet, *, sets: int, break_s: float | None, asked: str
) -> Prompt:
    """Return the prompt after the last repetition of the set `done`, one of `sets`.

    `break_s` is the length of the break that follows, None after the last set. `asked` is the
    question to ask then, empty for none.
    """
    said = [f"{coach_texts.number(done.count)}."]
    if break_s is None:
        said.append(coach_texts.LAST_SET_DONE)
    else:
        said.append(coach_texts.set_done(done.planned.number, sets=sets))
        said.append(coach_texts.break_begins(break_s))
    return Prompt(kind=Priority.COUNT, text=" ".join([*said, asked]).rstrip())


def announce_next_set(sets: SetSequence) -> Prompt:
    """Return the prompt after a break: the other leg, or the start position to take."""
    start = sets.exercise.posture.start_message
    return Prompt(kind=Priority.GUIDE, text=coach_texts.OTHER_LEG if sets.changes_side else start)
