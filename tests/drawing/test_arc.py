"""The arc is drawn at the limb, for the vectors of `arc_vectors.json` and for any posture."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.drawing.arc import find_label_direction, is_inside, place_arc
from formcheck.drawing.style import find_appearance
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import JOINTS
from formcheck.kinematics.signals import SIGNALS, facing_sign, find_turn, side_signals

VECTORS = json.loads(Path(__file__).with_name("arc_vectors.json").read_text(encoding="utf-8"))
DRAWN = sorted(name for name, info in SIGNALS.items() if info.arc is not None)


def point(written):
    """A point of the file; null is unknown."""
    return written and tuple(math.nan if v is None else v for v in written)


@pytest.mark.parametrize("vector", VECTORS["arcs"], ids=lambda vector: vector["name"])
def test_an_angle_lies_where_it_should(vector):
    expected, value = vector["expected"], vector["value_deg"]
    allowed = vector["allowed_deg"]
    placed = place_arc(
        *(point(vector[name]) for name in ("a", "vertex", "b")),
        value_deg=math.nan if value is None else value,
        allowed_deg=None if allowed is None else tuple(allowed),
        from_extension=vector["from_extension"],
        turn=vector["turn"],
    )
    if expected is None:
        assert placed is None
        return
    drawn = expected["allowed_deg"]
    assert (placed.base_deg - expected["base_deg"] + 180) % 360 - 180 == pytest.approx(0, abs=0.01)
    assert placed.turn == expected["turn"]
    assert placed.allowed_deg == (None if drawn is None else tuple(drawn))


@pytest.mark.parametrize("vector", VECTORS["labels"], ids=lambda vector: vector["name"])
def test_the_number_is_drawn_away_from_the_rays(vector):
    found = find_label_direction(*(point(vector[name]) for name in ("a", "vertex", "b")))
    assert found == pytest.approx(tuple(vector["expected"]), abs=1e-3)


def test_the_ends_of_a_range_lie_in_it():
    for vector in VECTORS["inside"]:
        assert is_inside(vector["value_deg"], vector["allowed_deg"]) is vector["expected"], vector


def test_the_style_of_a_bone_shows_its_side_and_whether_it_is_measured():
    for vector in VECTORS["appearances"]:
        side, near = (None if v is None else Side(v) for v in (vector["side"], vector["near"]))
        found = find_appearance(side, near=near, measured=vector["measured"])
        assert found == vector["expected"], vector


@pytest.mark.parametrize("signal", DRAWN)
@given(
    near=st.sampled_from(Side),
    places=st.lists(
        st.tuples(st.floats(0, 640), st.floats(0, 480)),
        min_size=len(JOINTS),
        max_size=len(JOINTS),
        unique=True,
    ),
)
def test_every_signal_that_is_drawn_ends_at_its_limb(signal, near, places):
    points = dict(zip(JOINTS, places, strict=True))
    info = SIGNALS[signal]
    a, vertex, b = (points[joint] for joint in info.arc)
    assume(min(math.dist(a, vertex), math.dist(b, vertex)) > 1)
    values = side_signals(points, front=facing_sign(near), trunk_px=100.0, anchor=(0.0, 0.0))
    turn = find_turn(signal, near)
    placed = place_arc(
        a,
        vertex,
        b,
        value_deg=values[signal],
        allowed_deg=None,
        from_extension=info.from_extension,
        turn=turn,
    )
    end = math.radians(placed.at_deg(values[signal]))
    length = math.dist(b, vertex)
    tip = (vertex[0] + length * math.cos(end), vertex[1] + length * math.sin(end))
    assert tip == pytest.approx(b, abs=1e-3)
    assert turn in {None, placed.turn}
