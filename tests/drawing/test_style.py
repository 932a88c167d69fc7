"""One file defines how a person is drawn; the error names a mistake in it."""

import dataclasses
import json
from importlib.resources import files
from itertools import combinations

import pytest

from formcheck.drawing.style import Appearance, build_browser_style, load_style, parse_style
from formcheck.errors import SetupError
from formcheck.kinematics.landmarks import Landmark, Side

WRITTEN = json.loads((files("formcheck.drawing") / "style.json").read_text(encoding="utf-8"))


def test_bones_join_landmarks_of_one_side_or_the_same_joint_of_both():
    for bone in load_style().all_bones():
        if bone.side is not None:
            assert bone.side.name in bone.a.name
            assert bone.side.name in bone.b.name
        else:
            assert bone.a.name.removeprefix("LEFT_") == bone.b.name.removeprefix("RIGHT_")


@pytest.mark.parametrize("near", [None, *Side])
def test_the_near_side_is_drawn_last_and_everything_once(near):
    style = load_style()
    for parts in (style.all_bones(near), style.all_joints(near)):
        of_near = [part.side is near and near is not None for part in parts]
        assert of_near == sorted(of_near)
        assert len(set(parts)) == len(parts)
    ends = {end for bone in style.all_bones(near) for end in (bone.a, bone.b)}
    assert ends == {joint.at for joint in style.all_joints(near)}


def test_styles_differ_even_without_colour():
    style = load_style()
    for kinds in (style.lines, style.joints):
        for one, other in combinations(Appearance, 2):
            grey = (0, 0, 0)
            assert dataclasses.replace(kinds[one], colour=grey) != dataclasses.replace(
                kinds[other], colour=grey
            )
    assert style.lines[Appearance.NEAR].width > 2 * style.lines[Appearance.FAR].width
    assert style.lines[Appearance.NEAR].dash is None
    assert style.joints[Appearance.UNMEASURED].hollow


def test_the_browser_gets_the_same_as_plain_data():
    got = json.loads(json.dumps(build_browser_style(), allow_nan=False))
    style = load_style()
    assert {Landmark(end) for bone in got["all_bones"] for end in (bone["a"], bone["b"])} == {
        Landmark(joint["at"]) for joint in got["all_joints"]
    }
    assert len(got["all_bones"]) == len(style.all_bones())
    for kind in Appearance:
        assert tuple(got["lines"][kind]["colour"]) == style.lines[kind].colour


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"rim": {"colour": "pink", "width": 1.5}}, "rim.colour"),
        ({"rim": {"colour": "black", "width": 0}}, "rim.width"),
        ({"rim": {"colour": "black"}}, "rim.width"),
        ({"rims": {}}, "rims"),
        ({"side_bones": [["hip", "nose"]]}, "side_bones.0.1"),
        ({"lines": {"near": WRITTEN["lines"]["near"]}}, "far, unmeasured"),
        ({"palette": WRITTEN["palette"] | {"white": "#GGGGGG"}}, "palette.white"),
        ({"palette": None}, "palette"),
    ],
)
def test_a_mistake_in_the_file_is_named(changes, named):
    with pytest.raises(SetupError, match=named):
        parse_style(json.dumps(WRITTEN | changes))


@pytest.mark.parametrize("text", ["", "[]", "7", "{"])
def test_a_file_that_is_not_a_style_is_refused(text):
    with pytest.raises(SetupError, match=r"style\.json"):
        parse_style(text)
