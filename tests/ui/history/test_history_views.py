"""The parts of the History page as plain values: lines, tables and charts."""

import json
import math
from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest

from formcheck.history import Event, SessionState
from formcheck.poses.loader import load_exercise
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import UNKNOWN
from formcheck.ui.charts.trends import build_trend_chart
from formcheck.ui.pages.history.session_summary import (
    build_notes,
    find_exercise_title,
    find_set_goals,
    find_shared_reason,
    summarize_session,
)
from formcheck.ui.pages.history.tables import build_events_html, build_repetitions_html
from tests.history.examples import exercise_session, exercise_set, repetition
from tests.ui.history_examples import ARCHED, BIRD_DOG, BRIDGE, NOON, STRETCH, TOO_LOW, trend_charts

STRAIGHT, BENT = "other_leg_straight", "other_leg_bent"


def data_of(drawn, layer):
    """The rows a layer of a drawn chart shows."""
    data = layer["data"]
    return data["values"] if "values" in data else drawn["datasets"][data["name"]]


class TestLines:
    def test_the_day_is_the_local_one(self):
        late = NOON.replace(hour=23)
        assert history_texts.moment(late, UTC) == "Wed 4 Mar 2026, 23:00"
        assert history_texts.moment(late, timezone(timedelta(hours=2))) == "Thu 5 Mar 2026, 01:00"

    @pytest.mark.parametrize(
        ("minutes", "expected"),
        [
            (14, "Wed 4 Mar 2026, 12:00–12:14"),
            (60 * 13, "Wed 4 Mar 2026, 12:00 – Thu 5 Mar 2026, 01:00"),
            (-60, "Wed 4 Mar 2026, 12:00"),
        ],
    )
    def test_a_span_survives_midnight_and_a_clock_set_back(self, minutes, expected):
        assert history_texts.clock_span(NOON, NOON + timedelta(minutes=minutes), UTC) == expected

    @pytest.mark.parametrize(
        ("kind", "data", "expected"),
        [
            ("paused", {"reason": "I lost you.", "by_person": False}, "Paused: I lost you."),
            ("paused", {"reason": "x", "by_person": True}, history_texts.PAUSED_BY_YOU),
            ("resumed", {}, "Resumed"),
            ("page", {"what": "camera_lost"}, "Camera disconnected"),
            ("page", {"what": 7}, "Page"),
            ("tea_break", {"reason": None}, "Tea break"),
        ],
    )
    def test_an_event_has_words(self, kind, data, expected):
        event = Event(id=1, session_id=1, set_id=None, at=NOON, time_s=1.0, kind=kind, data=data)
        assert history_texts.event_line(event.kind, event.data) == expected

    def test_an_outline_without_scores_has_none_rather_than_zero(self):
        about = summarize_session(exercise_session(exercise_set(score=None)))
        assert about.score is None
        assert about.score_line == review_texts.NOT_SCORED

    def test_its_score_is_the_mean_of_the_sets_that_have_one(self):
        sets = (
            exercise_set(score=90.0),
            exercise_set(score=70.0, number=2),
            exercise_set(score=None, number=3),
        )
        assert summarize_session(exercise_session(*sets)).score_line == "Good 80"

    def test_a_leg_at_a_time_is_a_set_each(self):
        both = exercise_session(item=replace(STRETCH, side="auto"))
        assert find_set_goals(both) == {1: 2, 2: 2}
        assert find_set_goals(exercise_session(item=BIRD_DOG)) == {1: 4}

    def test_an_unknown_exercise_is_shown_by_its_name(self):
        assert find_exercise_title("old_one") == "Old one"
        assert find_set_goals(exercise_session(item=replace(BRIDGE, exercise="old_one"))) == {}


class TestNotes:
    def test_safety_comes_first_and_each_rule_once(self):
        result = repetition(faults=(TOO_LOW, ARCHED, TOO_LOW), reason="Why.")
        assert [each[0] for each in build_notes(load_exercise("bridge"), result)] == [
            False,
            True,
            False,
        ]

    def test_an_unknown_rule_is_shown_by_its_name(self):
        result = repetition(faults=(replace(TOO_LOW, rule="gone_rule"),))
        assert build_notes(load_exercise("bridge"), result) == ((False, "Gone rule"),)
        assert build_notes(None, result) == ((False, "Gone rule"),)

    def test_a_shared_reason_is_shown_once(self):
        results = [repetition(1, reason="Dark."), repetition(2, reason="Dark.")]
        assert find_shared_reason(results) == "Dark."
        assert not build_notes(None, results[0], known="Dark.")
        assert not find_shared_reason([*results, repetition(3)])


