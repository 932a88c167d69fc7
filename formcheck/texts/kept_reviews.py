"""The words of the page of kept reviews."""

from datetime import datetime

from formcheck.texts.formatting import clock, points, quantity, time_of_day

__all__ = [
    "ADD_NOTE",
    "BACK",
    "DELETE",
    "EMPTY",
    "NONE_FITS",
    "NOTE",
    "NOTES",
    "PAGE",
    "SEARCH",
    "SEARCH_HELP",
    "TITLE",
    "UNDO",
    "both_verdicts",
    "count_line",
    "deleted_line",
    "film_line",
    "kept_line",
    "name_change",
    "note_line",
    "review_line",
]

PAGE = "Kept reviews"
TITLE = "Kept reviews"
SEARCH = "Search"
SEARCH_HELP = "Words in the clip's name, its folder, the exercise or a note."
EMPTY = "No review is kept. Keep one with `formcheck review CLIP --exercise NAME --keep`."
NONE_FITS = "No review has all of these words."
BACK = "All kept reviews"
DELETE = "Delete"
UNDO = "Undo"
NOTES = "Notes"
NOTE = "Note"
ADD_NOTE = "Add note"


def count_line(shown: int, found: int) -> str:
    """Return how many reviews are shown of those found."""
    if shown < found:
        return f"The newest {shown} of {found} reviews. Search to find the others."
    return "1 review" if found == 1 else f"{found} reviews"


def review_line(at: datetime, duration_s: float | None, counted: int, score: float | None) -> str:
    """Return a review in one line, below its clip's name."""
    when = f"{at.astimezone():%Y-%m-%d}, {time_of_day(at)}"
    return f"{when} · {quantity(duration_s, 's')} · {counted} counted · score {points(score)}"


def kept_line(at: datetime) -> str:
    """Return when a review was kept."""
    return f"Kept {at.astimezone():%Y-%m-%d}, {time_of_day(at)}."


def film_line(film: str, sha256: str) -> str:
    """Return where the film was, and its hash."""
    return f"Film: {film} (SHA-256 {sha256})"


def name_change(*, limits: bool) -> str:
    """Return what has changed since a review was kept; the sentence goes on with "since"."""
    return "The limits have changed" if limits else "FormCheck has changed"


def both_verdicts(
    *, limits: bool, then: tuple[int, float | None], now: tuple[int, float | None]
) -> str:
    """Return that the verdict is another one today; `then` and `now` are count and score."""
    return (
        f"{name_change(limits=limits)} since this review was kept. Then: {then[0]} counted, score "
        f"{points(then[1])}. Today: {now[0]} counted, score {points(now[1])}. The verdict below is "
        "today's."
    )


def deleted_line(source: str) -> str:
    """Return that the review of a clip was deleted."""
    return f"The review of {source} was deleted."


def note_line(time_s: float | None, text: str) -> str:
    """Return a note with its moment in the clip."""
    return text if time_s is None else f"{clock(time_s)} {text}"
