"""The words for the codes of pain, warning signs, questions and decisions."""

from collections.abc import Mapping

from formcheck.safety.decision_table import Decision
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptAnswer, PromptReason
from formcheck.safety.questionnaire import PainSite, RedFlag, Sensation

__all__ = [
    "BECAUSE_OF_PAIN",
    "CLEARED",
    "DECISIONS",
    "FEELS",
    "FLAGS",
    "FLARE",
    "NO",
    "NONE_OF_THESE",
    "NOT_ANSWERED",
    "OF_TEN",
    "PAIN_BACK",
    "PAIN_LEG",
    "PROMPT_ANSWERS",
    "PROMPT_REASONS",
    "QUESTION_REASONS",
    "REACHES",
    "SENSATIONS",
    "SITES",
    "WARNING_SIGNS",
    "YES",
]

SITES: Mapping[PainSite, str] = {
    PainSite.NONE: "No pain",
    PainSite.BACK: "Lower back",
    PainSite.BUTTOCK: "Buttock",
    PainSite.THIGH: "Thigh",
    PainSite.BELOW_KNEE: "Below the knee",
    PainSite.FOOT: "Foot",
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
FLAGS: Mapping[RedFlag, str] = {
    RedFlag.SADDLE_NUMBNESS: "Numbness or tingling between the legs, or around the back passage",
    RedFlag.BLADDER_BOWEL: "Trouble starting, stopping or feeling it when using the toilet",
    RedFlag.SEXUAL_FUNCTION: "A new problem with sexual function",
    RedFlag.BOTH_LEGS: "Pain, weakness or numbness in both legs",
    RedFlag.WORSE_WEAKNESS: "A leg that is getting weaker",
    RedFlag.FOOT_DROP: "A foot that drops or drags when walking",
    RedFlag.INJURY: "A recent fall or accident",
    RedFlag.FEVER: "A fever",
    RedFlag.WEIGHT_LOSS: "Losing weight without trying",
    RedFlag.CANCER: "Cancer, now or in the past",
    RedFlag.THIN_BONES: "Thin bones (osteoporosis), or steroid tablets for a long time",
    RedFlag.PREGNANCY: "Being pregnant",
    RedFlag.SURGERY: "A recent back operation",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.GO: "Free to exercise",
    Decision.HOLD_BACK: "No more than last time",
    Decision.EASE: "The gentle version only: smaller movements and shorter holds",
    Decision.UNANSWERED: "Waiting for an answer",
    Decision.END: "This exercise is over for today",
    Decision.STOP: "Stop, and ask again after five minutes",
    Decision.NOT_TODAY: "No exercise today",
    Decision.CLINICIAN: "Ask a clinician before exercising",
    Decision.EMERGENCY: "Get help at once",
}
QUESTION_REASONS: Mapping[QuestionReason, str] = {
    QuestionReason.STOP: "STOP was pressed",
    QuestionReason.HURTS: "The answer was that it hurts",
    QuestionReason.NO_ANSWER: "No answer when asked whether something hurts",
    QuestionReason.FINISHED: "The exercise was over",
}
PROMPT_REASONS: Mapping[str, str] = {
    PromptReason.MINUTE: "A minute had passed",
    PromptReason.SET_END: "The set was over",
    PromptReason.LEFT: "The position was left",
    PromptReason.LOST: "The camera could no longer see the person",
    PromptReason.STILL: "The picture was frozen",
    PromptReason.COLLAPSE: "The body came down suddenly",
    PromptReason.FREEZE: "The movement stopped halfway",
    PromptReason.RANGE_DROP: "The movement became much smaller",
    PromptReason.EASED: "The first gentle repetition was done",
}
"""Why the coach asked during an exercise, by the word that the history stores."""
PROMPT_ANSWERS: Mapping[str, str] = {
    PromptAnswer.FINE: "It does not hurt",
    PromptAnswer.CARRIED_ON: "Carried on",
    PromptAnswer.HURTS: "It hurts",
    PromptAnswer.NONE: "No answer",
}
"""How the person answered such a question, by the word that the history stores."""

PAIN_BACK = "Pain in the back"
PAIN_LEG = "Pain in the leg"
OF_TEN = "of 10"
REACHES = "Reaches"
FEELS = "Feels like"
BECAUSE_OF_PAIN = "Stopped because of pain"
WARNING_SIGNS = "Warning signs"
FLARE = "Much worse in the last few days"
CLEARED = "A clinician knows about them and allowed these exercises"
NONE_OF_THESE = "None of these"
NOT_ANSWERED = "Not answered"
YES = "Yes"
NO = "No"
