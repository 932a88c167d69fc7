"""Exercise files that contradict themselves are refused, saying where, what and why."""

import math
import re
from importlib.resources import files

import pytest
import tomlkit

from formcheck.errors import ExerciseError
from formcheck.poses.loader import parse_exercise
from tests.support.good_repetitions import GOOD_REPETITIONS, judged

BRIDGE = files("formcheck.poses").joinpath("bridge.toml").read_text(encoding="utf-8")
DOG = files("formcheck.poses").joinpath("bird_dog.toml").read_text(encoding="utf-8")


def swapped(old: str, new: str, *, text: str = BRIDGE) -> str:
    """The text with its first `old` replaced, which must be there."""
    assert old in text
    return text.replace(old, new, 1)


def refusal(text: str) -> str:
    """The sentence with which a definition is refused."""
    with pytest.raises(ExerciseError) as caught:
        parse_exercise(text, name="my_bridge.toml")
    message = str(caught.value)
    assert message.startswith("my_bridge.toml")
    assert "\n" not in message
    return message


def test_the_text_these_tests_break_is_sound():
    assert parse_exercise(BRIDGE).name == "bridge"
    assert parse_exercise(DOG).name == "bird_dog"


WRONG = {
    "a misspelt key": (
        "start_dwell_s = 0.12",
        "start_dwel_s = 0.12",
        ["phases", "start_dwel_s"],
    ),
    "a missing key": ("goal_deg = 175\n", "", ["primary_signal.goal_deg", "required"]),
    "a value of the wrong kind": (
        "goal_deg = 175",
        'goal_deg = "high"',
        ["primary_signal.goal_deg", "number", "'high'"],
    ),
    "the goal on the wrong side of rest": (
        "goal_deg = 175",
        "goal_deg = 120",
        ["primary_signal", "goal_deg", "start_deg"],
    ),
    "an unknown signal": (
        'signal = "near.hip_deg"',
        'signal = "near.hips_deg"',
        ["primary_signal.signal", "hip_deg", "hips_deg"],
    ),
    "an unknown role": (
        'signal = "near.hip_deg"',
        'signal = "left.hip_deg"',
        ["primary_signal.signal", "near", "left.hip_deg"],
    ),
    "a signal without a role": (
        'signal = "near.hip_deg"',
        'signal = "hip_deg"',
        ["primary_signal.signal", "near.knee_deg", "'hip_deg'"],
    ),
    "a unit that is not the signal's": (
        "at_least_share = 0.7",
        "at_least_deg = 0.7",
        ["posture.body.0", "at_least_share", "at_least_deg"],
    ),
    "a limit without a unit": (
        "at_least_share = 0.7",
        "at_least = 0.7",
        ["posture.body.0", "at_least_share", "near.front_up_share"],
    ),
    "limits the wrong way round": (
        "at_least_deg = 25\nat_most_deg = 140",
        "at_least_deg = 125\nat_most_deg = 25",
        ["posture.limbs.0", "at_least below at_most", "125", "25"],
    ),
    "a looser limit that is tighter": (
        "exit_at_least_share = 0.33",
        "exit_at_least_share = 0.5",
        ["phases.end.0", "exit limit looser"],
    ),
    "a looser limit of a limit that is not there": (
        "at_least_share = 0.4\nexit_at_least_share = 0.33",
        "at_least_share = 0.4\nexit_at_most_share = 0.33",
        ["phases.end.0", "exit limit looser"],
    ),
    "a condition without a limit": (
        "at_least_share = 0.7\n",
        "",
        ["posture.body.0", "at_least or at_most"],
    ),
    "rest and end position overlapping": (
        "at_most_share = 0.25",
        "at_most_share = 0.36",
        ["phases", "start", "end"],
    ),
    "entered easier than left": (
        "at_most_share = 0.25",
        "at_most_share = 0.9",
        ["phases", "start", "end"],
    ),
    "no condition for the end": (
        '[[phases.end]]\nsignal = "primary.travel_share"',
        '[[phases.attempt]]\nsignal = "primary.travel_share"',
        ["phases", "end"],
    ),
    "amber beyond fault, above": (
        "amber_above_deg = 191",
        "amber_above_deg = 198",
        ["over_arched", "198", "195"],
    ),
    "amber beyond fault, below": (
        "fault_below_deg = 160",
        "fault_below_deg = 170",
        ["hips_low", "168", "170"],
    ),
    "amber above and fault below": (
        "fault_above_deg = 195",
        "fault_below_deg = 195",
        ["over_arched", "amber_below and fault_below"],
    ),
    "two faults in one rule": (
        "fault_above_deg = 195",
        "fault_above_deg = 195\nfault_below_deg = 100\namber_below_deg = 110",
        ["over_arched", "amber_above and fault_above"],
    ),
    "a rule's unit that is not the signal's": (
        "amber_above_deg = 191",
        "amber_above_share = 191",
        ["over_arched", "amber_above_deg", "amber_above_share"],
    ),
    "an unknown phase": (
        'phase = "start"',
        'phase = "top"',
        ["feet_too_far.phase", "'hold'", "'top'"],
    ),
    "an unknown group": (
        'group = "tempo"',
        'group = "speed"',
        ["lifted_too_fast.group", "'tempo'", "'speed'"],
    ),
    "a weight above one": ("weight = 0.8", "weight = 1.8", ["hips_low.weight", "1.8"]),
    "an informational rule with a weight": (
        "weight = 0.0\ninformational = true",
        "weight = 0.3\ninformational = true",
        ["heels_lift", "weight = 0"],
    ),
    "a momentary signal in the summary": (
        'signal = "rep.out_s"',
        'signal = "near.knee_deg"',
        ["lifted_too_fast"],
    ),
    "a signal of the repetition during the hold": (
        'signal = "rep.out_s"\nphase = "summary"',
        'signal = "rep.out_s"\nphase = "hold"',
        ["lifted_too_fast", "summary"],
    ),
    "a cue of five words": (
        'cue = "Lift hips higher"',
        'cue = "Lift your hips much higher"',
        ["hips_low.cue", "four words", "Lift your hips much higher"],
    ),
    "two rules of one name": ('name = "hips_low"', 'name = "over_arched"', ["different"]),
    "a name with spaces": ('name = "bridge"', 'name = "my bridge"', ["name", "my bridge"]),
    "points that add up to 95": ("tempo = 15", "tempo = 10", ["add up to 100", "95"]),
    "points for a group without rules": (
        "tempo = 15",
        "tempo = 10\nrange = 5",
        ["range"],
    ),
    "no points for a group that has rules": (
        "alignment = 55\nsteadiness = 15\ntempo = 15",
        "alignment = 70\nsteadiness = 15",
        ["tempo"],
    ),
    "a negative dose": ("repetitions = 8", "repetitions = -8", ["dose.repetitions", "-8"]),
    "half a repetition": ("repetitions = 8", "repetitions = 8.5", ["dose.repetitions", "8.5"]),
    "view limits the wrong way round": ("warn_deg = 15", "warn_deg = 30", ["view", "warn_deg"]),
    "the shortest longer than the longest": (
        "longest_s = 120",
        "longest_s = 0.5",
        ["phases", "shortest_s"],
    ),
    "an empty reason": (
        'why = "The knees are bent.',
        'why = ""  # "The knees are bent.',
        ["posture.limbs.0.why"],
    ),
    "no source": (
        'source = "docs/measurements.md, Bridge"\n',
        "",
        ["posture.body.0.source", "required"],
    ),
    "an unknown kind of lane": (
        'counting_mode = "whole_body"',
        'counting_mode = "arms"',
        ["counting_mode", "'alternating'", "'arms'"],
    ),
    "a joint nobody has": (
        '"near.ankle"]',
        '"near.ancle"]',
        ["score_joints", "near.ancle"],
    ),
    "a joint without a role": (
        '"near.ankle"]',
        '"ankle"]',
        ["score_joints", "'ankle'"],
    ),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_a_contradiction_is_refused_naming_the_file_the_key_and_what_was_expected(old, new, words):
    message = refusal(swapped(old, new))
    for word in words:
        assert word in message


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "true", '"5"'])
@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("at_least_share", "0.7"),
        ("fault_above_deg", "195"),
        ("goal_deg", "175"),
        ("longest_s", "120"),
        ("warn_deg", "15"),
        ("weight", "0.8"),
        ("alignment", "55"),
        ("hold_s", "5"),
    ],
)
def test_a_limit_must_be_a_finite_number(key, number, value):
    message = refusal(swapped(f"{key} = {number}", f"{key} = {value}"))
    assert key in message or "points" in message


