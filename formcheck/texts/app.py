"""The texts around all pages: their names, and what is said when something goes wrong."""

__all__ = [
    "ABOUT_PAGE",
    "APP",
    "DETAILS_HINT",
    "DETAILS_TITLE",
    "HOME_PAGE",
    "PIECE_FAILED",
    "REVIEW_PAGE",
    "SAVE_DETAILS",
    "TO_START",
    "TRY_AGAIN",
    "UNEXPECTED",
    "UNEXPECTED_KEPT",
    "UNEXPECTED_TITLE",
]

APP = "FormCheck"
HOME_PAGE = "Home"
REVIEW_PAGE = "Review a clip"
ABOUT_PAGE = "About"

# --- When something goes wrong ----------------------------------------------------------------

UNEXPECTED = "Something went wrong inside FormCheck, not with what you did."
UNEXPECTED_TITLE = "This could not be shown"
UNEXPECTED_KEPT = (
    "Your plan, your trainings and your answers are kept. If you were looking at a clip, you may "
    "have to choose it again."
)
PIECE_FAILED = "This part of the page could not be shown. Load the page again."
TRY_AGAIN = "Try again"
TO_START = "Back to the start page"
SAVE_DETAILS = "Save the details"
DETAILS_HINT = (
    "The details are for whoever looks after FormCheck. They go nowhere unless you save them. "
    "They may name your clip: read the file before you pass it on."
)
DETAILS_TITLE = "FormCheck: details of an unexpected error"
