"""The charts of a report, as PNG images."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from formcheck.evaluation.evaluate import Evaluation
from formcheck.evaluation.outcome import ClipOutcome, FaultPresence
from formcheck.evaluation.rule_figures import RuleRow

__all__ = ["CHARTS"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
"""Okabe and Ito's colours, which colour-blind people can distinguish; each has its own marker."""
MARKERS = ("o", "s", "^", "D", "v")
LIMITS_SD = 1.96


def draw_agreement(evaluation: Evaluation) -> bytes:
    """Draw a Bland-Altman plot for each angle: the error over the mean of seen and true.

    95 % of the errors lie between the dashed lines (Bland and Altman 1986).
    """
    fair = [clip for clip in evaluation.clips if clip.angles]
    angles = sorted({error.angle for clip in fair for error in clip.angles})
    figure, axes = _panels(max(len(angles), 1), height=3.4)
    for axis, angle in zip(axes, angles, strict=False):
        _bland_altman(axis, fair, angle)
    axes[0].set_ylabel("seen minus true (degrees)")
    if angles:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return _png(figure)


def _bland_altman(axis: Axes, clips: Sequence[ClipOutcome], angle: str) -> None:
    exercises = sorted({clip.labels.exercise for clip in clips})
    everything = []
    for number, exercise in enumerate(exercises):
        errors = [
            error
            for clip in clips
            if clip.labels.exercise == exercise
            for error in clip.angles
            if error.angle == angle
        ]
        if not errors:
            continue
        true, off = (
            np.concatenate([getattr(e, name) for e in errors]) for name in ("true", "error")
        )
        everything.append(off)
        axis.plot(
            true + off / 2,
            off,
            MARKERS[number % len(MARKERS)],
            color=COLOURS[number % len(COLOURS)],
            label=exercise.replace("_", " "),
            markersize=2.5,
            alpha=0.35,
            linewidth=0,
        )
    if everything:
        off = np.concatenate(everything)
        bias, spread = float(off.mean()), LIMITS_SD * float(off.std())
        axis.axhline(bias, color="black", linewidth=1)
        for limit in (bias - spread, bias + spread):
            axis.axhline(limit, color="black", linewidth=1, linestyle="--")
        axis.set_title(f"{angle}: {bias:+.1f} \N{PLUS-MINUS SIGN} {spread:.1f}")
    axis.set_xlabel("mean of seen and true (degrees)")


def draw_detection(evaluation: Evaluation) -> bytes:
    """Draw the sizes shown of every tested rule, and which of them were caught."""
    rows = [row for row in evaluation.rules if row.first_caught is not None or row.missed]
    figure, axes = _panels(1, height=1.2 + 0.28 * max(len(rows), 1), width=8)
    _caught(axes[0], evaluation, rows)
    return _png(figure)


def _caught(axis: Axes, evaluation: Evaluation, rows: Sequence[RuleRow]) -> None:
    place = {(row.exercise, row.rule): number for number, row in enumerate(rows)}
    for found, marker, label in ((True, "o", "caught"), (False, "x", "missed")):
        points = [
            (case.excess, place[case.exercise, case.rule])
            for clip in evaluation.clips
            for case in clip.rules
            if case.excess is not None
            and case.found is found
            and case.shown in (FaultPresence.CLEAR, FaultPresence.BORDERLINE)
            and (case.exercise, case.rule) in place
        ]
        if points:
            x, y = zip(*points, strict=True)
            axis.plot(x, y, marker, color=COLOURS[0 if found else 1], label=label, linewidth=0)
    axis.axvline(0, color="black", linewidth=1)
    axis.set_xscale("symlog", linthresh=1)
    axis.set_yticks(range(len(rows)), [f"{r.exercise}: {r.rule}".replace("_", " ") for r in rows])
    axis.invert_yaxis()
    axis.set_xlabel("true size beyond the fault limit (degrees, seconds, ...)")
    if rows:
        axis.legend(loc="lower right")


def _panels(count: int, *, height: float, width: float = 0.0) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(width or 3.4 * count, height), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def _png(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


CHARTS: dict[str, Callable[[Evaluation], bytes]] = {
    "agreement": draw_agreement,
    "detection": draw_detection,
}
"""The charts of a report, by name."""
