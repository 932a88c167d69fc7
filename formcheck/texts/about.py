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
    "FormCheck watches exercises that people are given for sciatica: the bridge, the bird-dog and "
    "hamstring stretches. It works with your camera or with a recorded clip. It finds the body's "
    "joints in every frame and measures the angles that matter for the exercise. It counts "
    "repetitions, times holds and says what to change. A review shows when each fault was seen, "
    "and the limit it passed."
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
    "FormCheck does not guess a joint that is outside the picture or behind the body. It calls "
    "that time *not assessable*: never good, never bad. The result says how much could be judged. "
    "Below 70 % there is no score. One camera cannot measure the curve of the lower back; "
    "FormCheck uses the line of the hips instead."
)
PRIVACY_TITLE = "Privacy"
PRIVACY = (
    "Your video never leaves this machine. The app listens on this machine only and sends "
    "nothing to anyone. It keeps an uploaded clip in a private temporary folder and deletes it "
    "when you choose another one, cancel, or close the page. Other users of this machine who are "
    "logged in at the same time could open the app too; on a shared machine, close it after use."
)
URGENT_TITLE = "Get help at once"
URGENT = (
    "Loss of bladder or bowel control, numbness around the genitals or back passage, and weakness "
    "or numbness in both legs need emergency care, not exercise."
)
