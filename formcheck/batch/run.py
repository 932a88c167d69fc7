"""Judges all clips of a batch, several at a time, and never the same clip twice."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from formcheck.batch.clip_result import ClipFiles, ClipResult
from formcheck.batch.clips import BatchClip
from formcheck.batch.judge import ClipJudge, Extract, extract_landmarks
from formcheck.errors import OutputError
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT
from formcheck.review.worker_pool import run_each_in_workers

__all__ = ["run_batch"]

_CLIPS, _LANDMARKS = "clips", "landmarks"


def run_batch(
    clips: Sequence[BatchClip],
    folder: Path,
    *,
    workers: int | None = None,
    variant: str = DEFAULT_VARIANT,
    retry_failed: bool = False,
    on_done: Callable[[ClipResult, bool], None] | None = None,
    extract: Extract = extract_landmarks,
) -> tuple[ClipResult, ...]:
    """Return the results of all clips, in their order; those in `folder` are not made again.

    `folder` is created when missing. Each result is a file of its own there, complete or not
    there, so that a run that was ended at any moment goes on where it was. `workers` processes
    share the clips, by default one for each core. A process that is ended from outside costs only
    that attempt: its clip is tried once more, alone. `retry_failed` judges clips again that have a
    reason instead of a verdict. `on_done` is called with each result as soon as it is there, and
    whether an earlier run had it already. `extract` finds the landmarks of a film.

    Raises `OutputError` when a result cannot be written and `SetupError` when the pose model is
    missing; the results until then stay.
    """
    _prepare(folder)
    judge = ClipJudge(folder=folder, variant=variant, extract=extract)
    files = {clip.name: ClipFiles.find(clip, folder, variant=variant) for clip in clips}
    found: dict[str, ClipResult] = {}
    for clip in clips:
        result = ClipResult.load(files[clip.name].result)
        if result is not None and retry_failed and result.failed is not None:
            files[clip.name].result.unlink(missing_ok=True)
        elif result is not None:
            found[clip.name] = result
            if on_done is not None:
                on_done(result, True)

    def lose(clip: BatchClip) -> ClipResult:
        result = ClipResult.of_failure(
            clip,
            "The process that judged this clip was ended twice, perhaps because the memory was "
            "full. Free some memory, then add --retry-failed.",
        )
        result.save(files[clip.name].result)
        return result

    def report(clip: BatchClip, result: ClipResult) -> None:
        found[clip.name] = result
        if on_done is not None:
            on_done(result, False)

    waiting = [clip for clip in clips if clip.name not in found]
    run_each_in_workers(judge, waiting, workers=workers, on_lost=lose, on_done=report)
    return tuple(found[clip.name] for clip in clips)


def _prepare(folder: Path) -> None:
    """Create the folders of the results; remove what an ended run left half-written."""
    try:
        for name in (_CLIPS, _LANDMARKS):
            (folder / name).mkdir(parents=True, exist_ok=True)
            for part in (folder / name).glob(".*.part"):
                with suppress(OSError):
                    part.unlink()
    except OSError as error:
        raise OutputError(
            f"Expected a folder for the results, but {folder} cannot be used "
            f"({error.strerror or error}). Choose another name after --out."
        ) from error
