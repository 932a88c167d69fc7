"""The texts of the About page."""

__all__ = [
    "HONEST",
    "HONEST_TITLE",
    "NOT",
    "NOT_TITLE",
    "PRIVACY",
    "PRIVACY_TITLE",
    "TITLE",
    "URGENT",
    "URGENT_TITLE",
    "WHAT",
    "WHAT_TITLE",
]

TITLE = "About FormCheck"
WHAT_TITLE = "What it is"
WHAT = (
    "FormCheck looks at a recorded clip of an exercise people are given for sciatica: the bridge, "
    "the bird-dog and hamstring stretches. It finds the body's joints in every frame, measures "
    "the angles that matter for that exercise, counts repetitions, times holds and says what to "
    "change, with the moment it was seen and the limit it was measured against."
)
NOT_TITLE = "What it is not"
NOT = (
    "Research and education prototype. Not a medical device; not cleared or approved by any "
    "authority. It does not diagnose, treat, monitor or prevent any condition and does not "
    "replace a clinician. Use only exercises your clinician has given you. Camera angles are "
    "estimates (error often 5-10 degrees). Stop if anything hurts more."
)
HONEST_TITLE = "When it cannot see"
HONEST = (
    "A joint outside the picture or behind the body is not guessed. That time is called "
    "*not assessable*: it is never marked good and never marked bad, and the result says how much "
    "of the clip could be judged. Below 70 % there is no score. The curve of the lower back "
    "cannot be measured with one camera; the hip line is used instead."
)
PRIVACY_TITLE = "Privacy"
PRIVACY = (
    "Your video never leaves this machine. The app listens on this machine only and reports to "
    "nobody. An uploaded clip is kept in a private temporary folder and deleted when you choose "
    "another one, cancel, or close the page."
)
URGENT_TITLE = "Get help at once"
URGENT = (
    "Loss of bladder or bowel control, numbness around the genitals or back passage, or weakness "
    "or numbness in both legs need emergency care, not an exercise."
)
