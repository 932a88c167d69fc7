"""The repetition table as rows, ready for the page."""

from formcheck.review.types import Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import is_known, points, quantity, seconds_out_and_back, share
from formcheck.texts.labels import SIDE_LABELS

__all__ = ["build_repetition_rows"]

_ALL = 0.995


def build_repetition_rows(review: Review) -> list[dict[str, str]]:
    """Return one row per repetition, in order of time.

    The cells are texts; their keys are those of `texts.review.COLUMNS`. The side is
    left out when both sides work together. The share that could be judged is left out
    when everything could.
    """
    partly_seen = not all(
        is_known(rep.assessable) and rep.assessable >= _ALL for rep in review.repetitions
    )
    return [
        {"number": str(rep.index)}
        | ({} if rep.side == "both" else {"side": SIDE_LABELS.get(rep.side, rep.side)})
        | {
            "counted": review_texts.describe_verdict(rep),
            "score": points(rep.score),
            "range": quantity(rep.rom_deg, "deg"),
            "hold": quantity(rep.hold_s, "s"),
            "pace": seconds_out_and_back(rep.out_s, rep.back_s),
        }
        | ({"judged": share(rep.assessable)} if partly_seen else {})
        for rep in review.repetitions
    ]
