"""The sentences of the questions about pain and of what follows from the answers."""

from collections.abc import Mapping

from formcheck.safety.tables import Decision

__all__ = [
    "ADVICE",
    "EMERGENCY",
    "EMERGENCY_LINE",
    "TITLES",
    "minutes_left",
    "stopped_line",
]

# --- before an exercise --------------------------------------------------------------------------

BEFORE_TITLE = "Before you begin"
BEFORE_LEAD = "A few questions first. They take half a minute and are asked once a visit."
FLAGS_URGENT = "Is any of this **new or getting worse**?"
FLAGS_FIRST = "Does any of this apply to you?"
FLAGS_NONE = "None of all these"
CLEARED = "A clinician knows about this and said that these exercises are right for me"
FLARE = "Has it become much worse in the last days than it usually is?"
PAIN_TITLE = "How is it right now?"
BACK = "Pain in your back, 0 = none, 10 = the worst you can imagine"
LEG = "Pain in your leg, 0 to 10"
SITE = "How far down does it reach?"
SITE_HELP = "Click on the body, or choose the words: the place furthest from the back."
SENSATIONS = "What does it feel like?"
NEW_SENSATIONS = "What do you feel now?"
NO_SENSATION = "Nothing like that"
CONTINUE = "Continue"
BACK_BUTTON = "Back"
MISSING = "Please answer this too: {missing}."
MISSING_NAMES: Mapping[str, str] = {
    "flags": "the warning signs, or that none applies",
    "flare": "whether it became much worse",
    "back": "pain in the back",
    "leg": "pain in the leg",
    "site": "how far down it reaches",
    "sensations": "what it feels like",
    "because": "whether you stopped because of pain",
}
COMPARED = "Before the exercises last time it was {back} in the back and {leg} in the leg."

# --- after a stop, and at the end --------------------------------------------------------------

STOP_TITLE = "Stopped"
STOP_SPOKEN = "Stopped. Where does it hurt, and how much?"
END_TITLE = "How is it now?"
END_SPOKEN = "Done. How is it now?"
NO_ANSWER_TITLE = "Are you all right?"
NOT_THE_STRETCH = "Only pain counts here, not the feeling of a stretch."
BECAUSE = "Did you stop because something hurts?"
BECAUSE_YES = "Yes, it hurts"
BECAUSE_NO = "No, for another reason"
SEND = "That is how it is"

WAIT_TITLE = "Rest now"
WAIT_LEAD = (
    "Find a position in which it eases. I ask again in a few minutes; nothing goes on by itself."
)
AGAIN_TITLE = "How is it now, some minutes later?"
AGAIN_SPOKEN = "Some minutes have passed. How is it now?"

GO_ON = "Go on"
END_IT = "End it for today"
DONE = "Done"
WHY_TITLE = "Why"

EMERGENCY = (
    "**Go to the emergency department now, or call your local emergency number** (999 in the UK, "
    "112 in the EU, 911 in the US, 111 in New Zealand). **Do not drive yourself.** Say that you "
    "have back or leg pain and which of these signs you have."
)
EMERGENCY_LINE = (
    "If at any time there is numbness between your legs, trouble with bladder or bowel, weakness "
    "in both legs or one that gets worse, or a foot that drops: go to the emergency department now "
    "or call your local emergency number. Do not drive yourself."
)

TITLES: Mapping[Decision, str] = {
    Decision.GO: "You can go on",
    Decision.HOLD_BACK: "You can go on, but not more than last time",
    Decision.EASE: "Gently from here",
    Decision.UNANSWERED: "One more answer",
    Decision.END: "This exercise is over for today",
    Decision.STOP: "Stop here",
    Decision.NOT_TODAY: "No exercise today",
    Decision.CLINICIAN: "Please ask a clinician first",
    Decision.EMERGENCY: "This needs help now",
}
ADVICE: Mapping[Decision, str] = {
    Decision.GO: "Go on when you like. Stop at once if it gets worse.",
    Decision.HOLD_BACK: "Stay at what you did last time or less until it has settled.",
    Decision.EASE: "Shorter holds and 10 degrees less far. I ask again after the next repetition.",
    Decision.UNANSWERED: "Nothing goes on before that.",
    Decision.END: "Another exercise is fine if it does not hurt. This one again tomorrow.",
    Decision.STOP: "Lie or sit in the position that eases it most. Nothing goes on by itself.",
    Decision.NOT_TODAY: (
        "Rest a day or two, moving about gently: short walks, changing position often. If it is no "
        "better after that, or gets worse, call your clinician."
    ),
    Decision.CLINICIAN: (
        "Call your doctor or physiotherapist and tell them what you answered here; it is kept "
        "under History. Until then, gentle moving about is enough."
    ),
    Decision.EMERGENCY: EMERGENCY,
}

# --- what stands in the way ----------------------------------------------------------------------

CLOSED = "{title} is over for today, because of what you answered. Another exercise is fine."
TOO_SORE = "{title} is left out while it hurts at 4 or 5. Choose another exercise today."
LOCKED_TITLE = "Only if a clinician gave it to you"
LOCKED_CONFIRM = "A doctor or physiotherapist prescribed this stretch to me"
LOCKED_GIVEN = "On {day} you confirmed that a clinician prescribed it."
LOCKED_WITHDRAW = "Not any more"
LOCKED_INSTEAD = "Show me {title}"
HELD_BACK = (
    "It was clearly worse today than before the last exercises: not more than last time. If it "
    "stays so, tell your clinician."
)

# --- the disclaimer ------------------------------------------------------------------------------

DISCLAIMER_TITLE = "Before you use FormCheck"
DISCLAIMER = """\
**Research and education prototype. Not a medical device**; not cleared or approved by any
authority.

- It does not diagnose, treat, monitor or prevent any condition and does not replace a clinician.
- Use only exercises your clinician has given you.
- Camera angles are estimates, often off by 5 to 10 degrees. What the camera cannot see is not
  judged.
- **Stop if anything hurts more**: any key, the STOP button, or leaving the position.
- Everything stays on this machine. No picture is kept.

What a program is meant for decides what it is in law, not a notice like this one.
"""
DISCLAIMER_ACCEPT = "I have read this and understand it"


def minutes_left(seconds: float) -> str:
    """A wait as a clock shows it, such as "4:05"."""
    whole = max(int(seconds + 0.999), 0)
    return f"{whole // 60}:{whole % 60:02d}"


def stopped_line(title: str, when: str) -> str:
    """What the question is about."""
    return f"{title}, {when}."
