"""A whole review without a film: the landmarks of a stick figure give a verdict."""

import json
from pathlib import Path

import jsonschema
import pytest

from formcheck.export.review import build_schema
from formcheck.kinematics.track import PoseTrack
from tests.support.command_line import run_command
from tests.support.good_repetitions import GOOD_REPETITIONS, NEAR_TOP_S, exercise_named


def verdict_of(track: PoseTrack, exercise: str, folder: Path) -> tuple[dict, str]:
    """The verdict in the file, and the printed text."""
    figure, written = folder / "figure.npz", folder / "verdict.json"
    track.save(figure)
    done = run_command("review", figure, "--exercise", exercise, "--json", written)
    assert done.returncode == 0, done.stderr
    verdict = json.loads(written.read_text(encoding="utf-8"))
    jsonschema.validate(verdict, build_schema())
    return verdict, done.stdout


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_two_good_repetitions_count_and_have_no_fault(exercise, tmp_path):
    good_rep = GOOD_REPETITIONS[exercise]
    verdict, printed = verdict_of(good_rep.good(2), exercise, tmp_path)
    assert verdict["counted"] == 2
    assert verdict["score"] > 90
    assert [found["faults"] for found in verdict["repetitions"]] == [[], []]
    holds_s = [found["hold_s"] for found in verdict["repetitions"]]
    assert holds_s == pytest.approx([good_rep.hold_s + NEAR_TOP_S] * 2, abs=0.5)
    assert "2 repetitions counted" in printed
    assert "Not a medical device" in printed


def test_a_fault_has_its_moment_and_costs_points(tmp_path):
    good_rep = GOOD_REPETITIONS["bridge"]
    track = good_rep.film([*good_rep.keys(), *good_rep.keys(top={"hip": 206})])
    verdict, printed = verdict_of(track, "bridge", tmp_path)
    good, arched = verdict["repetitions"]
    [fault] = arched["faults"]
    assert fault["rule"] == verdict["main_fault"] == "over_arched"
    assert arched["start_s"] <= fault["start_s"] < fault["end_s"] <= arched["end_s"]
    assert arched["score"] < good["score"]
    [rule] = [rule for rule in exercise_named("bridge").rules if rule.name == "over_arched"]
    assert rule.title in " ".join(printed.split())
