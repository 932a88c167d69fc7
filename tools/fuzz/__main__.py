"""Command line: ``python -m tools.fuzz [KIND ...] [--inputs N] [--seconds S] [--seed N]``."""

import random
import resource
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from formcheck.errors import FormCheckError
from tools.fuzz.targets import TARGETS, Target

LONGEST_S = 10.0
"""An input may take this long; on a busy machine one takes a tenth of a second."""
MOST_GROWN_MB = 600.0
"""Memory that all inputs of one kind together may add to the most the process ever had."""

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of one kind: inputs read, those refused, and the failures with their inputs."""

    read: int
    refused: int
    failures: tuple[str, ...]
    seconds: float
    grown_mb: float


def run_target(name: str, *, inputs: int, seconds: float, seed: int, kept: Path) -> Run:
    """Feed up to `inputs` damaged examples of the kind `name`, for at most `seconds`.

    Failing inputs are copied to the folder `kept`.
    """
    target = TARGETS[name]
    rng = random.Random(f"{seed} {name}")  # noqa: S311 - the same seed must give the same inputs
    examples = target.examples()
    failures: list[str] = []
    refused = read = 0
    began, before_mb = time.monotonic(), _peak_mb()
    with TemporaryDirectory(prefix="formcheck-fuzz-") as place:
        while read < inputs and time.monotonic() - began < seconds:
            read += 1
            content = target.damage(rng, rng.choice(examples))
            said = _feed(target, content, Path(place))
            refused += said == ""
            if said:
                path = kept / f"{name.replace(' ', '_')}-{seed}-{read}{target.suffix}"
                path.write_bytes(content)
                failures.append(f"{said} ({path})")
    spent_s = time.monotonic() - began
    grown_mb = _peak_mb() - before_mb
    if grown_mb > MOST_GROWN_MB:
        failures.append(f"memory grew by {grown_mb:.0f} MB")
    return Run(
        read=read,
        refused=refused,
        failures=tuple(failures),
        seconds=spent_s,
        grown_mb=grown_mb,
    )


def _feed(target: Target, content: bytes, place: Path) -> str | None:
    """Return None when the input was read, "" when it was refused, else what is wrong."""
    path = place / f"input{target.suffix}"
    path.write_bytes(content)
    began = time.monotonic()
    said: str | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            target.read(path)
    except FormCheckError as error:
        said = "" if 0 < len(str(error)) < 1500 else f"a sentence of {len(str(error))} letters"
    except Exception as error:  # noqa: BLE001 - finding these is what this is for
        said = f"{type(error).__name__}: {str(error)[:120]}"
    spent_s = time.monotonic() - began
    left = [each for each in place.iterdir() if each != path]
    for each in left:
        each.unlink()
    if spent_s > LONGEST_S:
        return f"took {spent_s:.1f} s"
    return f"left {left[0].name} behind" if left else said


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


@app.command()
def main(
    kinds: Annotated[
        list[str] | None, typer.Argument(help="Kinds of input; by default all.")
    ] = None,
    *,
    inputs: Annotated[int, typer.Option(min=1, help="Inputs of each kind.")] = 10_000,
    seconds: Annotated[float, typer.Option(min=1, help="At most so long for each kind.")] = 900.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same inputs.")] = 1,
    kept: Annotated[Path, typer.Option(help="Folder for inputs that fail.")] = Path("build/fuzz"),
) -> None:
    """Feed damaged inputs to what reads them; exit with 1 when one fails."""
    kept.mkdir(parents=True, exist_ok=True)
    failed = False
    unknown = sorted(set(kinds or ()) - set(TARGETS))
    if unknown:
        raise typer.BadParameter(f"no kind {unknown[0]!r}; choose from {', '.join(TARGETS)}")
    for name in kinds or TARGETS:
        run = run_target(name, inputs=inputs, seconds=seconds, seed=seed, kept=kept)
        print(
            f"{name:<15} {run.read:>6} inputs, {run.refused:>6} refused, "
            f"{len(run.failures)} failed, {run.seconds:6.1f} s, memory +{run.grown_mb:.0f} MB",
            flush=True,
        )
        for failure in run.failures[:20]:
            print(f"  {failure}")
        failed = failed or bool(run.failures)
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    app()
