"""The progress bars of the commands."""

import math
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
from formcheck.texts.formatting import UNKNOWN, is_known

if TYPE_CHECKING:
    from formcheck.evaluation.outcome import ClipOutcome

__all__ = ["evaluation_bar", "fetch_bar", "work_bar"]


class _FrameRate(ProgressColumn):
    """Frames per second."""

    def render(self, task: Task) -> Text:
        """Return the rate, a dash before the first frame."""
        rate = task.fields.get("fps", math.nan)
        return Text(f"{rate:.0f} frames/s" if is_known(rate) else UNKNOWN)


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
    with Progress(*columns, console=console, transient=True) as bar:
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
    with Progress(*columns, console=console, transient=True) as bar:
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
