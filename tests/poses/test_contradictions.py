"""Exercise files that contradict themselves are refused: the message says where, what and why."""

import pytest

from formcheck.poses.loader import parse_exercise
from tests.poses.exercise_texts import BRIDGE, DOG, refusal_message, with_replaced


def test_the_unchanged_files_are_valid():
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
    "a median of the start position": (
        'phase = "start"',
        'phase = "start"\njudged_by = "median"',
        ["feet_too_far", "'median'", "'start'"],
    ),
    "a spread of single moments": (
        "min_duration_s = 0.2",
        "min_duration_s = 0.2\nmost_spread_deg = 20",
        ["over_arched", "most_spread", "'median'"],
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
    message = refusal_message(with_replaced(old, new))
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
    message = refusal_message(with_replaced(f"{key} = {number}", f"{key} = {value}"))
    assert key in message or "points" in message


@pytest.mark.parametrize("value", ["nan", "inf", "true"])
def test_the_message_shows_the_wrong_value(value):
    message = refusal_message(with_replaced("at_least_share = 0.7", f"at_least_share = {value}"))
    assert "finite number" in message
    assert value.capitalize() in message or value in message
