"""The report of an evaluation as Markdown, HTML and JSON."""

import base64
import html
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import jinja2
from markdown_it import MarkdownIt

from formcheck.evaluation.charts import CHARTS
from formcheck.evaluation.evaluate import Evaluation
from formcheck.evaluation.outcome import ClipOutcome, clip_name
from formcheck.evaluation.stats import Estimate
from formcheck.texts.formatting import UNKNOWN, is_known

__all__ = ["draw_charts", "to_html", "to_json", "to_markdown"]

SCHEMA = "formcheck-evaluation/1"

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #999;padding:.2rem .6rem;"
    "text-align:left}img{max-width:100%}"
)


def draw_charts(evaluation: Evaluation) -> dict[str, bytes]:
    """Return the charts of a report as PNG images, by name."""
    return {name: figure(evaluation) for name, figure in CHARTS.items()}


def to_markdown(
    evaluation: Evaluation, *, images: Mapping[str, str], split: str | None = None
) -> str:
    """Return the report; `images` has the address of each chart in `CHARTS`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("formcheck.evaluation"),
        autoescape=False,  # noqa: S701 - Markdown; to_html lets no HTML through
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(_FILTERS)
    template = environment.get_template("report.md.j2")
    return template.render(e=evaluation, images=images, split=split)


def to_html(evaluation: Evaluation, *, split: str | None = None) -> str:
    """Return the report as one page with its charts."""
    images = {
        name: f"data:image/png;base64,{base64.b64encode(png).decode()}"
        for name, png in draw_charts(evaluation).items()
    }
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # The parser refuses data links by default; these charts are our own.
    parser.validateLink = lambda url: url.startswith("data:image/png;base64,")  # type: ignore[method-assign]
    body = parser.render(to_markdown(evaluation, images=images, split=split))
    title = html.escape("The accuracy of FormCheck")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def to_json(evaluation: Evaluation) -> str:
    """Return every figure and every clip's figures as JSON; an unknown value is null."""
    values = asdict(evaluation)
    values["clips"] = [_clip(clip) for clip in evaluation.clips]
    for row, rule in zip(values["rules"], evaluation.rules, strict=True):
        row["clear"] |= {
            "precision": rule.clear.precision,
            "recall": rule.clear.recall,
            "f1": rule.clear.f1,
        }
    return json.dumps({"schema": SCHEMA, **values}, indent=2, allow_nan=False)


def _clip(clip: ClipOutcome) -> dict[str, Any]:
    values = asdict(clip)
    labels = clip.labels
    values["labels"] = labels.model_dump(mode="json", exclude={"path", "repetition", "fault"})
    for angle in values["angles"]:
        del angle["true"], angle["error"]
    return values


def _found(clip: ClipOutcome) -> str:
    rules = sorted({case.rule for case in clip.rules if case.found})
    return ", ".join(map(_words, rules)) or UNKNOWN


def _words(name: str) -> str:
    return name.replace("_", " ")


def _number(value: float | None, digits: int) -> str:
    return f"{value:.{digits}f}" if is_known(value) else UNKNOWN


def _with_interval(estimate: Estimate, show: str, *, scale: float = 1.0) -> str:
    if estimate.value is None:
        return UNKNOWN
    text = show.format(scale * estimate.value)
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{show.format(scale * estimate.low)}, {show.format(scale * estimate.high)}]"


_FILTERS = {
    "words": _words,
    "name": clip_name,
    "found": _found,
    "whole": lambda value: _number(value, 0),
    "one": lambda value: _number(value, 1),
    "two": lambda value: _number(value, 2),
    "share": lambda value: _with_interval(value, "{:.0f} %", scale=100),
    "degrees": lambda value: _with_interval(value, "{:.1f}°"),
    "seconds": lambda value: _with_interval(value, "{:.2f} s"),
}
