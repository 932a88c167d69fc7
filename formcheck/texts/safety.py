"""The texts of the questions about pain and of what follows from the answers."""

from collections.abc import Mapping

__all__ = [
    "DISCLAIMER_LINE",
    "EMERGENCY",
    "EMERGENCY_LINE",
    "stopped_line",
]

# --- before an exercise --------------------------------------------------------------------------

BEFORE_TITLE = "Before you begin"
BEFORE_LEAD = "A few questions first. They take half a minute and are asked once per visit."
FLAGS_URGENT = "Is any of this **new or getting worse**?"
FLAGS_FIRST = "Does any of this apply to you?"
FLAGS_NONE = "None of these"
CLEARED = "A clinician knows about this and said that these exercises are right for me"
FLARE = "In the last few days, has it been much worse than usual?"
PAIN_TITLE = "How is it right now?"
BACK = "Pain in your back, 0 = none, 10 = the worst you can imagine"
LEG = "Pain in your leg, 0 to 10"
SITE = "How far down does it reach?"
SITE_HELP = "Click on the body or choose the words. Choose the place furthest from your back."
SENSATIONS = "What does it feel like?"
NEW_SENSATIONS = "What do you feel now?"
NO_SENSATION = "Nothing like that"
CONTINUE = "Continue"
BACK_BUTTON = "Back"
MISSING = "Please answer this too: {missing}."
MISSING_NAMES: Mapping[str, str] = {
    "flags": "the warning signs, or that none applies",
    "flare": "whether it has been much worse",
    "back": "pain in your back",
    "leg": "pain in your leg",
    "site": "how far down it reaches",
    "sensations": "what it feels like",
}
COMPARED = "Before your last exercises it was {back} in your back and {leg} in your leg."

# --- after a stop, and at the end --------------------------------------------------------------

STOP_TITLE = "Stopped"
STOP_SPOKEN = "Stopped. Where does it hurt, and how much?"
END_TITLE = "How is it now?"
END_SPOKEN = "Done. How is it now?"
NO_ANSWER_TITLE = "Are you all right?"
NO_ANSWER_SPOKEN = END_TITLE
NOT_THE_STRETCH = "Only pain counts here, not the feeling of a stretch."
OTHER_REASON = "I stopped for another reason"
SEND = "Save answers"

WAIT_LEAD = "I will ask again in five minutes. No exercise starts until then."
AGAIN_TITLE = "How is it now, a few minutes later?"
AGAIN_SPOKEN = "A few minutes have passed. How is it now?"

END_IT = "Stop for today"
DONE = "Done"
WHY_TITLE = "Why"

EMERGENCY_NOW = (
    "**Go to the emergency department now, or call your local emergency number** (999 in the UK, "
    "112 in the EU, 911 in the US, 111 in New Zealand). **Do not drive yourself.**"
)
EMERGENCY = f"{EMERGENCY_NOW} Say that you have back or leg pain and which of these signs you have."
EMERGENCY_TICKED = "You ticked as new or getting worse:"
EMERGENCY_TICKED_ON = "On {day} you ticked as new or getting worse:"
EMERGENCY_UNTIL = "FormCheck will not start an exercise until this is cleared up."
EMERGENCY_CORRECT = "Correct my answer"
EMERGENCY_OPEN = "What to do, or correct this"
EMERGENCY_CHECK_TITLE = "Is any of this new or getting worse?"
EMERGENCY_CHECK_LEAD = (
    "I ask again in case of a slip. Tick everything that is new or getting worse. If nothing is, "
    "tick the last box; the usual questions before an exercise come next."
)
EMERGENCY_CHECK_NONE = "None of this is new or getting worse"
STOP_SIGN = "\u25a0"
"""The square beside the colour of STOP, for people who cannot see the colour."""
EMERGENCY_LINE = (
    "If at any time you notice numbness between your legs, trouble with bladder or bowel, weakness "
    "in both legs or one that gets worse, or a foot that drops: go to the emergency department now "
    "or call your local emergency number. Do not drive yourself."
)

# --- why an exercise is not offered --------------------------------------------------------------

CLOSED = "{title} is over for today, because of your answers. Another exercise is fine."
TOO_SORE = "{title} is left out while your pain is 4 or 5. Choose another exercise today."
LOCKED_TITLE = "Only if a clinician gave it to you"
LOCKED_CONFIRM = "A doctor or physiotherapist prescribed this stretch to me"
LOCKED_GIVEN = "On {day} you confirmed that a clinician prescribed it."
LOCKED_WITHDRAW = "Withdraw confirmation"
LOCKED_INSTEAD = "Show me {title}"
HELD_BACK = (
    "You feel clearly worse today than before your last exercises, so do no more than last time. "
    "If it stays like this, tell your clinician."
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
- **Stop if anything hurts more**: press any key or the STOP button, or leave the position.
- Everything stays on this machine. No picture is kept.
"""
DISCLAIMER_LINE = (
    "Not a medical device. Angles from a camera are estimates. "
    "Do only exercises your clinician gave you, and stop if anything hurts more."
)
"""The line under everything FormCheck says about a person."""
DISCLAIMER_ACCEPT = "I have read this and understand it"


def stopped_line(title: str, when: str) -> str:
    """Return the exercise and time that the question is about."""
    return f"{title}, {when}."
