"""The parts of the Review page as plain values: marks, rows, curve and words."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formcheck.review.types import Trace
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import UNKNOWN, clock, escape, plain_name, quantity
from formcheck.ui.charts.angle_curve import build_curve_chart
from formcheck.ui.charts.curve_marks import PICK
from formcheck.ui.charts.trace_values import downsample
from formcheck.ui.pages.review.findings_list import build_limit_line
from formcheck.ui.pages.review.repetition_rows import build_repetition_rows
from formcheck.ui.pages.review.timeline_marks import build_marks
from tests.support.good_repetitions import GOOD_REPETITIONS, judged
from tests.ui.scripted import bridge_review, unseen_review

signals = st.integers(1, 400).flatmap(
    lambda n: arrays(float, n, elements=st.one_of(st.floats(-360, 360), st.just(float("nan"))))
)


class TestThin:
    @given(values=signals, limit=st.integers(3, 60))
    def test_it_keeps_the_lowest_the_highest_and_the_gaps(self, values, limit):
        time_s = np.arange(len(values)) / 30
        t, v = downsample(time_s, values, limit)
        assert len(t) == len(v) <= max(len(values), limit)
        assert (np.diff(t) > 0).all()
        seen = values[np.isfinite(values)]
        if seen.size:
            assert np.nanmin(v) == seen.min()
            assert np.nanmax(v) == seen.max()
        assert np.isnan(v).any() == np.isnan(values).any()

    @given(values=signals)
    def test_a_short_curve_stays_as_it_is(self, values):
        time_s = np.arange(len(values)) / 30
        t, v = downsample(time_s, values, 400)
        np.testing.assert_array_equal(t, time_s)
        np.testing.assert_array_equal(v, values)


class TestCurve:
    def test_what_was_not_measured_is_null_and_never_zero(self):
        review = bridge_review()
        spec = json.dumps(build_curve_chart(review, build_marks(review), None).to_dict())
        missing = int(np.isnan(review.trace.primary_by_side["both"]).sum())
        assert missing > 0
        assert spec.count('"v": null') == missing

    def test_a_click_gives_the_mark_by_its_id(self):
        review = bridge_review()
        spec = json.dumps(build_curve_chart(review, build_marks(review), None).to_dict())
        assert f'"name": "{PICK}"' in spec
        for mark in build_marks(review):
            if mark.id.startswith(("rep-", "fault-")):
                assert f'"id": "{mark.id}"' in spec

    def test_a_clip_in_which_nothing_was_measured_still_has_a_chart(self):
        time_s = np.arange(0.0, 3.0, 0.1)
        trace = Trace(
            time_s=time_s,
            primary_by_side={"both": np.full_like(time_s, np.nan)},
            unit="deg",
            label="hip angle",
        )
        review = replace(bridge_review(), trace=trace, findings=(), repetitions=())
        assert "Hip angle" in json.dumps(
            build_curve_chart(review, build_marks(review), None).to_dict()
        )


class TestMarks:
    def test_every_repetition_hold_fault_and_unseen_time_has_one(self):
        found = [mark.id for mark in build_marks(bridge_review())]
        assert len(found) == len(set(found)) == 8 + 7 + 2 + 1

    def test_colours_carry_the_meaning(self):
        kinds = {mark.id: mark.kind for mark in build_marks(bridge_review())}
        assert kinds["rep-1"] == "counted"
        assert kinds["rep-6"] == "rejected"
        assert kinds["fault-over_arched-1"] == "adjust"

    def test_an_unseen_repetition_is_not_marked_rejected(self):
        kinds = {mark.id: mark.kind for mark in build_marks(unseen_review())}
        assert kinds["rep-1"] == "unseen"

    def test_a_safety_fault_is_a_stop(self):
        review = bridge_review()
        urgent = replace(review, findings=(replace(review.findings[0], safety=True),))
        kinds = {mark.id: mark.kind for mark in build_marks(urgent)}
        assert kinds["fault-over_arched-1"] == "stop"


class TestTable:
    def test_every_repetition_has_a_row_with_the_reason_when_not_counted(self):
        rows = [row["counted"] for row in build_repetition_rows(bridge_review())]
        assert rows == ["✓ Yes"] * 5 + ["→ Not far enough"] + ["✓ Yes"] * 2

    def test_the_side_is_left_out_when_both_sides_work(self):
        assert "side" not in build_repetition_rows(bridge_review())[0]
        assert [row["side"] for row in build_repetition_rows(unseen_review())] == ["Left", "Right"]

    def test_the_share_judged_is_shown_when_something_was_not(self):
        assert "judged" not in build_repetition_rows(bridge_review())[0]
        assert build_repetition_rows(unseen_review())[0]["judged"] == "20 %"

    def test_what_was_not_measured_is_a_dash(self):
        row = build_repetition_rows(bridge_review())[5]
        assert row["score"] == UNKNOWN
        assert row["pace"] == f"1.3 / {UNKNOWN}"


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "words"), [(0, "0:00"), (14.9, "0:14"), (61, "1:01"), (3723, "1:02:03")]
    )
    def test_a_moment_reads_as_on_a_video_player(self, seconds, words):
        assert clock(seconds) == words

    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        [
            (191.6, "deg", "192°"),
            (2.25, "s", "2.2 s"),
            (-34.6, "deg", "−35°"),
            (-0.2, "deg", "0°"),
            (0.05, "trunk", "0.05 trunk lengths"),
            (float("nan"), "deg", "–"),
        ],
    )
    def test_numbers_carry_their_unit_and_nan_is_a_dash(self, value, unit, words):
        assert quantity(value, unit) == words

    def test_a_barely_exceeded_limit_never_reads_like_a_kept_one(self):
        (finding,) = bridge_review().findings
        near = replace(finding, moments=(replace(finding.moments[0], worst=192.3),))
        assert build_limit_line(near) == "Limit: not above 192°. Furthest seen: just above it."

    @pytest.mark.parametrize(
        ("held_s", "words"), [(1.23, "1.2 of 5 s"), (2.47, "just below 2.5 of 5 s")]
    )
    def test_a_short_hold_is_named_beside_the_one_that_was_asked_for(self, held_s, words):
        good_rep = GOOD_REPETITIONS["bridge"]
        review = judged(good_rep.film(good_rep.keys(hold_s=0.5)), "bridge")
        [finding] = review.findings
        assert finding.asked == 5.0
        shown = replace(finding, moments=(replace(finding.moments[0], worst=held_s),))
        assert build_limit_line(shown) == f"Held {words}. Limit: not below 2.5 s."

    def test_the_time_left_is_not_guessed_from_a_few_frames(self):
        assert review_texts.progress_line(2, None, 17.0, 60.0) == "2 frames · 17 frames per second"

    @given(name=st.text(max_size=200))
    def test_a_shown_file_name_is_short_and_holds_no_path_or_control_sign(self, name):
        shown = plain_name(name)
        assert len(shown) <= 60
        assert not set(shown) & set("/\\\n\r\t\0\u202e\u200b")

    @given(text=st.text())
    def test_escaping_puts_a_backslash_before_every_sign_markdown_reads(self, text):
        escaped = escape(text)
        assert _unescaped(escaped) == text
        assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]<>$:#|~]", escaped)


def _unescaped(text):
    out, i = [], 0
    while i < len(text):
        i += text[i] == "\\"
        out.append(text[i])
        i += 1
    return "".join(out)
