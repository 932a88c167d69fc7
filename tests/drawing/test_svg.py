"""A skeleton is drawn without unknown joints, and it always fits into its frame."""

import math
import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from formcheck.drawing.nearer_side import find_nearer_side
from formcheck.drawing.svg import draw_skeleton_svg
from formcheck.kinematics.landmarks import Side, side_landmark
from tests.ui.history_examples import lying

SVG = "{http://www.w3.org/2000/svg}"
NAN = (math.nan, math.nan)
SKELETON = lying()
SKY_BLUE = "#56B4E9"
coordinates = st.floats(-2000, 2000) | st.floats()
bodies = st.lists(st.tuples(coordinates, coordinates), min_size=33, max_size=33)


def parts(svg: str, kind: str):
    return ET.fromstring(svg).findall(f"{SVG}{kind}")  # noqa: S314 - our own text


def lines(svg: str, colour: str):
    return [line for line in parts(svg, "line") if line.get("stroke") == colour]


class TestDrawing:
    def test_the_near_side_is_solid_sky_blue_and_the_far_one_thin_and_dashed(self):
        svg = draw_skeleton_svg(SKELETON.xy, SKELETON.size, near=Side.RIGHT)
        near = lines(svg, SKY_BLUE)
        far = [line for line in parts(svg, "line") if line.get("stroke") != SKY_BLUE]
        assert len(near) == 8
        assert len(far) == 10  # with the lines across at the shoulders and the hips
        widths = {float(line.get("stroke-width")) for line in near}
        assert {line.get("stroke-dasharray") for line in near} == {None}
        assert None not in {line.get("stroke-dasharray") for line in far}
        assert min(widths) > 2 * max(float(line.get("stroke-width")) for line in far)

    def test_where_the_near_side_is_not_known_both_are_solid(self):
        assert len(lines(draw_skeleton_svg(SKELETON.xy, SKELETON.size), SKY_BLUE)) == 16

    def test_unknown_joints_are_left_out_with_the_lines_to_them(self):
        body = lying(left_knee=NAN)
        svg = draw_skeleton_svg(body.xy, body.size)
        assert len(lines(svg, SKY_BLUE)) == 14
        assert "nan" not in svg

    def test_a_guess_far_outside_the_picture_is_left_out(self):
        body = lying(left_wrist=(5000.0, 300.0))
        assert len(lines(draw_skeleton_svg(body.xy, body.size), SKY_BLUE)) == 15

    def test_with_nothing_to_draw_it_is_empty(self):
        assert not draw_skeleton_svg((NAN,) * 33, (640, 480))
        one = tuple(
            (10.0, 10.0) if i == side_landmark(Side.LEFT, "knee") else NAN for i in range(33)
        )
        assert not draw_skeleton_svg(one, (640, 480))

    def test_its_title_is_read_out_and_escaped(self):
        svg = draw_skeleton_svg(SKELETON.xy, SKELETON.size, title="Best </title><script>")
        assert 'role="img"' in svg
        assert "<script" not in svg
        (title,) = parts(svg, "title")
        assert title.text == "Best </title><script>"

    def test_the_drawing_has_a_dark_background(self):
        dark = draw_skeleton_svg(SKELETON.xy, SKELETON.size)
        assert [panel.get("fill") for panel in parts(dark, "rect")] == ["#111111"]

    @given(xy=bodies)
    def test_the_person_always_fits_with_a_margin(self, xy):
        svg = draw_skeleton_svg(xy, (640, 480))
        if not svg:
            return
        _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())
        assert (width, height) == (200, 150)
        for line in parts(svg, "line"):
            for name, most in (("x1", width), ("x2", width), ("y1", height), ("y2", height)):
                assert 0.05 * most < float(line.get(name)) < 0.95 * most


class TestNearerSide:
    def mirrored(self, body):
        return tuple((640 - x, y) for x, y in body.xy)

    def test_a_person_lying_with_the_head_to_the_left_shows_the_right_side(self):
        assert find_nearer_side(SKELETON.xy) is Side.RIGHT

    def test_a_person_lying_with_the_head_to_the_right_shows_the_left_side(self):
        assert find_nearer_side(self.mirrored(SKELETON)) is Side.LEFT

    def test_an_unseen_person_shows_no_side(self):
        assert find_nearer_side((NAN,) * 33) is None

    def test_the_side_of_a_straight_body_without_feet_and_face_is_unknown(self):
        flat = {
            f"{side.value}_{joint}": NAN
            for side in Side
            for joint in ("ear", "ankle", "heel", "foot_index")
        }
        assert find_nearer_side(lying(**flat).xy) is None

    @given(xy=bodies)
    def test_finding_the_side_never_fails(self, xy):
        assert find_nearer_side(xy) in {None, *Side}
