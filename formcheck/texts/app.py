"""The texts that all pages share: the pages' names, and what to say when something goes wrong."""

__all__ = [
    "ABOUT_PAGE",
    "APP",
    "COMPONENT_FAILED",
    "DETAILS_HINT",
    "DETAILS_TITLE",
    "HOME_PAGE",
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

UNEXPECTED = "Something went wrong in FormCheck. It was nothing you did."
UNEXPECTED_TITLE = "This could not be shown"
UNEXPECTED_KEPT = (
    "Your plan, your sessions and your answers are saved. If you were reviewing a clip, you may "
    "have to choose it again."
)
COMPONENT_FAILED = "This part of the page could not be shown. Reload the page."
TRY_AGAIN = "Try again"
TO_START = "Back to the home page"
SAVE_DETAILS = "Save the details"
DETAILS_HINT = (
    "The details help the people who maintain FormCheck. They are not sent anywhere; you can save "
    "them as a file. They may name your clip, so read the file before you pass it on."
)
DETAILS_TITLE = "FormCheck: details of an unexpected error"
