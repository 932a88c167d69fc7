"""Every text the pages show, in one place: calm, plain, short."""

import unicodedata
from collections.abc import Iterable

from formcheck.clinic import disclaimer
from formcheck.clinic.types import Finding
from formcheck.coach.types import Band, Rejection, RepResult
from formcheck.formatting import clock, duration, interval, is_known, quantity

# --- The app ----------------------------------------------------------------------------------

APP = "FormCheck"
REVIEW_PAGE = "Review a clip"
ABOUT_PAGE = "About"
DISCLAIMER_LINE = disclaimer.DISCLAIMER_LINE

# --- Home -------------------------------------------------------------------------------------

HOME_PAGE = "Home"
HOME_LEAD = (
    "FormCheck watches how you do an exercise, counts, times the holds and says what to change. "
    "It all stays on this machine."
)
HOME_EXERCISE = (
    "Do your exercises in front of the camera. It counts aloud, tells you what to change, and "
    "stops at once when it hurts."
)
HOME_REVIEW = (
    "Look at a recorded clip, or at a sample: what was counted, what to change, and the moment "
    "each was seen."
)
HOME_LAST = "Last time:"
HOME_HISTORY = "See the history"


def planned_line(titles: Iterable[str]) -> str:
    """What is on the plan, in one line."""
    return f"On your plan: {', '.join(titles)}."


# --- Choosing a clip --------------------------------------------------------------------------

CHOOSE_TITLE = "Review a clip"
CHOOSE_LEAD = (
    "Choose a clip of an exercise. You get the repetitions, the holds and what to change, "
    "each with the moment it was seen."
)
SAMPLES_TITLE = "Try a sample"
SAMPLE_BUTTON = "Review"
NO_SAMPLES = "No sample clips are installed. You can still use a clip of your own."
OWN_TITLE = "Or use your own clip"
UPLOAD_LABEL = "Clip"
EXERCISE_LABEL = "Exercise"
SIDE_LABEL = "Side that works"
SIDE_HELP = "Leave it on automatic unless the wrong leg is counted."
SIDES = {"auto": "Automatic", "left": "Left", "right": "Right"}
START = "Review this clip"
CAMERA_TITLE = "Where to put the camera"
PRIVATE = (
    "A phone video of a few minutes fits, and so does a saved track (NPZ). "
    "The clip stays on this machine and is deleted when you close the page."
)
NO_EXERCISES = "No exercise definitions were found. Reinstall FormCheck."


def wrong_kind(suffixes: Iterable[str]) -> str:
    """The sentence for an upload of an unknown kind."""
    return f"Expected a file ending in {', '.join(f'.{s}' for s in suffixes)}; choose one of those."


def review_help(title: str) -> str:
    """What a sample's button does, for screen readers and tooltips."""
    return f"Review the sample clip: {title}"


# --- While it works ---------------------------------------------------------------------------

LOADING_TITLE = "Looking at the clip"
STARTING = "Getting ready. The first clip takes a few seconds longer."
STOPPING = "Stopping"
CANCEL = "Cancel"
STAYS_HERE = "The clip stays on this machine."


SETTLED_FRAMES = 30
"""Before so many frames the time left is a guess not worth showing."""


def progress_line(done: int, total: int | None, fps: float, left_s: float | None) -> str:
    """How far the review has come, in one line."""
    parts = [f"Frame {done:,} of {total:,}" if total is not None else f"{done:,} frames"]
    if is_known(fps) and fps > 0:
        parts.append(f"{fps:.0f} frames a second")
    if is_known(left_s) and done >= SETTLED_FRAMES:
        parts.append(f"about {duration(left_s)} left")
    return " · ".join(parts)


# --- When it ends without a result ------------------------------------------------------------

CANCELLED_TITLE = "Stopped"
CANCELLED_TEXT = "Nothing was kept. A clip you uploaded has been deleted."
FAILED_TITLE = "This clip could not be reviewed"
UNEXPECTED = "Something went wrong inside FormCheck, not with what you did."
UNEXPECTED_TITLE = "This could not be shown"
UNEXPECTED_KEPT = (
    "Your plan, your trainings and your answers are kept. If you were looking at a clip, you may "
    "have to choose it again."
)
NO_ROOM = (
    "The temporary folder of this machine is full, so the clip was not reviewed and nothing of it "
    "was kept; free some space and try again."
)


