"""Real footage with labels by eye: what FormCheck says of it, compared with what the eye sees.

The footage is not ours to pass on. Its label file (TOML) has a table `track` for each recording,
and beside it lie the landmarks that MediaPipe found (`PoseTrack`). Nobody knows the joint angles of
real people, so only counts, holds, named faults and refusals are compared.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from formcheck.errors import LabelError
from formcheck.evaluation.footage_labels import FootageKind, FootageLabel, read_footage_labels
from formcheck.input_path import read_text_file
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import load_exercise
from formcheck.review.review import review_track
from formcheck.review.types import Review

__all__ = [
    "HOLD_TOLERANCE_S",
    "FootageOutcome",
    "FootageRow",
    "FootageSet",
    "HoldSeen",
    "assess_footage",
    "build_footage_rows",
    "judge_footage",
    "read_footage",
    "write_footage",
]

HOLD_TOLERANCE_S = 0.7
"""Two people who time a hold by eye differ by about this much."""

SCHEMA = "formcheck-footage/1"


@dataclass(frozen=True, kw_only=True)
class HoldSeen:
    """A hold in seconds as the eye saw it, and as it was measured (None where none was found)."""

    eye_s: float
    measured_s: float | None

    @property
    def agrees(self) -> bool:
        """Whether both agree within `HOLD_TOLERANCE_S`."""
        if self.measured_s is None:
            return False
        return abs(self.measured_s - self.eye_s) <= HOLD_TOLERANCE_S


@dataclass(frozen=True, kw_only=True)
class FootageOutcome:
    """One recording judged as one exercise.

    `right` says that the label allows the count and the refusal. `refused` says that no score was
    given to a fair recording in which the eye sees something to count. `missed` and `wrong` are
    faults that the label asks for or rules out.
    """

    name: str
    exercise: str
    kind: FootageKind
    counted: int
    wanted: tuple[int, ...]
    right: bool
    refused: bool
    holds: tuple[HoldSeen, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FootageSet:
    """The recordings of one label file; `name` is that of its folder."""

    name: str
    outcomes: tuple[FootageOutcome, ...]


@dataclass(frozen=True, kw_only=True)
class FootageRow:
    """The figures of one kind of recordings in one set.

    `false_repetitions` are counted where there is nothing to count. `wrong` names the recordings
    whose count, faults or refusal the label does not allow.
    """

    footage: str
    kind: FootageKind
    recordings: int
    right: int
    refused: int
    holds: int
    holds_agree: int
    false_repetitions: int
    wrong: tuple[str, ...]


def judge_footage(places: Sequence[Path]) -> tuple[FootageSet, ...]:
    """Return the outcomes of `places`: folders of landmarks with `labels.toml`, or kept outcomes.

    Kept outcomes are files of `write_footage`. Raises `LabelError`, and `TrackError` for landmarks
    that cannot be read.
    """
    found: list[FootageSet] = []
    for place in places:
        if place.suffix == ".json":
            found += read_footage(place)
            continue
        folder = place if place.is_dir() else place.parent
        outcomes = tuple(
            outcome
            for label in read_footage_labels(place)
            for outcome in assess_footage(label, PoseTrack.load(folder / label.file))
        )
        found.append(FootageSet(name=folder.resolve().name, outcomes=outcomes))
    return tuple(found)


def assess_footage(label: FootageLabel, track: PoseTrack) -> tuple[FootageOutcome, ...]:
    """Return the outcome of `track` for each exercise of its label."""
    return tuple(
        _compare(label, review_track(track, load_exercise(name), source=label.file))
        for name in label.exercises
    )


def _compare(label: FootageLabel, review: Review) -> FootageOutcome:
    found = {fault.rule for rep in review.repetitions for fault in rep.faults}
    scored = review.score is not None
    wanted = label.counted or label.counted_or_unscored or ()
    return FootageOutcome(
        name=label.file.rpartition(".")[0],
        exercise=review.exercise,
        kind="negative" if label.nothing_to_count else label.kind,
        counted=review.counted,
        wanted=(0,) if label.negative_for else wanted,
        right=label.allows(review.counted, scored=scored),
        refused=label.kind == "fair"
        and label.score_given is None
        and not scored
        and any(wanted)
        and not label.negative_for,
        holds=tuple(
            HoldSeen(eye_s=eye_s, measured_s=_hold_s(review, *top))
            for top, eye_s in zip(label.tops, label.holds, strict=True)
        ),
        missed=tuple(sorted(set(label.faults_present) - found)),
        wrong=tuple(sorted(set(label.faults_absent) & found)),
    )


def _hold_s(review: Review, start_s: float, end_s: float) -> float | None:
    """Return the hold of the counted repetition around this top; None without one."""
    counted = (rep for rep in review.repetitions if rep.counted)
    around = (rep for rep in counted if rep.start_s < end_s and rep.end_s > start_s)
    return next((float(rep.hold_s) for rep in around), None)


def build_footage_rows(footage: Sequence[FootageSet]) -> tuple[FootageRow, ...]:
    """Return the figures of each set and kind, in the order of the sets."""
    rows = []
    for each in footage:
        for kind in ("fair", "poor", "variant", "negative"):
            chosen = [outcome for outcome in each.outcomes if outcome.kind == kind]
            if chosen:
                rows.append(_row(each.name, kind, chosen))
    return tuple(rows)


def _row(name: str, kind: FootageKind, chosen: Sequence[FootageOutcome]) -> FootageRow:
    holds = [hold for outcome in chosen for hold in outcome.holds]
    return FootageRow(
        footage=name,
        kind=kind,
        recordings=len(chosen),
        right=sum(outcome.right for outcome in chosen),
        refused=sum(outcome.refused for outcome in chosen),
        holds=len(holds),
        holds_agree=sum(hold.agrees for hold in holds),
        false_repetitions=sum(o.counted for o in chosen if o.kind == "negative"),
        wrong=tuple(problem for outcome in chosen if (problem := _problem(outcome))),
    )


def _problem(outcome: FootageOutcome) -> str:
    """Return what the eye sees otherwise; empty where both agree."""
    said = []
    if not outcome.right:
        wanted = " or ".join(map(str, outcome.wanted))
        said.append(f"{outcome.counted} for {wanted}")
    said += [f"{rule} not found" for rule in outcome.missed]
    said += [f"{rule} found" for rule in outcome.wrong]
    if not said:
        return ""
    return f"{outcome.name} as {outcome.exercise}: {', '.join(said)}".replace("_", " ")


def write_footage(footage: Sequence[FootageSet]) -> str:
    """Return the outcomes as JSON, which may be published: it holds no landmarks."""
    values = {"schema": SCHEMA, "sets": [asdict(each) for each in footage]}
    return json.dumps(values, indent=1, allow_nan=False) + "\n"


def read_footage(path: Path) -> tuple[FootageSet, ...]:
    """Return what `write_footage` wrote to `path`. Raises `LabelError`."""
    text = read_text_file(path, error=LabelError)
    try:
        values = json.loads(text)
        if values["schema"] != SCHEMA:
            raise LabelError(f"Expected {SCHEMA} in {path.name}, got {values['schema']!r}.")
        return TypeAdapter(tuple[FootageSet, ...]).validate_python(values["sets"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LabelError(
            f"Expected the outcomes of real footage in {path.name}, written by --save-footage."
        ) from error
