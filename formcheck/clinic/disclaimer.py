"""The line that goes with everything FormCheck says about a person."""

__all__ = ["DISCLAIMER_LINE"]

DISCLAIMER_LINE = (
    "Not a medical device. Angles from a camera are estimates. "
    "Do only exercises your clinician gave you, and stop if anything hurts more."
)
