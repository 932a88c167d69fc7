"""The live page draws as on videos: the same style, and the same rule for the angle."""

import dataclasses
import json
import math
from pathlib import Path

import pytest

from formcheck.drawing.style import build_browser_style, load_style, unit_px
from formcheck.kinematics.landmarks import Landmark
from formcheck.ui.components.speech import read_page_file

pytestmark = pytest.mark.browser

VECTORS = json.loads(
    (Path(__file__).parents[2] / "drawing" / "arc_vectors.json").read_text(encoding="utf-8")
)
SIZE = (640, 480)
FIND = """(vectors) => ({
  arcs: vectors.arcs.map((one) => placeArc(one.a, one.vertex, one.b, one)),
  labels: vectors.labels.map((one) => findLabelDirection(one.a, one.vertex, one.b)),
  inside: vectors.inside.map((one) => isInside(one.value_deg, one.allowed_deg)),
  appearances: vectors.appearances.map((one) => findAppearance(one.side, one.near, one.measured)),
})"""
DRAW = """([state, style, places]) => {
  const canvas = document.createElement("canvas");
  drawState(canvas, state, false, style);
  const context = canvas.getContext("2d");
  const colours = places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
  drawState(canvas, null, false); // as STOP does
  const left = context.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
  return [colours, left];
}"""


@pytest.fixture
def page(browser):
    """An empty page with the scripts that draw."""
    context = browser.new_context()
    page = context.new_page()
    scripts = "\n".join(
        map(read_page_file, ("drawing/arc.js", "drawing/canvas.js", "drawing/drawing.js"))
    )
    page.add_script_tag(content=scripts)
    yield page
    context.close()


def raised_leg() -> dict:
    """Lying with the head to the left, the left leg raised by 70 degrees; little else is seen."""
    vector = VECTORS["arcs"][0]
    ends = (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, Landmark.LEFT_ANKLE)
    xy: list[list[float | None]] = [[None, None]] * len(Landmark)
    for end, name in zip(ends, ("a", "vertex", "b"), strict=True):
        xy[end] = vector[name]
    xy[Landmark.LEFT_KNEE] = [334.202, 206.031]
    xy[Landmark.RIGHT_HIP], xy[Landmark.RIGHT_KNEE] = [300, 400], [500, 400]
    xy[Landmark.LEFT_WRIST] = [100, 100]
    seen = [int(at != Landmark.LEFT_WRIST) for at in Landmark]
    arc = {key: vector[key] for key in ("value_deg", "allowed_deg", "from_extension", "turn")}
    return {
        "size": SIZE,
        "near": "left",
        "xy": xy,
        "seen": seen,
        "arcs": [arc | {"at": list(ends)}],
    }


def nearest_colour(pixel: list[int]) -> str:
    """The palette's colour that a pixel shows, whose edge another one may touch."""
    *colour, opacity = pixel
    palette = dataclasses.asdict(load_style().palette)
    return min(palette, key=lambda name: math.dist(palette[name], colour)) if opacity else "nothing"


def test_it_draws_by_the_rule_and_the_style_that_python_has(page):
    found = page.evaluate(FIND, VECTORS)
    for vector, placed in zip(VECTORS["arcs"], found["arcs"], strict=True):
        expected = vector["expected"]
        if expected is not None and placed is not None:
            off = placed.pop("base_deg") - expected["base_deg"]
            assert (off + 180) % 360 - 180 == pytest.approx(0, abs=0.01), vector["name"]
            expected = {key: expected[key] for key in ("turn", "allowed_deg")}
        assert placed == expected, vector["name"]
    for vector, direction in zip(VECTORS["labels"], found["labels"], strict=True):
        assert direction == pytest.approx(vector["expected"], abs=1e-3), vector["name"]
    for name in ("inside", "appearances"):
        assert found[name] == [vector["expected"] for vector in VECTORS[name]]

    style = load_style()
    unit = unit_px(*SIZE) * style.scales.live

    def around_hip(direction_deg: float, radius: float) -> tuple[float, float]:
        angle = math.radians(direction_deg)
        return 300 + radius * unit * math.cos(angle), 300 + radius * unit * math.sin(angle)

    beyond = (style.arc.radius + style.arc.range_radius) / 2
    places = {
        "the arc, between the trunk's extension and the leg": around_hip(320, style.arc.radius),
        "its other side, where no leg is": around_hip(215, style.arc.radius),
        "the allowed range": around_hip(275, beyond),
        "beyond the allowed range": around_hip(255, beyond),
        "the near trunk": (150, 300),
        "the far thigh": (300 + style.lines["far"].dash * unit * 2.5, 400),
        "a gap of the far thigh": (300 + style.lines["far"].dash * unit * 3.5, 400),
        "inside a joint that was not measured": (100, 100),
        "the rim of a joint that was not measured": (
            100 + style.joints["unmeasured"].radius * unit,
            100,
        ),
    }
    pixels = [[int(x), int(y)] for x, y in places.values()]
    colours, left = page.evaluate(DRAW, [raised_leg(), build_browser_style(), pixels])
    shown = dict(zip(places, map(nearest_colour, colours), strict=True))
    assert shown == {
        "the arc, between the trunk's extension and the leg": "sky_blue",
        "its other side, where no leg is": "nothing",
        "the allowed range": "white",
        "beyond the allowed range": "nothing",
        "the near trunk": "sky_blue",
        "the far thigh": "orange",
        "a gap of the far thigh": "black",
        "inside a joint that was not measured": "nothing",
        "the rim of a joint that was not measured": "grey",
    }
    assert not left  # nothing stays when the exercise is over
