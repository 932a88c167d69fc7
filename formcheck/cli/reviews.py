"""`formcheck reviews` lists, opens, notes on and deletes reviews that were kept."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from formcheck.archive.review_archive import OpenedReview, ReviewArchive
    from formcheck.history.kept_reviews import KeptReview

__all__ = ["reviews"]

reviews = typer.Typer(
    help="Reviews that were kept (`formcheck review CLIP --keep`): list, open, note, delete."
)
NumberArgument = Annotated[int, typer.Argument(help="The review's number; see the list.")]


@reviews.command("list")
def list_reviews(
    search: Annotated[
        str, typer.Argument(help="Words in the clip's name, its folder, the exercise or a note.")
    ] = "",
    *,
    exercise: Annotated[
        str | None, typer.Option("--exercise", "-e", help="Only reviews of this exercise.")
    ] = None,
    deleted: Annotated[
        bool, typer.Option("--deleted", help="The deleted reviews instead of the others.")
    ] = False,
) -> None:
    """List the kept reviews, the newest first."""
    from rich.console import Console

    from formcheck.poses.loader import load_exercise

    if exercise is not None:
        load_exercise(exercise)
    with _open_archive() as archive:
        found = archive.list(search, exercise=exercise, deleted=deleted)
    _print_list(Console(), found, empty=not search and exercise is None and not deleted)


@reviews.command()
def show(
    number: NumberArgument,
    *,
    json_file: Annotated[
        bool, typer.Option("--json", help="Print the kept verdict as JSON, and nothing more.")
    ] = False,
) -> None:
    """Show a kept review; where the limits of today judge otherwise, both verdicts."""
    from rich.console import Console

    with _open_archive() as archive:
        opened = archive.open(number)
    if json_file:
        typer.echo(opened.verdict.model_dump_json(by_alias=True, exclude={"pain"}, indent=2))
        return
    _print_opened(Console(), opened)


@reviews.command()
def note(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(help="The note.")],
    *,
    at: Annotated[
        float | None, typer.Option(min=0, help="The moment in the clip, in seconds.")
    ] = None,
) -> None:
    """Add a note to a kept review."""
    with _open_archive() as archive:
        archive.add_note(number, text, time_s=at).result()
    typer.echo(f"The note was added to review {number}.")


@reviews.command()
def delete(number: NumberArgument) -> None:
    """Delete a kept review; it can be restored."""
    with _open_archive() as archive:
        archive.delete(number).result()
    typer.echo(f"Review {number} was deleted. Undo: formcheck reviews restore {number}")


@reviews.command()
def restore(number: NumberArgument) -> None:
    """Restore a deleted review."""
    with _open_archive() as archive:
        archive.restore(number).result()
    typer.echo(f"Review {number} is in the list again.")


@contextmanager
def _open_archive() -> "Iterator[ReviewArchive]":
    from formcheck.archive.review_archive import ReviewArchive
    from formcheck.history.store import Store

    with Store() as store:
        yield ReviewArchive(store)


def _print_list(console: "Console", found: "tuple[KeptReview, ...]", *, empty: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from formcheck.texts.formatting import points, quantity

    if not found:
        words = "No review is kept yet. Add --keep to `formcheck review`."
        console.print(Text(words if empty else "No review fits."))
        return
    table = Table(header_style="bold")
    for name in ("#", "kept", "clip", "exercise", "length", "counted", "score", "notes"):
        table.add_column(name, justify="left" if name in ("kept", "clip", "exercise") else "right")
    for each in found:
        facts = each.facts
        table.add_row(
            str(each.id),
            f"{each.kept_at.astimezone():%Y-%m-%d %H:%M}",
            Text(facts.source),
            facts.exercise.replace("_", " "),
            quantity(facts.duration_s, "s"),
            str(facts.counted),
            points(facts.score),
            str(len(each.notes)) if each.notes else "",
        )
    console.print(table)


def _print_opened(console: "Console", opened: "OpenedReview") -> None:
    from rich.text import Text

    from formcheck.cli.tables import print_review
    from formcheck.texts.formatting import clock, points
    from formcheck.texts.kept_reviews import film_line, name_change

    kept = opened.kept
    deleted = "; it is deleted" if kept.deleted else ""
    console.print(
        Text(f"Review {kept.id}, kept {kept.kept_at.astimezone():%Y-%m-%d %H:%M}{deleted}.")
    )
    if kept.facts.film is not None:
        console.print(Text(film_line(kept.facts.film, kept.facts.film_sha256 or "")))
    if opened.verdict_changed:
        why = name_change(limits=opened.limits_changed)
        then, now = opened.verdict, opened.now
        console.print(
            Text(
                f"{why} since then. Kept: {then.counted} counted, score {points(then.score)}. "
                f"Today: {now.counted} counted, score {points(now.score)}. The rest is of today; "
                f"`formcheck reviews show {kept.id} --json` prints what was kept.",
                style="yellow",
            )
        )
    print_review(console, opened.now)
    for each in kept.notes:
        moment = "" if each.time_s is None else f" at {clock(each.time_s)}"
        console.print(Text(f"Note{moment}: {each.text}"))
