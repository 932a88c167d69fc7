"""Proves that a change of the code changes no verdict, or shows each difference.

``python -m tools.compare_verdicts save BEFORE.json --code OLD_CHECKOUT`` judges every kept track
with the code of a checkout and writes the verdicts down; ``save AFTER.json`` does it with this
one; ``compare BEFORE.json AFTER.json`` lists the differences, field by field.

A verdict is what the program exports of it: the JSON report, and the CSV rows of the repetitions,
which also have the times out and back. Both are published formats. So the files of two versions can
be compared, whatever their modules are called.
"""

import csv
import importlib
import io
import json
import os
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

ROOT = Path(__file__).resolve().parent.parent
HOMES: Mapping[str, tuple[str, ...]] = {
    "PoseTrack": ("formcheck.kinematics.track", "formcheck.motion.track"),
    "load_exercise": ("formcheck.poses.loader",),
    "review_track": ("formcheck.review.review", "formcheck.clinic.review"),
    "to_csv": ("formcheck.export.review", "formcheck.clinic.export"),
    "to_json": ("formcheck.export.review", "formcheck.clinic.export"),
}
"""The modules that have held each public name, newest first, so that older code can judge too."""
Verdict = dict[str, Any]
app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One track to judge by one exercise; `key` names the two and is the same on every machine."""

    key: str
    track: Path
    exercise: str


def find_cases(samples: Path, shared: Path | None) -> list[Case]:
    """Return every kept track, in the order of their keys.

    A track below `samples` is judged by the exercise that its label file names. A track in the
    `tracks*` folders of `shared` is judged by every exercise, because it may show any movement.
    """
    cases = []
    for track in samples.rglob("*.npz"):
        label = track.with_name(track.name.split(".")[0] + ".toml")
        exercise = tomllib.loads(label.read_text(encoding="utf-8"))["exercise"]
        key = f"{track.relative_to(samples).as_posix()} {exercise}"
        cases.append(Case(key=key, track=track, exercise=exercise))
    exercises = sorted(file.stem for file in (ROOT / "formcheck" / "poses").glob("*.toml"))
    for track in () if shared is None else shared.glob("tracks*/*.npz"):
        for exercise in exercises:
            key = f"{track.parent.name}/{track.name} {exercise}"
            cases.append(Case(key=key, track=track, exercise=exercise))
    return sorted(cases, key=lambda case: case.key)


def judge_case(case: Case) -> tuple[str, Verdict]:
    """Return the key of `case` and its verdict, or the program's reason for giving none."""
    try:
        review = _find("review_track")(
            _find("PoseTrack").load(case.track),
            _find("load_exercise")(case.exercise),
            source=case.track.name,
        )
    except _find_error() as error:
        return case.key, {"refused": str(error)}
    rows = csv.DictReader(io.StringIO(_find("to_csv")(review).decode("utf-8-sig")))
    return case.key, {"report": json.loads(_find("to_json")(review)), "rows": list(rows)}


def find_differences(before: Any, after: Any, *, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each field in which two values differ: its name, what it was and what it is now.

    A field's name leaves out the index in a list, so that fields can be grouped; the value begins
    with the index instead. Lists of different lengths are one difference.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            inner = f"{place}.{name}" if place else name
            yield from find_differences(
                before.get(name, "(not there)"), after.get(name, "(not there)"), place=inner
            )
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for i, (old, new) in enumerate(zip(before, after, strict=True)):
            for where, was, now in find_differences(old, new, place=place):
                yield where, f"[{i + 1}] {was}", now
    elif before != after:
        yield place, _shorten(before), _shorten(after)


@app.command()
def save(
    out: Annotated[Path, typer.Argument(help="The file to write the verdicts to (.json).")],
    *,
    code: Annotated[
        Path, typer.Option(help="The checkout whose formcheck judges; by default this one.")
    ] = ROOT,
    samples: Annotated[Path, typer.Option(help="Folder with labelled tracks.")] = (
        ROOT / "sample_videos"
    ),
    shared: Annotated[
        Path,
        typer.Option(help="Folder with tracks of real people; ignored where it does not exist."),
    ] = ROOT.parent / "shared",
    workers: Annotated[
        int, typer.Option(help="Number of processes; 0 for one per core.", min=0)
    ] = 0,
) -> None:
    """Judge every kept track and write all verdicts to one file."""
    if not (code / "formcheck").is_dir():
        raise typer.BadParameter(f"Expected a checkout with a folder formcheck, got {code}.")
    cases = find_cases(samples, shared if shared.is_dir() else None)
    if not cases:
        raise typer.BadParameter(f"Expected tracks (.npz) in {samples}, found none.")
    verdicts: dict[str, Verdict] = {}
    with ProcessPoolExecutor(
        workers or os.cpu_count() or 1,
        mp_context=get_context("spawn"),
        initializer=_use_code,
        initargs=(str(code.resolve()),),
    ) as pool:
        for done, (key, verdict) in enumerate(pool.map(judge_case, cases, chunksize=4), start=1):
            verdicts[key] = verdict
            if done % 50 == 0 or done == len(cases):
                print(f"{done} of {len(cases)} judged", file=sys.stderr, flush=True)
    out.write_text(json.dumps(verdicts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(verdicts)} verdicts in {out}.")


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Verdicts saved before the change.")],
    after: Annotated[Path, typer.Argument(help="Verdicts saved after it.")],
) -> None:
    """List the differences, grouped by field. The exit status is 1 when there are any."""
    old, new = _read(before), _read(after)
    missing, added = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(set(old) & set(new)):
        for place, was, now in find_differences(old[key], new[key]):
            groups[place].append(f"  {key}: {was} -> {now}")
    for title, keys in (("Only before", missing), ("Only after", added)):
        if keys:
            print(f"{title}: {len(keys)}", *(f"  {key}" for key in keys), sep="\n")
    for place, lines in sorted(groups.items()):
        print(f"{place}: {len(lines)}", *lines, sep="\n")
    found = sum(len(lines) for lines in groups.values())
    print(f"{len(set(old) & set(new))} verdicts compared, {found} fields differ.")
    if missing or added or groups:
        raise typer.Exit(1)


def _use_code(checkout: str) -> None:
    """Make this process import the formcheck of a checkout."""
    sys.path.insert(0, checkout)
    found = Path(importlib.import_module("formcheck").__file__ or "").resolve()
    if Path(checkout) not in found.parents:
        raise ImportError(f"Expected the formcheck of {checkout}, got {found}.")


def _find(name: str) -> Any:
    """Return the public function or class called `name`, from the module that has it."""
    for home in HOMES[name]:
        try:
            return getattr(importlib.import_module(home), name)
        except ModuleNotFoundError:
            continue
    raise ImportError(f"Expected {name} in one of {', '.join(HOMES[name])}; add its new module.")


def _find_error() -> type[Exception]:
    error: type[Exception] = importlib.import_module("formcheck.errors").FormCheckError
    return error


def _read(file: Path) -> dict[str, Verdict]:
    try:
        verdicts: dict[str, Verdict] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"Expected saved verdicts in {file}: {error}") from error
    return verdicts


def _shorten(value: Any, length: int = 160) -> str:
    """Return a value as text on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= length else f"{text[:length]} ..."


if __name__ == "__main__":
    app()
