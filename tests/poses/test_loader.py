"""An exercise file is read, or refused in one sentence."""

import math
import re

import pytest
import tomlkit

from formcheck.errors import ExerciseError
from formcheck.poses.loader import parse_exercise
from tests.poses.exercise_texts import BRIDGE, DOG, refusal_message, with_replaced
from tests.support.good_repetitions import GOOD_REPETITIONS, judged


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "a = 1\n[[rule]\n",
        "name = 'a'\nname = 'b'",
        "a.b = 1\na = 2",
        "b = 1\r\n= 3\r\n",
        "\x00",
        "a = 'open\n",
        'b = 2\na = """open\nb = 2\n',
    ],
    ids=[
        *("no value", "no bracket", "twice", "table and value", "no key", "zero byte"),
        *("no end of a text", "no end of a long text"),
    ],
)
def test_broken_toml_is_refused_with_its_line(text):
    message = refusal_message(text)
    assert "not valid TOML" in message
    number = int(re.search(r"line (\d+)", message)[1])
    assert repr(text.splitlines()[number - 1].strip()) in message


def test_a_key_given_twice_is_named_with_its_line():
    message = refusal_message(BRIDGE + "\nweight = 2\nweight = 3\n")
    assert f"line {len(BRIDGE.splitlines()) + 3}," in message
    assert "'weight = 3'" in message


@pytest.mark.parametrize("text", ["", "# nothing", "name = 'bridge'"])
def test_an_unfinished_file_is_refused(text):
    assert "required" in refusal_message(text).lower()


def test_a_list_where_a_table_belongs_is_refused():
    head, _, tail = BRIDGE.partition("[[rule]]")
    tail = tail[tail.index("[points]") :]
    message = refusal_message("rule = 5\n" + head + tail)
    assert "rule" in message
    assert "got 5" in message


def test_the_message_says_how_many_more_problems_there_are():
    text = with_replaced("goal_deg = 175\n", "")
    assert "more" not in refusal_message(text)
    assert "(1 more)" in refusal_message(with_replaced("warn_deg = 15\n", "", text=text))


def test_a_missing_or_binary_file_is_refused_by_name(tmp_path):
    with pytest.raises(ExerciseError, match=r"none\.toml"):
        parse_exercise(tmp_path / "none.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExerciseError, match=r"binary\.toml"):
        parse_exercise(binary)


def test_a_file_is_read_like_its_text(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(BRIDGE, encoding="utf-8")
    assert parse_exercise(path) == parse_exercise(BRIDGE)


def test_a_rejection_needs_a_known_reason():
    message = refusal_message(with_replaced('reason = "leg_only"', 'reason = "lazy"', text=DOG))
    assert "reject" in message
    assert "'lazy'" in message


def test_definitions_cannot_be_changed_after_reading():
    exercise = parse_exercise(BRIDGE)
    with pytest.raises(ValueError, match="frozen"):
        exercise.primary_signal.start_deg = 1.0


def test_a_new_exercise_needs_no_code():
    """A lower bridge has another name, range and limits; only its file is new."""
    table = tomlkit.parse(BRIDGE)
    table["name"], table["title"] = "low_bridge", "Low bridge"
    table["primary_signal"] |= {"start_deg": 145, "goal_deg": 160}
    rules = {rule["name"]: rule for rule in table["rule"]}
    rules["over_arched"] |= {"amber_above_deg": 165, "fault_above_deg": 168}
    rules["hips_low"] |= {"amber_below_deg": 152, "fault_below_deg": 148}
    low_bridge = parse_exercise(tomlkit.dumps(table))

    good_rep = GOOD_REPETITIONS["bridge"]
    low = judged(good_rep.film(good_rep.keys(top={"hip": 158}, back_s=3.6) * 2), low_bridge)
    assert (low.exercise, low.title, low.counted) == ("low_bridge", "Low bridge", 2)
    assert low.score == pytest.approx(100)

    high = judged(good_rep.good(2), low_bridge)
    assert high.counted == 2
    assert high.main_fault == "over_arched"
    assert high.score <= 59


def test_numbers_may_be_whole_where_fractions_are_meant():
    rule = parse_exercise(BRIDGE).rule("over_arched")
    assert isinstance(rule.fault, float)
    assert math.isclose(rule.fault, 195)


def test_unused_keys_of_earlier_files_are_ignored():
    old = with_replaced("[dose]\n", "[dose]\nhold_step_s = 5\ntimes_a_day = 2\n")
    assert parse_exercise(old) == parse_exercise(BRIDGE)
