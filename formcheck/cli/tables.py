"""The tables of the commands: verdicts, exercises, models, evaluations."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.assessment.types import RepResult
from formcheck.kinematics.signals import unit_of
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule
from formcheck.review.types import Finding, Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import UNKNOWN, clock, is_known, points, quantity, share
from formcheck.texts.labels import BAND_LABELS, REJECTION_LABELS, reason_sentence
from formcheck.texts.safety import DISCLAIMER_LINE

if TYPE_CHECKING:
    from formcheck.evaluation.evaluate import Evaluation
    from formcheck.pose_estimation.model_files.store import BundleStatus

__all__ = ["print_evaluation", "print_exercises", "print_models", "print_review"]


def print_review(console: Console, review: Review) -> None:
    """Show the verdict, the repetitions, the findings and the warnings."""
    console.print(Text(f"{review.title}: {review.source}", style="bold"))
    console.print(Text(review.summary))
    if is_known(review.score) and review.band is not None:
        score = f"Score {points(review.score)} of 100, {BAND_LABELS[review.band].lower()}"
    else:
        score = "No score"
    facts = f"{score}; {share(review.assessable)} of the exercise could be assessed"
    length = quantity(review.duration_s, "s")
    console.print(Text(f"{facts}; {length}, {review.frames} frames."))
    if review.repetitions:
        console.print(_repetitions(review.repetitions))
    for finding in review.findings:
        console.print(_finding(finding))
    for warning in review.warnings:
        console.print(Text(f"! {warning}", style="yellow"))
    if review.turn_deg is not None:
        # Rich would break the option at its dashes.
        console.print(Text(f"→ Add --rotate {review.turn_deg} to turn the clip.", no_wrap=True))
    console.print(Text(DISCLAIMER_LINE, style="dim"))


def _repetitions(repetitions: tuple[RepResult, ...]) -> Table:
    table = Table(header_style="bold")
    for name in ("#", "side", "start", "range", "out", "hold", "back", "score"):
        table.add_column(name, justify="left" if name == "side" else "right")
    table.add_column("verdict")
    for rep in repetitions:
        verdict = "counted"
        if rep.rejected is not None:
            why = REJECTION_LABELS[rep.rejected].lower()
            verdict = f"not counted: {why}. {reason_sentence(rep.reason)}".strip()
        faults = ", ".join(dict.fromkeys(fault.rule.replace("_", " ") for fault in rep.faults))
        table.add_row(
            str(rep.index),
            rep.side,
            clock(rep.start_s),
            quantity(rep.rom_deg, "deg"),
            quantity(rep.out_s, "s"),
            quantity(rep.hold_s, "s"),
            quantity(rep.back_s, "s"),
            points(rep.score),
            f"{verdict}; {faults}" if faults else verdict,
        )
    return table


def _finding(finding: Finding) -> Text:
    text = Text()
    mark = "[stop] " if finding.safety else "[hint] " if finding.informational else "[form] "
    text.append(mark, style="bold")
    text.append(finding.title, style="bold")
    at = ", ".join(clock(moment.start_s) for moment in finding.moments)
    way = "up" if finding.beyond == "above" else "down"
    reached = f"{way} to {quantity(finding.furthest, finding.unit)}"
    if finding.asked is not None:
        reached = f"held {review_texts.held_of(finding.furthest, finding.asked)}"
    text.append(
        f" at {at}: {reached}, "
        f"limit {quantity(finding.limit, finding.unit)}. {finding.why} Cue: {finding.cue}."
    )
    return text


def print_exercises(console: Console, exercises: tuple[Exercise, ...], *, whole: bool) -> None:
    """Show each exercise, and with `whole` every rule with limits, reason and source."""
    for exercise in exercises:
        console.print(Text(exercise.name, style="bold"), Text(f" {exercise.title}"))
        console.print(Text(f"  {exercise.summary}"))
        console.print(Text(f"  Camera: {exercise.camera}"))
        dose = exercise.dose
        console.print(
            Text(
                f"  Usual dose: {dose.sets} x {dose.repetitions}, hold {dose.hold_s:g} s "
                f"(up to {dose.hold_max_s:g} s)"
            )
        )
        if not whole:
            continue
        console.print(Text(f"  Caution: {exercise.caution}"))
        table = Table(header_style="bold", show_lines=True)
        for name in ("rule", "judged", "limits", "why", "source"):
            table.add_column(name)
        for rule in exercise.rules:
            kind = "safety" if rule.safety else "hint" if rule.informational else rule.group
            table.add_row(
                f"{rule.name}\n({kind})",
                f"{rule.signal}, {rule.phase}",
                _limits(rule, exercise),
                rule.why,
                rule.source,
            )
        console.print(table)
    console.print(Text("No limit has been validated by a physiotherapist.", style="dim"))


def _limits(rule: Rule, exercise: Exercise) -> str:
    """Return a rule's limits for the usual dose."""
    way, unit, asked = (
        "above" if rule.above else "below",
        unit_of(rule.signal),
        exercise.asked(rule),
    )
    amber, fault = (
        quantity(limit if asked is None else limit * asked, unit)
        for limit in (rule.amber, rule.fault)
    )
    limits = f"amber {way} {amber}, fault {way} {fault}"
    if asked is not None:
        return f"{limits} of {quantity(asked, unit)}"
    return f"{limits} from the target" if rule.from_target else limits


def print_models(console: Console, statuses: "tuple[BundleStatus, ...]") -> None:
    """Show which pose models are on this machine."""
    table = Table(header_style="bold")
    for name in ("variant", "state", "size", "for", "place"):
        table.add_column(name)
    for status in statuses:
        size = UNKNOWN if status.size_bytes is None else f"{status.size_bytes / 1e6:.1f} MB"
        state = "present, with its mask" if status.has_mask else status.state
        table.add_row(status.variant, state, size, status.purpose, str(status.path))
    console.print(table)


def print_evaluation(console: Console, evaluation: "Evaluation") -> None:
    """Print real footage, counting, rules, angles, times and refusals."""
    _print_footage(console, evaluation)
    if not evaluation.clips:
        return
    _print_counting(console, evaluation)
    _print_rules(console, evaluation)
    _print_errors(console, evaluation)
    refusals = evaluation.refusals
    if refusals.unfit:
        console.print(
            f"Not assessable: {refusals.refused} of {refusals.unfit} refused, "
            f"{refusals.right_reason} for the right reason."
        )
    console.print(f"Scored: {refusals.scored} of {refusals.fair} fairly filmed clips.")
    for line in (*refusals.wrong, *evaluation.good_with_faults):
        console.print(f"! {line}", markup=False)


def _print_counting(console: Console, evaluation: "Evaluation") -> None:
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


def _print_footage(console: Console, evaluation: "Evaluation") -> None:
    if not evaluation.footage:
        return
    table = Table("footage", "kind", "number", "right", "refused", "holds", "false")
    table.title = "Real people"
    for row in evaluation.footage:
        holds = f"{row.holds_agree} of {row.holds}" if row.holds else UNKNOWN
        counts = (row.recordings, row.right, row.refused, holds, row.false_repetitions)
        table.add_row(row.footage, row.kind, *map(str, counts))
    console.print(table)
    for row in evaluation.footage:
        for wrong in row.wrong:
            console.print(f"! {wrong}", markup=False)


def _print_rules(console: Console, evaluation: "Evaluation") -> None:
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


def _print_errors(console: Console, evaluation: "Evaluation") -> None:
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
