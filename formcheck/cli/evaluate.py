"""`formcheck evaluate`: hold verdicts against labelled clips."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console

from formcheck.cli.progress import evaluation_bar
from formcheck.cli.tables import print_evaluation
from formcheck.errors import InputError
from formcheck.evaluation.evaluate import Evaluation, evaluate
from formcheck.evaluation.labels import ClipLabels, find_labels
from formcheck.evaluation.run import evaluate_clips
from formcheck.output_path import check_outputs, write_bytes, write_text

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
    from_landmarks: Annotated[
        bool,
        typer.Option(
            "--from-landmarks", help="Judge the landmarks kept beside the labels, not the films."
        ),
    ] = False,
    save_landmarks: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Copy the clips without their films into this folder; judge the copies.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Clips at a time; by default one a core.")
    ] = None,
    kept: Annotated[bool, typer.Option("--kept", hidden=True)] = False,
    keep: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure how right the verdicts are on clips whose truth is known."""
    if kept:
        typer.echo("--kept is now called --from-landmarks.", err=True)
    if keep is not None:
        typer.echo("--keep DIR is now called --save-landmarks DIR.", err=True)
    from_landmarks, save_landmarks = from_landmarks or kept, save_landmarks or keep
    check_outputs({"": json_file, ".html": html, ".md": markdown})
    chosen = [each for each in find_labels(labels) if split in (Split.ALL, each.split)]
    if not chosen:
        raise InputError(f"Expected clips of the part {split.value!r}, but none is labelled so.")
    _check_save(save_landmarks, chosen, exact=exact)
    with evaluation_bar(Console(stderr=True), len(chosen)) as on_done:
        outcomes = evaluate_clips(
            chosen,
            workers=workers,
            exact=exact,
            kept=from_landmarks,
            copy_to=save_landmarks,
            on_done=on_done,
        )
    _write(evaluate(outcomes), split, json_file=json_file, html=html, markdown=markdown)


def _check_save(folder: Path | None, chosen: list[ClipLabels], *, exact: bool) -> None:
    if folder is None:
        return
    if exact:
        raise InputError("--save-landmarks copies what the pose model saw; leave out --exact.")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"Expected a folder for the copies, but {folder} is a file.")
    if any(folder.resolve() == each.path.parent.resolve() for each in chosen):
        raise InputError(f"Expected another folder for the copies than the clips' own, {folder}.")


def _write(
    evaluation: Evaluation,
    split: Split,
    *,
    json_file: Path | None,
    html: Path | None,
    markdown: Path | None,
) -> None:
    # Drawing needs half a second to load, which nobody should wait for who only wants the table.
    from formcheck.evaluation import report  # noqa: PLC0415

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