def no_temporary_folder(reason: str) -> str:
    """The sentence for a temporary folder that takes no files, for what the system says."""
    return (
        f"The temporary folder of this machine takes no files ({reason}), so the clip was not "
        "reviewed; see that it can be written to and try again."
    )


TRY_AGAIN = "Try again"
TO_START = "Back to the start page"
SAVE_DETAILS = "Save the details"
DETAILS_HINT = (
    "The details are for whoever looks after FormCheck. They go nowhere unless you save them. "
    "They may name your clip: read the file before you pass it on."
)
DETAILS_TITLE = "FormCheck: details of an unexpected error"
PIECE_FAILED = "This part of the page could not be shown. Load the page again."
AGAIN = "Choose another clip"

# --- The result -------------------------------------------------------------------------------

NEW_CLIP = "Another clip"
TURNED = "The picture seems to be turned, so nobody in it could be judged."
TURN_ASKED = "Is the picture turned?"
DOWNLOADS = "Download"
DOWNLOAD_JSON = "Report (JSON)"
DOWNLOAD_CSV = "Repetitions (CSV)"
DOWNLOAD_TRACK = "Landmarks (NPZ)"
DOWNLOAD_VIDEO = "Annotated video (MP4)"
COUNTED = "Counted"
SCORE = "Score"
JUDGED = "Could be judged"
NOT_SCORED = "Not scored"
NO_REPS = "No repetition was seen."
REPS_TITLE = "Repetitions"
REPS_HINT = "Choose a row to jump there."
FINDINGS_TITLE = "What to change"
NO_FINDINGS = "Nothing to change was seen in what could be judged."
FINDINGS_NOT_ASSESSABLE = "The clip did not show enough to say how it was done."
NO_VIDEO = "A saved track holds landmarks only, so there is no video to show."
SOURCE = "Source"
LIMIT_UNKNOWN = "The limit is not known."
TIMELINE_LABEL = "Timeline of the clip"
LANE_REPS = "Repetitions"
LANE_HOLDS = "Holds"
LANE_UNSEEN = "Not assessable"
SAFETY = "STOP"
INFORMATIONAL = "For information"
MAIN_FAULT = "Most important"


def turn_button(clockwise_deg: int) -> str:
    """What the button says that turns the picture and reviews it again."""
    return f"Turn it by {clockwise_deg}° clockwise and review again"


BANDS = {
    Band.EXCELLENT: "Excellent",
    Band.GOOD: "Good",
    Band.FAIR: "Fair",
    Band.NEEDS_WORK: "Needs work",
    Band.POOR: "Poor",
}
REJECTIONS = {
    Rejection.PARTIAL: "Not far enough",
    Rejection.TOO_FAST: "Too fast",
    Rejection.TOO_LONG: "Too long",
    Rejection.SAME_SIDE: "Same-side arm and leg",
    Rejection.LEG_ONLY: "Leg only",
    Rejection.UNFINISHED: "Not finished",
    Rejection.NOT_ASSESSABLE: "Not assessable",
}
LANES = {"left": "Left", "right": "Right", "both": "Both"}
COLUMNS = {
    "number": "#",
    "side": "Side",
    "counted": "Counted",
    "range": "Range",
    "hold": "Hold",
    "pace": "Out / back",
    "score": "Score",
    "judged": "Judged",
}
WORD_COLUMNS = ("side", "counted")
COLUMN_HELP = {
    "range": "How far the judged angle moved, in degrees.",
    "hold": "Seconds still in the end position.",
    "pace": "Seconds on the way out and on the way back.",
    "judged": "Share of the repetition in which everything needed was seen.",
}


