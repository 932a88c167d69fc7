"""The words for the judge's codes: for voice, screen, review, files and command line.

Where a code has two wordings, both are here, with the reason.
"""

from collections.abc import Iterator, Mapping

from formcheck.assessment.readiness import list_possible_failures
from formcheck.assessment.reasons import ReasonCode, RepetitionReason
from formcheck.assessment.types import (
    Band,
    CheckName,
    Phase,
    PosturePart,
    ReadinessCheck,
    Rejection,
)
from formcheck.kinematics.landmarks import Landmark
from formcheck.poses.exercise import Exercise
from formcheck.texts.formatting import UNKNOWN, is_known, quantity

__all__ = [
    "BAND_LABELS",
    "BAND_SENTENCES",
    "CHECKLIST_LABELS",
    "PHASE_LABELS",
    "REJECTION_CLAUSES",
    "REJECTION_LABELS",
    "REJECTION_SPOKEN",
    "SIDE_LABELS",
    "VIDEO_PHASE_LABELS",
    "readiness_sentence",
    "readiness_sentences",
    "readiness_warning",
    "reason_sentence",
]

# --- Scores, repetitions, sides, phases -------------------------------------------------------

BAND_LABELS: Mapping[Band, str] = {
    Band.EXCELLENT: "Excellent",
    Band.GOOD: "Good",
    Band.FAIR: "Fair",
    Band.NEEDS_WORK: "Needs work",
    Band.POOR: "Poor",
}
BAND_SENTENCES: Mapping[Band, str] = {
    Band.EXCELLENT: "Excellent form.",
    Band.GOOD: "Good form.",
    Band.FAIR: "Fair form.",
    Band.NEEDS_WORK: "The form needs work.",
    Band.POOR: "The form needs a lot of work.",
}
"""For a summary that can be read aloud. Beside a score, `BAND_LABELS` has one word."""

REJECTION_LABELS: Mapping[Rejection, str] = {
    Rejection.PARTIAL: "Not far enough",
    Rejection.TOO_FAST: "Too fast",
    Rejection.TOO_LONG: "Too long",
    Rejection.SAME_SIDE: "Same-side arm and leg",
    Rejection.LEG_ONLY: "Leg only",
    Rejection.OTHER_LEG: "Other leg lifted",
    Rejection.UNFINISHED: "Not finished",
    Rejection.NOT_ASSESSABLE: "Not assessable",
}
"""For a table cell."""
REJECTION_CLAUSES: Mapping[Rejection, str] = {
    Rejection.PARTIAL: "did not reach the end position",
    Rejection.TOO_FAST: "went too fast to judge",
    Rejection.TOO_LONG: "never came back to the start",
    Rejection.SAME_SIDE: "used the arm and leg on the same side",
    Rejection.LEG_ONLY: "lifted only the leg",
    Rejection.OTHER_LEG: "lifted the other leg too",
    Rejection.UNFINISHED: "did not finish before the clip ended",
    Rejection.NOT_ASSESSABLE: "could not be seen well enough",
}
"""For a summary, after the number of repetitions: "2 went too fast to judge"."""
REJECTION_SPOKEN: Mapping[Rejection, str] = {
    Rejection.PARTIAL: "That one was too small to count.",
    Rejection.TOO_FAST: "A little slower, please.",
    Rejection.SAME_SIDE: "Opposite arm and leg, please.",
    Rejection.LEG_ONLY: "Stretch the opposite arm too.",
    Rejection.OTHER_LEG: "Keep your other foot on the floor.",
    Rejection.NOT_ASSESSABLE: "I couldn't see that one well.",
}
"""What the coach says at once: what to do next time. The other rejections are not spoken."""

SIDE_LABELS: Mapping[str, str] = {"left": "Left", "right": "Right", "both": "Both"}

PHASE_LABELS: Mapping[Phase, str] = {
    Phase.WAITING: "",
    Phase.START: "ready",
    Phase.OUT: "moving",
    Phase.HOLD: "hold",
    Phase.BACK: "coming back",
}
"""On the live screen. While it waits for the start position, a checklist says what is missing."""
VIDEO_PHASE_LABELS: Mapping[Phase, str] = {
    Phase.WAITING: "get ready",
    Phase.START: "start",
    Phase.OUT: "moving",
    Phase.HOLD: "hold",
    Phase.BACK: "return",
}
"""On an annotated video, which has no checklist."""

