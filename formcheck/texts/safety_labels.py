"""The words for the codes of pain, warning signs, questions and decisions, once each."""

from collections.abc import Mapping

from formcheck.safety.answers import Flag, Sensation, Site
from formcheck.safety.events import Why
from formcheck.safety.prompts import Doubt, How
from formcheck.safety.tables import Decision

__all__ = [
    "BECAUSE_OF_PAIN",
    "BY_ITSELF",
    "CLEARED",
    "DECISIONS",
    "FEELS",
    "FLAGS",
    "FLARE",
    "HOWS",
    "NO",
    "NONE_OF_THESE",
    "NOT_ANSWERED",
    "OF_TEN",
    "PAIN_BACK",
    "PAIN_LEG",
    "REACHES",
    "SENSATIONS",
    "SITES",
    "WARNING_SIGNS",
    "WHYS",
    "YES",
]

SITES: Mapping[Site, str] = {
    Site.NONE: "No pain",
    Site.BACK: "Lower back",
    Site.BUTTOCK: "Buttock",
    Site.THIGH: "Thigh",
    Site.BELOW_KNEE: "Below the knee",
    Site.FOOT: "Foot",
}
SENSATIONS: Mapping[Sensation, str] = {
    Sensation.ACHE: "Dull ache",
    Sensation.STRETCH: "Stretch",
    Sensation.CRAMP: "Cramp",
    Sensation.SHARP: "Sharp pain",
    Sensation.ELECTRIC: "Electric or shooting pain",
    Sensation.TINGLING: "Pins and needles",
    Sensation.NUMBNESS: "Numbness",
    Sensation.WEAKNESS: "Weakness",
}
FLAGS: Mapping[Flag, str] = {
    Flag.SADDLE_NUMBNESS: "Numbness or tingling between the legs, or around the back passage",
    Flag.BLADDER_BOWEL: "Trouble starting, stopping or feeling it when using the toilet",
    Flag.SEXUAL_FUNCTION: "A new problem with sexual function",
    Flag.BOTH_LEGS: "Pain, weakness or numbness in both legs",
    Flag.WORSE_WEAKNESS: "A leg that is getting weaker",
    Flag.FOOT_DROP: "A foot that drops or drags when walking",
    Flag.INJURY: "A fall or an accident not long ago",
    Flag.FEVER: "A fever",
    Flag.WEIGHT_LOSS: "Losing weight without trying",
    Flag.CANCER: "Cancer, now or in the past",
    Flag.THIN_BONES: "Thin bones, or steroid tablets for a long time",
    Flag.PREGNANCY: "Being pregnant",
    Flag.SURGERY: "An operation on the back not long ago",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.GO: "Nothing stands in the way",
    Decision.HOLD_BACK: "Not more than last time",
    Decision.EASE: "The gentle version only: less far and shorter holds",
    Decision.UNANSWERED: "Wait for an answer",
    Decision.END: "This exercise is over for today",
    Decision.STOP: "Stop, and ask again after five minutes",
    Decision.NOT_TODAY: "No exercise today",
    Decision.CLINICIAN: "Ask a clinician before exercising",
    Decision.EMERGENCY: "Get help at once",
}
WHYS: Mapping[Why, str] = {
    Why.STOP: "STOP was pressed",
    Why.HURTS: "The answer was that it hurts",
    Why.NO_ANSWER: "Nobody answered whether something hurts",
    Why.FINISHED: "The exercise was over",
}
BY_ITSELF: Mapping[str, str] = {
    Doubt.MINUTE: "A minute had passed",
    Doubt.SET_END: "The set was over",
    Doubt.LEFT: "The position was left",
    Doubt.LOST: "The camera could not see the person any more",
    Doubt.STILL: "The camera showed the same picture again and again",
    Doubt.COLLAPSE: "The body came down suddenly",
    Doubt.FREEZE: "The movement stopped halfway",
    Doubt.RANGE_DROP: "The movement became much smaller",
    Doubt.EASED: "The first gentle repetition was done",
}
"""Why the coach asked by itself in the middle of an exercise, by the word kept in the history."""
HOWS: Mapping[str, str] = {
    How.FINE: "It does not hurt",
    How.CARRIED_ON: "Carried on",
    How.HURTS: "It hurts",
    How.NONE: "No answer",
}
"""How such a question was answered, by the word kept in the history."""

PAIN_BACK = "Pain in the back"
PAIN_LEG = "Pain in the leg"
OF_TEN = "of 10"
REACHES = "Reaches"
FEELS = "Feels like"
BECAUSE_OF_PAIN = "Stopped because of pain"
WARNING_SIGNS = "Warning signs"
FLARE = "Much worse in the last days"
CLEARED = "A clinician knows of them and allowed these exercises"
NONE_OF_THESE = "None of these"
NOT_ANSWERED = "Not answered"
YES = "Yes"
NO = "No"