class TestTables:
    def test_what_was_not_measured_is_a_dash(self):
        nan = math.nan
        result = repetition(rom_deg=nan, hold_s=nan, out_s=nan, back_s=nan, score=None)
        table = build_repetitions_html(exercise_set(result), None, label="x")
        assert table.count(f">{UNKNOWN}<") == 3
        assert f"{UNKNOWN} / {UNKNOWN}" in table
        assert "nan" not in table

    def test_the_side_is_left_out_where_both_work(self):
        assert "Side" not in build_repetitions_html(
            exercise_set(repetition(side="both")), None, label="x"
        )
        assert "<td" in build_repetitions_html(exercise_set(repetition()), None, label="x")
        assert ">Left<" in build_repetitions_html(exercise_set(repetition()), None, label="x")

    def test_the_variant_is_shown_where_there_are_several(self):
        exercise = load_exercise("hamstring_stretch")
        table = build_repetitions_html(exercise_set(repetition(variant=BENT)), exercise, label="x")
        assert "Other leg bent" in table

    def test_everything_is_escaped(self):
        evil = "<img src=x onerror=alert(1)>"
        result = repetition(
            side=evil, variant=evil, reason=evil, faults=(replace(ARCHED, rule=evil),)
        )
        table = build_repetitions_html(exercise_set(result), None, label=f'"{evil}')
        assert "<img" not in table
        assert 'aria-label="&quot;&lt;img' in table

    def test_it_can_be_reached_by_keyboard_and_has_a_name(self):
        table = build_repetitions_html(
            exercise_set(repetition()), None, label="Repetitions of set 1"
        )
        assert 'tabindex="0"' in table
        assert 'aria-label="Repetitions of set 1"' in table
        assert '<th scope="row">1</th>' in table

    def test_events_keep_their_order_whatever_the_clock_says(self):
        events = [
            Event(id=1, session_id=1, set_id=None, at=NOON, time_s=5.0, kind="paused"),
            Event(id=2, session_id=1, set_id=None, at=NOON - timedelta(hours=3), time_s=None,
                  kind="resumed"),
        ]  # fmt: skip
        table = build_events_html(exercise_session(), events, zone=UTC)
        assert table.index("12:00:00") < table.index("0:05") < table.index("09:00:00")
        assert table.index("Resumed") < table.index("12:09:00") < table.index("Finished")

    @pytest.mark.parametrize("state", [SessionState.RUNNING, SessionState.INTERRUPTED])
    def test_an_unseen_end_is_not_shown(self, state):
        session = replace(exercise_session(state=state), ended_at=None)
        assert build_events_html(session, []).count("<tr>") == 2


