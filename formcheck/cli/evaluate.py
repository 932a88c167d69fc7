"""`formcheck evaluate`: compares verdicts with labelled clips."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from formcheck.errors import InputError
from formcheck.output_path import check_outputs, write_all

if TYPE_CHECKING:
    from formcheck.evaluation.evaluate import Evaluation
    from formcheck.evaluation.labels import ClipLabels

__all__ = ["evaluate_command"]


class Split(StrEnum):
    """The part of the clips to use."""

    ALL = "all"
    SAMPLE = "sample"
    TUNE = "tune"
    HELD = "held"


def evaluate_command(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(help="Label files (.toml) beside their clips, or folders of label files."),
    ] = None,
    *,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write all figures as JSON to a file, or to - (the screen)."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the report as one page with its charts (.html).")
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(help="Write the report as Markdown (.md), with its charts in images/."),
    ] = None,
    split: Annotated[
        Split, typer.Option(help="Use only some clips: those for tuning, or those held back.")
    ] = Split.ALL,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Judge the exact joint positions. This shows the rules' errors without those of "
            "the pose model.",
        ),
    ] = False,
    from_landmarks: Annotated[
        bool,
        typer.Option(
            "--from-landmarks",
            help="Judge the landmarks stored beside the labels instead of the videos.",
        ),
    ] = False,
    save_landmarks: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Copy the clips' labels and landmarks, without videos, to this folder and judge "
            "the copies.",
        ),
    ] = None,
    footage: Annotated[
        list[Path] | None,
        typer.Option(
            help="Also compare real footage: folders with labels.toml and landmarks, or a file "
            "of --save-footage.",
        ),
    ] = None,
    save_footage: Annotated[
        Path | None,
        typer.Option(help="Write the outcomes of the real footage to a file (.json)."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Clips to judge at a time; by default one per core."),
    ] = None,
    kept: Annotated[bool, typer.Option("--kept", hidden=True)] = False,
    keep: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Compare the verdicts with labelled clips and show how accurate they are."""
    from rich.console import Console

    from formcheck.cli.progress import evaluation_bar
    from formcheck.evaluation.evaluate import evaluate
    from formcheck.evaluation.footage import judge_footage, write_footage
    from formcheck.evaluation.labels import find_labels
    from formcheck.evaluation.run import evaluate_clips

    if kept:
        typer.echo("--kept is now called --from-landmarks.", err=True)
    if keep is not None:
        typer.echo("--keep DIR is now called --save-landmarks DIR.", err=True)
    from_landmarks, save_landmarks = from_landmarks or kept, save_landmarks or keep
    check_outputs({"": json_file, ".html": html, ".md": markdown, ".json": save_footage})
    if not labels and not footage:
        raise InputError("Expected label files or --footage, got neither.")
    chosen = [each for each in find_labels(labels or []) if split in (Split.ALL, each.split)]
    if labels and not chosen:
        raise InputError(
            f"Expected clips with the split {split.value!r}, got none. Choose another --split."
        )
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
    real = judge_footage(footage or [])
    contents = {} if save_footage is None else {save_footage: write_footage(real).encode()}
    evaluation = evaluate(outcomes, real)
    contents |= _build_reports(evaluation, split, html=html, markdown=markdown)
    _write(evaluation, contents, json_file=json_file)


def _check_save(folder: Path | None, chosen: "list[ClipLabels]", *, exact: bool) -> None:
    if folder is None:
        return
    if exact:
        raise InputError("--save-landmarks copies what the pose model saw. Leave out --exact.")
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"Expected a folder for the copies, but {folder} is a file. Choose another name."
        )
    if any(folder.resolve() == each.path.parent.resolve() for each in chosen):
        raise InputError(
            f"Expected a new folder for the copies, got the clips' own folder {folder}. Choose "
            "another folder."
        )


def _build_reports(
    evaluation: "Evaluation", split: Split, *, html: Path | None, markdown: Path | None
) -> dict[Path, bytes]:
    """Return the content of each file of a report."""
    if html is None and markdown is None:
        return {}
    # The drawing library takes half a second to load. The table alone does not need it.
    from formcheck.evaluation import report

    part = None if split is Split.ALL else f"the part {split.value!r}"
    contents: dict[Path, bytes] = {}
    if html is not None:
        contents[html] = report.to_html(evaluation, split=part).encode()
    if markdown is not None:
        images = {}
        for name, png in report.draw_charts(evaluation).items():
            image = markdown.parent / "images" / f"{markdown.stem}-{name}.png"
            image.parent.mkdir(exist_ok=True)
            contents[image] = png
            # A file name may contain anything, even bytes that are not text; a link may not.
            images[name] = f"images/{quote(os.fsencode(image.name))}"
        text = report.to_markdown(evaluation, images=images, split=part)
        contents[markdown] = text.encode()
    return contents


def _write(
    evaluation: "Evaluation", contents: dict[Path, bytes], *, json_file: Path | None
) -> None:
    """Write all files or none, then show the figures."""
    from rich.console import Console

    from formcheck.cli.tables import print_evaluation

    text = None
    if json_file is not None:
        from formcheck.evaluation import report

        text = report.to_json(evaluation)
        if str(json_file) != "-":
            contents = contents | {json_file: f"{text}\n".encode()}
            text = None
    write_all(contents)
    if text is not None:
        typer.echo(text)
    else:
        print_evaluation(Console(), evaluation)
