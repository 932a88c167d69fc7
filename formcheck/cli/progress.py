"""The progress bars of the commands."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from formcheck.review.types import Progress as ClipProgress
from formcheck.texts.formatting import UNKNOWN, duration, is_known

if TYPE_CHECKING:
    from formcheck.evaluation.outcome import ClipOutcome

__all__ = ["batch_bar", "evaluation_bar", "fetch_bar", "work_bar"]


class _FrameRate(ProgressColumn):
    """Frames per second."""

    def render(self, task: Task) -> Text:
        """Return the rate, a dash before the first frame."""
        rate = task.fields.get("fps", math.nan)
        return Text(f"{rate:.0f} frames/s" if is_known(rate) else UNKNOWN)


def _bar(console: Console, *columns: ProgressColumn) -> Progress:
    """Return a bar that goes when the work is done; where nobody sees it, it is not drawn."""
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def work_bar(console: Console, name: str) -> Iterator[Callable[[ClipProgress], None]]:
    """Show a progress bar for a clip; yield the function to call with each progress."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _FrameRate(),
        TimeRemainingColumn(),
    )
    with _bar(console, *columns) as bar:
        task = bar.add_task(Text(name).markup, total=None, fps=math.nan)

        def on_progress(progress: ClipProgress) -> None:
            bar.update(
                task,
                completed=progress.frames_done,
                total=progress.frames_total,
                fps=progress.fps,
            )

        yield on_progress


@contextmanager
def fetch_bar(console: Console) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a progress bar for downloads, one line per file; yield the function to call."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with _bar(console, *columns) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(Text(what).markup, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


@contextmanager
def evaluation_bar(console: Console, total: int) -> "Iterator[Callable[[ClipOutcome], None]]":
    """Show how many clips are done and the last one's name; yield the function that adds one."""
    from formcheck.evaluation.outcome import clip_name

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("clips", total=total)

        def done(outcome: "ClipOutcome") -> None:
            progress.update(task, advance=1, description=clip_name(outcome))

        yield done


@contextmanager
def batch_bar(console: Console, total: int) -> Iterator[Callable[[str, bool], None]]:
    """Show how many clips are done and the time left; yield the function that adds one.

    It takes the clip's name and whether an earlier run had judged it already; such clips do not
    count for the time left. Where the output is no terminal, each clip is a line.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    started_s = time.monotonic()
    done = judged = 0
    with _bar(console, *columns) as bar:
        task = bar.add_task("clips", total=total, left="")

        def add(name: str, known: bool) -> None:  # noqa: FBT001
            nonlocal done, judged
            done += 1
            judged += not known
            left = ""
            if judged and done < total:
                left_s = (time.monotonic() - started_s) / judged * (total - done)
                left = f"about {duration(left_s)} left"
            bar.update(task, advance=1, description=Text(name).markup, left=left)
            if not console.is_terminal and not known:
                words = (f"{done} of {total}: {name}", left)
                console.print(Text(", ".join(filter(None, words))), soft_wrap=True)

        yield add