class TestTrends:
    def test_unknown_values_are_gaps(self):
        charts = trend_charts(
            exercise_session(exercise_set(repetition(hold_s=4.0)), number=1),
            exercise_session(
                exercise_set(repetition(hold_s=math.nan), score=None), number=2, days=1
            ),
            exercise_session(exercise_set(repetition(hold_s=6.0)), number=3, days=2),
        )
        assert charts[history_texts.CHART_SCORE].lines["both"] == pytest.approx(
            (88, math.nan, 88), nan_ok=True
        )
        hold = charts[history_texts.CHART_HOLD]
        assert hold.lines["both"] == pytest.approx((4, math.nan, 6), nan_ok=True)
        drawn = build_trend_chart(hold).to_dict()
        (line,) = [each for each in drawn["layer"] if each["mark"]["type"] == "line"]
        assert line["mark"]["invalid"] == "break-paths-show-domains"
        assert [row["v"] for row in data_of(drawn, line)] == [4, None, 6]
        assert hold.alt == "Hold, mean. 4 Mar 4.0 s, 5 Mar not known, 6 Mar 6.0 s."

    def test_sessions_keep_their_order_when_the_clock_was_set_back(self):
        charts = trend_charts(
            exercise_session(exercise_set(repetition()), number=1),
            exercise_session(exercise_set(repetition(), repetition(2)), number=2, days=-30),
        )
        counted = charts[history_texts.CHART_COUNTED]
        assert counted.labels == ("4 Mar", "2 Feb")
        assert counted.lines["both"] == (1, 2)
        drawn = build_trend_chart(counted).to_dict()
        assert "['4 Mar', '2 Feb'][datum.value - 1]" in json.dumps(drawn)

    def test_two_years_are_distinguished(self):
        charts = trend_charts(
            exercise_session(exercise_set()), exercise_session(exercise_set(), number=2, days=365)
        )
        assert charts[history_texts.CHART_COUNTED].labels == ("4 Mar 26", "4 Mar 27")

    def test_the_sides_are_lines_of_their_own(self):
        both = exercise_set(repetition(1, rom_deg=60.0), repetition(2, side="right", rom_deg=70.0))
        left = exercise_set(repetition(1, rom_deg=62.0))
        reach = trend_charts(
            exercise_session(both, item=BIRD_DOG), exercise_session(left, number=2, item=BIRD_DOG)
        )[history_texts.CHART_RANGE]
        assert reach.lines["left"] == (60, 62)
        assert reach.lines["right"] == pytest.approx((70, math.nan), nan_ok=True)
        chart = json.dumps(build_trend_chart(reach).to_dict(), ensure_ascii=False)
        assert "Left 62°" in chart
        assert "Right 70°" in chart

    def test_ranges_of_different_variants_are_never_in_one_chart(self):
        charts = trend_charts(
            exercise_session(exercise_set(repetition(variant=BENT, rom_deg=80.0)), item=STRETCH),
            exercise_session(
                exercise_set(repetition(variant=STRAIGHT, rom_deg=60.0)), number=2, item=STRETCH
            ),
            exercise_session(
                exercise_set(repetition(1, variant=BENT), repetition(2, variant=STRAIGHT)),
                number=3,
                item=STRETCH,
            ),
        )
        bent = charts[f"{history_texts.CHART_RANGE}, other leg bent"].lines["left"]
        straight = charts[f"{history_texts.CHART_RANGE}, other leg straight"].lines["left"]
        assert bent == pytest.approx((80, math.nan, math.nan), nan_ok=True)
        assert straight == pytest.approx((math.nan, 60, math.nan), nan_ok=True)
        assert history_texts.CHART_RANGE not in charts

    def test_names_close_together_are_moved_apart(self):
        both = exercise_set(repetition(1, rom_deg=60.0), repetition(2, side="right", rom_deg=60.2))
        sessions = (
            exercise_session(both, item=BIRD_DOG),
            exercise_session(both, number=2, item=BIRD_DOG),
        )
        drawn = build_trend_chart(trend_charts(*sessions)[history_texts.CHART_RANGE]).to_dict()
        names = [
            data_of(drawn, layer)[0]
            for layer in drawn["layer"]
            if layer["mark"]["type"] == "text" and "text" in data_of(drawn, layer)[0]
        ]
        assert [name["text"] for name in names] == ["Left 60°", "Right 60°"]
        assert names[1]["v"] - names[0]["v"] > 0.5

    def test_without_known_values_there_is_no_chart(self):
        sessions = (
            exercise_session(exercise_set(score=None)),
            exercise_session(exercise_set(score=None), number=2),
        )
        charts = trend_charts(*sessions)
        assert not charts[history_texts.CHART_SCORE].known
        assert charts[history_texts.CHART_COUNTED].lines["both"] == (0, 0)
        assert build_trend_chart(charts[history_texts.CHART_SCORE]).to_dict()

    def test_many_dates_are_thinned_and_the_last_one_stays(self):
        sessions = [
            exercise_session(exercise_set(repetition()), number=n, days=n) for n in range(1, 31)
        ]
        drawn = build_trend_chart(trend_charts(*sessions)[history_texts.CHART_SCORE]).to_dict()
        (line,) = [each for each in drawn["layer"] if each["mark"]["type"] == "line"]
        assert line["encoding"]["x"]["axis"]["values"] == [5, 10, 15, 20, 25, 30]

    def test_an_unknown_exercise_has_charts_without_a_goal(self):
        item = replace(BRIDGE, exercise="old_one")
        charts = trend_charts(
            exercise_session(exercise_set(repetition()), item=item),
            exercise_session(exercise_set(), number=2, item=item),
        )
        counted = charts[history_texts.CHART_COUNTED]
        assert history_texts.GOAL not in json.dumps(build_trend_chart(counted).to_dict())
