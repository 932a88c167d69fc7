"""The tables `formcheck evaluate` shows."""

from rich.console import Console
from rich.table import Table

from formcheck.texts.formatting import UNKNOWN, quantity, share
from formcheck.tuning.evaluation import Evaluation

__all__ = ["print_evaluation"]


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Print counting, rules, angles, times and refusals."""
    _counting(console, evaluation)
    _rules(console, evaluation)
    _errors(console, evaluation)
    refusals = evaluation.refusals
    if refusals.unfit:
        console.print(
            f"Not assessable: {refusals.refused} of {refusals.unfit} refused, "
            f"{refusals.right_reason} for the right reason."
        )
    console.print(f"Scored: {refusals.scored} of {refusals.fair} fairly filmed clips.")
    for line in (*refusals.wrong, *evaluation.good_with_faults):
        console.print(f"! {line}", markup=False)


def _counting(console: Console, evaluation: Evaluation) -> None:
    table = Table("clips", "number", "exact", "within one", "false", title="Repetitions")
    for row in evaluation.counting:
        table.add_row(
            row.sort,
            str(row.clips),
            share(row.exact.value),
            share(row.within_one.value),
            str(row.false_repetitions),
        )
    console.print(table)
    for row in evaluation.counting:
        for wrong in row.wrong:
            console.print(f"! {wrong}", markup=False)


def _rules(console: Console, evaluation: Evaluation) -> None:
    rows = [
        row
        for row in evaluation.rules
        if row.clear.hits or row.missed or row.alarms or row.borderline_shown
    ]
    if not rows:
        return
    table = Table("exercise", "rule", "F1", "hits", "missed", "alarms", "borderline", title="Rules")
    for row in rows:
        table.add_row(
            row.exercise,
            f"{row.rule} (hint)" if row.informational else row.rule,
            UNKNOWN if row.clear.f1 is None else f"{row.clear.f1:.2f}",
            str(row.clear.hits),
            str(row.clear.misses),
            str(row.clear.false_alarms),
            share(row.borderline),
        )
    console.print(table)


def _errors(console: Console, evaluation: Evaluation) -> None:
    table = Table("what", "clips", "mean error", "bias", title="Errors")
    for angle in evaluation.angles:
        if angle.by == "all":
            table.add_row(
                f"{angle.angle} angle",
                str(angle.clips),
                quantity(angle.mean_abs_deg.value, "deg", digits=2),
                quantity(angle.bias_deg.value, "deg", digits=2),
            )
    for time in evaluation.times:
        table.add_row(
            f"{time.what} time",
            str(time.repetitions),
            quantity(time.mean_abs_s.value, "s", digits=2),
            quantity(time.bias_s.value, "s", digits=2),
        )
    console.print(table)
