"""Exercise files of an earlier release are read, with a warning that names the new keys."""

import warnings
from importlib.resources import files
from pathlib import Path

import pytest

from formcheck.errors import ExerciseError
from formcheck.poses.loader import exercise_names, parse_exercise
from formcheck.poses.renamed_keys import RenamedKey, RenamedKeyWarning, rename_old_keys

BRIDGE = files("formcheck.poses").joinpath("bridge.toml").read_text(encoding="utf-8")


OLD_FILES = sorted((Path(__file__).parents[1] / "data" / "exercise_files_0.1").glob("*.toml"))
"""Files with all the old keys; `renamed/` beside them keeps each with the new ones."""


def without_table(text: str, table: str) -> str:
    """The text without one of its tables."""
    before, _, after = text.partition(f"[{table}]\n")
    assert after
    return before + after.partition("\n\n")[2]


def test_a_file_of_the_last_release_is_read_and_judges_as_before():
    old = without_table(BRIDGE, "hold").replace("moving_deg_per_s", "still_deg_per_s")
    with pytest.warns(RenamedKeyWarning) as caught:
        bridge = parse_exercise(old, name="my_bridge.toml")
    (warning,) = caught
    for word in (
        "my_bridge.toml",
        "phases.still_deg_per_s",
        "phases.moving_deg_per_s",
        "hold.still_deg_per_s",
    ):
        assert word in str(warning.message)
    assert warning.filename == __file__
    now = parse_exercise(BRIDGE)
    assert bridge.phases == now.phases
    assert bridge.hold.still_deg_per_s == now.hold.still_deg_per_s


def test_the_files_that_come_with_the_program_use_no_old_key():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in exercise_names():
            parse_exercise(files("formcheck.poses").joinpath(f"{name}.toml").read_text("utf-8"))


def test_an_old_role_is_read_and_warned_of_once():
    old = BRIDGE.replace('"primary.', '"drive.')
    assert old != BRIDGE
    with pytest.warns(RenamedKeyWarning, match="drive is called primary now") as caught:
        assert parse_exercise(old, name="my_bridge.toml") == parse_exercise(BRIDGE)
    assert len(caught) == 1
    assert caught[0].filename == __file__


def renamed(table: dict, **key: object) -> tuple[dict, list[str]]:
    """The table with its new names, and the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        now = rename_old_keys(table, name="a.toml", renamed=(RenamedKey(**key),))
    return now, [str(w.message) for w in caught]


def test_a_key_at_the_top_and_its_value_get_new_names():
    key = {"old": "lanes", "new": "counting", "values": {"legs": "each_leg"}}
    assert renamed({"lanes": "legs"}, **key)[0] == {"counting": "each_leg"}
    assert renamed({"lanes": "body"}, **key)[0] == {"counting": "body"}
    assert renamed({"counting": "legs"}, **key) == ({"counting": "legs"}, [])


def test_a_key_is_found_in_each_table_of_an_array_and_warned_of_once():
    table = {"rule": [{"grace_s": 1.0}, {"name": "x"}, {"grace_s": 2.0}], "grace_s": 3.0}
    now, (warning,) = renamed(table, old="rule.grace_s", new="lasting_s")
    assert now == {"rule": [{"lasting_s": 1.0}, {"name": "x"}, {"lasting_s": 2.0}], "grace_s": 3.0}
    assert "rule.grace_s is called rule.lasting_s now" in warning
    assert table["rule"][0] == {"grace_s": 1.0}


def test_a_key_is_found_anywhere_and_keeps_its_unit():
    condition = {"keep_at_most_deg": 3.0, "at_most_deg": 2.0, "keep_at_mostly": 1.0}
    table = {"phases": {"end": [condition]}, "posture": {"body": [{"keep_at_most": 1.0}]}}
    now, warned = renamed(table, old="**.keep_at_most", new="exit_at_most", unit=True)
    end = {"exit_at_most_deg": 3.0, "at_most_deg": 2.0, "keep_at_mostly": 1.0}
    assert now == {"phases": {"end": [end]}, "posture": {"body": [{"exit_at_most": 1.0}]}}
    assert len(warned) == 2


def test_both_names_of_a_key_are_a_contradiction():
    with pytest.raises(ExerciseError, match=r"a\.toml.*old.*old name of new"):
        renamed({"old": 1, "new": 2}, old="old", new="new")


def test_a_key_that_the_old_one_stood_for_too_is_added_where_the_file_has_none():
    key = {"old": "a", "new": "b", "added": lambda value: {"c": value / 4}}
    assert renamed({"a": 8}, **key)[0] == {"b": 8, "c": 2}
    assert renamed({"a": 8, "c": 1}, **key)[0] == {"b": 8, "c": 1}


def judged_alike(exercise):
    """The part of an exercise that is judged; reasons, sources and advice are for people."""
    plain = exercise.model_dump(exclude={"hold"})

    def without_prose(value):
        if isinstance(value, dict):
            prose = {"why", "source", "camera"}
            return {key: without_prose(one) for key, one in value.items() if key not in prose}
        return [without_prose(one) for one in value] if isinstance(value, list | tuple) else value

    return without_prose(plain)


@pytest.mark.parametrize("old", OLD_FILES, ids=lambda path: path.stem)
def test_an_exercise_file_with_all_the_old_keys_is_read_and_warned_of_the_new_ones(old):
    with pytest.warns(RenamedKeyWarning) as caught:
        exercise = parse_exercise(old)
    warned = " ".join(str(warning.message) for warning in caught)
    for new in ("counting_mode", "primary_signal", "phases.start", "rule.min_duration_s"):
        assert f"is called {new} now" in warned
    assert judged_alike(exercise) == judged_alike(parse_exercise(old.parent / "renamed" / old.name))
