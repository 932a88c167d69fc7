"""The columns that every CSV file has for a repetition. A new column is one line here."""

from formcheck.assessment.types import RepResult
from formcheck.export.csv_file import Column
from formcheck.texts.formatting import csv_number, csv_text

__all__ = ["REPETITION_COLUMNS"]

REPETITION_COLUMNS: tuple[Column[RepResult], ...] = (
    Column("side", lambda rep: csv_text(rep.side)),
    Column("counted", lambda rep: "yes" if rep.counted else "no"),
    Column("rejected", lambda rep: "" if rep.rejected is None else rep.rejected.value),
    Column("start_s", lambda rep: csv_number(rep.start_s)),
    Column("turn_s", lambda rep: csv_number(rep.turn_s)),
    Column("end_s", lambda rep: csv_number(rep.end_s)),
    Column("rom_deg", lambda rep: csv_number(rep.rom_deg)),
    Column("out_s", lambda rep: csv_number(rep.out_s)),
    Column("hold_s", lambda rep: csv_number(rep.hold_s)),
    Column("back_s", lambda rep: csv_number(rep.back_s)),
    Column("score", lambda rep: csv_number(rep.score)),
    Column("band", lambda rep: "" if rep.band is None else rep.band.value),
    Column("assessable", lambda rep: csv_number(rep.assessable)),
    Column("mode", lambda rep: csv_text(rep.variant or "")),
    Column("faults", lambda rep: csv_text(" ".join(sorted({fault.rule for fault in rep.faults})))),
)
"""Unknown numbers are empty fields. A leading apostrophe makes text harmless that a spreadsheet
would run as a formula."""
