"""`formcheck evaluate`: hold verdicts against labelled clips."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck.clinic.files import write_bytes, write_text
from formcheck.errors import InputError
from formcheck.output_path import check_outputs
from formcheck.printing_evaluation import print_evaluation
from formcheck.tuning.evaluation import Evaluation, evaluate, name_of
from formcheck.tuning.labels import ClipLabels, find_labels
from formcheck.tuning.outcome import ClipOutcome
from formcheck.tuning.run import evaluate_clips

__all__ = ["evaluate_command"]


class Split(StrEnum):
    """Which part of the clips to take."""

    ALL = "all"
    SAMPLE = "sample"
    TUNE = "tune"
    HELD = "held"


def evaluate_command(
    labels: Annotated[
        list[Path],
        typer.Argument(help="Label files (.toml) beside their clips, or folders of them."),
    ],
    *,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write every figure as JSON to a file, or to - (screen)."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the report as one page, pictures included (.html).")
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(help="Write the report as Markdown (.md), its pictures in images/ beside it."),
    ] = None,
    split: Annotated[
        Split, typer.Option(help="Take only the clips for tuning, or only those held back.")
    ] = Split.ALL,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Judge the exact joint positions: the rules' errors without the pose model's.",
        ),
    ] = False,
    kept: Annotated[
        bool,
        typer.Option("--kept", help="Judge the landmarks kept beside the labels, not the films."),
    ] = False,
    keep: Annotated[
        Path | None,
        typer.Option(help="Copy the clips without their films into this folder; judge the copies."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Clips at a time; by default one a core.")
    ] = None,
) -> None:
    """Measure how right the verdicts are on clips whose truth is known."""
    check_outputs({"": json_file, ".html": html, ".md": markdown})
    chosen = [each for each in find_labels(labels) if split in (Split.ALL, each.split)]
    if not chosen:
        raise InputError(f"Expected clips of the part {split.value!r}, but none is labelled so.")
    _check_keep(keep, chosen, exact=exact)
    with _bar(len(chosen)) as on_done:
        outcomes = evaluate_clips(
            chosen, workers=workers, exact=exact, kept=kept, copy_to=keep, on_done=on_done
        )
    _write(evaluate(outcomes), split, json_file=json_file, html=html, markdown=markdown)


def _check_keep(keep: Path | None, chosen: list[ClipLabels], *, exact: bool) -> None:
    if keep is None:
        return
    if exact:
        raise InputError("--keep copies what the pose model saw; leave out --exact.")
    if keep.exists() and not keep.is_dir():
        raise InputError(f"Expected a folder for the copies, but {keep} is a file.")
    if any(keep.resolve() == each.path.parent.resolve() for each in chosen):
        raise InputError(f"Expected another folder for the copies than the clips' own, {keep}.")


def _write(
    evaluation: Evaluation,
    split: Split,
    *,
    json_file: Path | None,
    html: Path | None,
    markdown: Path | None,
) -> None:
    # Drawing needs half a second to load, which nobody should wait for who only wants the table.
    from formcheck.tuning import report  # noqa: PLC0415

    part = None if split is Split.ALL else f"the part {split.value!r}"
    if html is not None:
        write_text(html, report.to_html(evaluation, split=part))
    if markdown is not None:
        images = {}
        for name, png in report.draw(evaluation).items():
            picture = markdown.parent / "images" / f"{markdown.stem}-{name}.png"
            picture.parent.mkdir(exist_ok=True)
            write_bytes(picture, png)
            # A name may hold anything, bytes that are no text too; a link may not.
            images[name] = f"images/{quote(os.fsencode(picture.name))}"
        write_text(markdown, report.to_markdown(evaluation, images=images, split=part))
    if json_file is not None and str(json_file) == "-":
        typer.echo(report.to_json(evaluation))
        return
    if json_file is not None:
        write_text(json_file, report.to_json(evaluation) + "\n")
    print_evaluation(Console(), evaluation)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[ClipOutcome], None]]:
    """A bar of clips done, with the name of the last one."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("clips", total=total)

        def done(outcome: ClipOutcome) -> None:
            progress.update(task, advance=1, description=name_of(outcome))

        yield done
