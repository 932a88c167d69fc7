"""The repetition table as rows, ready for the page."""

from formcheck.clinic.types import Review
from formcheck.ui import texts

__all__ = ["repetition_table"]

_ALL = 0.995


def repetition_table(review: Review) -> list[dict[str, str]]:
    """One row a repetition in time's order, all cells texts; the keys are those of `texts.COLUMNS`.

    The side is left out when both sides work together, and the share that
    could be judged when everything could.
    """
    partly_seen = any(rep.assessable < _ALL for rep in review.repetitions)
    return [
        {"number": str(rep.index)}
        | ({} if rep.side == "both" else {"side": texts.LANES.get(rep.side, rep.side)})
        | {
            "counted": texts.verdict_of(rep),
            "score": texts.DASH if rep.score is None else f"{rep.score:.0f}",
            "range": texts.number(rep.rom_deg, "deg"),
            "hold": texts.number(rep.hold_s, "s"),
            "pace": texts.pace(rep.out_s, rep.back_s),
        }
        | ({"judged": texts.share(rep.assessable)} if partly_seen else {})
        for rep in review.repetitions
    ]