CHECKLIST_LABELS: Mapping[str, str] = {
    "seen": "In the picture",
    "side": "Side-on",
    "joints": "Joints in sight",
    "start": "Start position",
}

# --- What is missing before anything can be judged --------------------------------------------

_CHECKS: Mapping[CheckName, str] = {
    CheckName.PICTURE: "The picture is frozen. Check the camera.",
    CheckName.LIGHT: "It is too dark for me to see you. Add light, or open the curtains.",
    CheckName.PERSON: "I can't see anyone. Move so that the camera sees all of you.",
    CheckName.IN_PICTURE: "Your {part} is out of the picture. Move the camera back.",
    CheckName.VIEW: (
        "I can't see you from the side. Turn the camera, or yourself, to show one side."
    ),
    CheckName.MEASURABLE: "I can't see your {part} well. Clear the view, or add light.",
    CheckName.FOLLOWED: "Give me a moment.",
}
_FOLLOWED_IN_CLIP = "An arm or a leg could not be followed."
"""A clip gives no moment."""
_LEGS_ALIKE = (
    "I can't tell your legs apart. Turn your other side to the camera, or raise the camera."
)
_PARTS = {"ankle": "foot", "wrist": "hand"}


def readiness_sentence(check: ReadinessCheck, exercise: Exercise) -> str:
    """Return what a failed readiness check asks the person to do; empty when none failed.

    `exercise` is the one that is judged: its file says how to take its position.
    """
    posture = exercise.posture
    match check.failed:
        case None:
            return ""
        case CheckName.POSTURE:
            limbs = check.part is PosturePart.LIMBS
            return posture.limbs_message if limbs else posture.body_message
        case CheckName.START:
            return posture.start_message
        case CheckName.MEASURABLE if len(check.landmarks) > 1:
            return _LEGS_ALIKE
    part = _body_part(check.landmarks[0]) if check.landmarks else ""
    return _CHECKS[check.failed].format(part=part)


def readiness_warning(check: ReadinessCheck, exercise: Exercise) -> str:
    """Return what a failed readiness check meant for a clip that has ended."""
    if check.failed is CheckName.FOLLOWED:
        return _FOLLOWED_IN_CLIP
    return readiness_sentence(check, exercise)


def readiness_sentences(exercise: Exercise) -> Iterator[str]:
    """Yield every sentence with which a failed readiness check of `exercise` can ask."""
    return (readiness_sentence(check, exercise) for check in list_possible_failures(exercise))


def _body_part(landmark: Landmark) -> str:
    """Return the part of the body that a landmark marks, such as "left foot"."""
    if landmark is Landmark.NOSE:
        return "head"
    side, _, joint = landmark.name.lower().partition("_")
    return f"{side} {_PARTS.get(joint, joint)}"


# --- Why a repetition does not count, or has no score -----------------------------------------

_REASONS: Mapping[ReasonCode, str] = {
    ReasonCode.END_NOT_REACHED: "The end position was not reached.",
    ReasonCode.CLIP_ENDED: "The clip ended before the return to the start position.",
    ReasonCode.POSITION_LOST: "The position was left or could no longer be seen.",
    ReasonCode.START_NOT_TAKEN: "The return to the start position took too long.",
    ReasonCode.GAP: "{seconds} of it were not seen.",
    ReasonCode.HARDLY_SEEN: "Too little of it could be seen.",
    ReasonCode.TOO_SHORT: "It took {exactly}; form cannot be judged below {limit}.",
    ReasonCode.HARDLY_MEASURED: "Too little of it could be measured for a score.",
}


def reason_sentence(reason: RepetitionReason | None) -> str:
    """Return why a repetition does not count or has no score; empty where nothing needs saying."""
    if reason is None:
        return ""
    if reason.code is ReasonCode.WRITTEN:
        return reason.text
    return _REASONS[reason.code].format(
        seconds=quantity(reason.seconds, "s", digits=1),
        exactly=quantity(reason.seconds, "s", digits=2),
        limit=f"{reason.limit_s:g} s" if is_known(reason.limit_s) else UNKNOWN,
    )