@pytest.mark.parametrize("value", ["nan", "inf", "true"])
def test_what_was_got_is_shown(value):
    message = refusal(swapped("at_least_share = 0.7", f"at_least_share = {value}"))
    assert "finite number" in message
    assert value.capitalize() in message or value in message


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
    message = refusal(text)
    assert "not valid TOML" in message
    number = int(re.search(r"line (\d+)", message)[1])
    assert repr(text.splitlines()[number - 1].strip()) in message


def test_a_key_given_twice_is_named_with_its_line():
    message = refusal(BRIDGE + "\nweight = 2\nweight = 3\n")
    assert f"line {len(BRIDGE.splitlines()) + 3}," in message
    assert "'weight = 3'" in message


@pytest.mark.parametrize("text", ["", "# nothing", "name = 'bridge'"])
def test_an_unfinished_file_is_refused(text):
    assert "required" in refusal(text).lower()


def test_a_list_where_a_table_belongs_is_refused():
    head, _, tail = BRIDGE.partition("[[rule]]")
    tail = tail[tail.index("[points]") :]
    message = refusal("rule = 5\n" + head + tail)
    assert "rule" in message
    assert "got 5" in message


def test_how_many_more_problems_there_are_is_said():
    text = swapped("goal_deg = 175\n", "")
    assert "more" not in refusal(text)
    assert "(1 more)" in refusal(swapped("warn_deg = 15\n", "", text=text))


def test_a_file_that_is_not_there_or_no_text_is_refused_by_name(tmp_path):
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
    message = refusal(swapped('reason = "leg_only"', 'reason = "lazy"', text=DOG))
    assert "reject" in message
    assert "'lazy'" in message


def test_definitions_cannot_be_changed_after_reading():
    exercise = parse_exercise(BRIDGE)
    with pytest.raises(ValueError, match="frozen"):
        exercise.primary_signal.start_deg = 1.0


def test_a_new_exercise_needs_no_code():
    """A lower bridge: another name, another way, other limits; nothing else is touched."""
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


def test_keys_of_earlier_files_that_nothing_read_are_left_out():
    old = swapped("[dose]\n", "[dose]\nhold_step_s = 5\ntimes_a_day = 2\n")
    assert parse_exercise(old) == parse_exercise(BRIDGE)