def sentence(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def source_line(source: str, duration_s: float | None) -> str:
    """The clip's name and length."""
    return f"{plain_name(source)} · {clock(duration_s)}"


def curve_alt(label: str) -> str:
    """What the curve shows, for screen readers."""
    return f"{sentence(label)} over time, with its limits, repetitions and faults"


def counted_of(counted: int, total: int) -> str:
    """How many of the repetitions seen count."""
    return str(counted) if counted == total else f"{counted} of {total}"


def verdict_of(rep: RepResult) -> str:
    """Whether a repetition counts, or why not, with its sign."""
    if rep.rejected is None:
        return "✓ Yes"
    sign = "○" if rep.rejected is Rejection.NOT_ASSESSABLE else "→"
    return f"{sign} {REJECTIONS[rep.rejected]}"


def rep_name(rep: RepResult) -> str:
    """A repetition in words, for tooltips and screen readers."""
    side = "" if rep.side == "both" else f", {LANES.get(rep.side, rep.side).lower()}"
    why = "counted" if rep.rejected is None else REJECTIONS[rep.rejected].lower()
    return f"Repetition {rep.index}{side}, {interval(rep.start_s, rep.end_s)}, {why}"


def fault_name(title: str, start_s: float | None, repetition: int) -> str:
    """A broken rule at its moment, for tooltips and screen readers."""
    at = f", {clock(start_s)}" if is_known(start_s) else ""
    return f"{title}, repetition {repetition}{at}"


def span_name(what: str, start_s: float | None, end_s: float | None) -> str:
    """A span of time, for tooltips and screen readers."""
    return f"{what}, {interval(start_s, end_s)}"


def limit_line(finding: Finding) -> str:
    """The limit that was passed and how far the worst moment went."""
    allowed, furthest = (
        quantity(value, finding.unit) for value in (finding.limit, finding.furthest)
    )
    limit = f"Limit: not {finding.beyond} {allowed}." if is_known(finding.limit) else LIMIT_UNKNOWN
    if not is_known(finding.furthest):
        return limit
    if furthest == allowed:
        return f"{limit} Furthest seen: just {finding.beyond} it."
    return f"{limit} Furthest seen: {furthest}."


def main_fault(finding: Finding) -> str:
    """What matters most, as Markdown."""
    return f"**{MAIN_FAULT}:** {escape(finding.title)} → {escape(finding.cue)}"


def plain_name(name: str, *, longest: int = 60) -> str:
    """A file name fit for showing: no path, no invisible or direction-changing signs, not long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        sign if unicodedata.category(sign)[0] != "C" else "\N{REPLACEMENT CHARACTER}"
        for sign in last
    )
    if len(visible) <= longest:
        return visible
    half = (longest - 1) // 2
    return f"{visible[:half]}…{visible[-half:]}"


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]()<>#+-.!|~$:^&=@\"'/"})


def escape(text: str) -> str:
    """`text` for a place that reads Markdown, so that it shows exactly as it is."""
    return text.translate(_MARKDOWN)


# --- About ------------------------------------------------------------------------------------

ABOUT_TITLE = "About FormCheck"
ABOUT_WHAT_TITLE = "What it is"
ABOUT_WHAT = (
    "FormCheck looks at a recorded clip of an exercise people are given for sciatica: the bridge, "
    "the bird-dog and hamstring stretches. It finds the body's joints in every frame, measures "
    "the angles that matter for that exercise, counts repetitions, times holds and says what to "
    "change, with the moment it was seen and the limit it was measured against."
)
ABOUT_NOT_TITLE = "What it is not"
ABOUT_NOT = (
    "Research and education prototype. Not a medical device; not cleared or approved by any "
    "authority. It does not diagnose, treat, monitor or prevent any condition and does not "
    "replace a clinician. Use only exercises your clinician has given you. Camera angles are "
    "estimates (error often 5-10 degrees). Stop if anything hurts more."
)
ABOUT_HONEST_TITLE = "When it cannot see"
ABOUT_HONEST = (
    "A joint outside the picture or behind the body is not guessed. That time is called "
    "*not assessable*: it is never marked good and never marked bad, and the result says how much "
    "of the clip could be judged. Below 70 % there is no score. The curve of the lower back "
    "cannot be measured with one camera; the hip line is used instead."
)
ABOUT_PRIVACY_TITLE = "Privacy"
ABOUT_PRIVACY = (
    "Your video never leaves this machine. The app listens on this machine only and reports to "
    "nobody. An uploaded clip is kept in a private temporary folder and deleted when you choose "
    "another one, cancel, or close the page."
)
ABOUT_URGENT_TITLE = "Get help at once"
ABOUT_URGENT = (
    "Loss of bladder or bowel control, numbness around the genitals or back passage, or weakness "
    "or numbness in both legs need emergency care, not an exercise."
)
