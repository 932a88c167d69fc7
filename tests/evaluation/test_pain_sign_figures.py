"""Figures about pain signs: shown, found, the delay, and false alarms."""

import pytest

from formcheck.assessment.pain_signs.detector import PainSign, PainSignKind
from formcheck.evaluation.outcome import agreed_hold_s
from formcheck.evaluation.pain_sign_figures import build_sign_figures
from tests.support.fake_labels import labels, outcome, repetition


def true(sign: str, number: int, start_s: float, end_s: float) -> dict:
    return {
        "sign": sign, "repetition": number, "start_s": start_s, "end_s": end_s, "size": 0.4,
    }  # fmt: skip


def reported(sign: PainSignKind, time_s: float, *, start_s: float | None = None) -> PainSign:
    return PainSign(
        sign=sign, time_s=time_s, start_s=time_s - 1 if start_s is None else start_s, side="both",
        before_deg=40.0, after_deg=2.0, lasted_s=0.2,
    )  # fmt: skip


def clip(name: str, *shown: dict, kind: str = "sign", signs: tuple[PainSign, ...] = ()):
    return outcome(name, labels=labels(name, kind=kind, sign=shown), signs=signs)


def rows_of(*clips) -> dict:
    return {row.sign: row for row in build_sign_figures(clips).rows}


def test_signs_are_counted_as_found_with_their_delay():
    rows = rows_of(
        clip("a", true("collapse", 1, 5.0, 5.4), signs=(reported(PainSignKind.COLLAPSE, 5.8),)),
        clip("b", true("collapse", 1, 5.0, 5.4), signs=(reported(PainSignKind.COLLAPSE, 6.2),)),
        clip("c", true("collapse", 1, 5.0, 5.4)),
    )
    assert set(rows) == {"collapse"}
    row = rows["collapse"]
    assert (row.shown, row.caught, row.otherwise, row.missed) == (3, 2, 0, ("c",))
    assert row.mean_late_s == pytest.approx(1.0)
    assert row.most_late_s == pytest.approx(1.2)


def test_shortened_repetitions_are_one_event():
    shown = (true("range_drop", 3, 20.0, 28.0), true("range_drop", 4, 30.0, 38.0))
    seen = (reported(PainSignKind.RANGE_DROP, 39.0, start_s=20.0),)
    row = rows_of(clip("a", *shown, signs=seen))["range_drop"]
    assert (row.shown, row.caught) == (1, 1)
    assert row.mean_late_s == pytest.approx(19.0)


def test_another_sign_reported_for_the_same_event_is_no_false_alarm_and_not_caught():
    seen = (reported(PainSignKind.FREEZE, 24.0, start_s=21.0),)
    shown = clip("a", true("range_drop", 3, 20.0, 28.0), signs=seen)
    row = rows_of(shown)["range_drop"]
    assert (row.caught, row.otherwise, row.missed) == (0, 1, ("a",))
    assert build_sign_figures([shown]).false_alarms == 0


def test_a_sign_without_a_cause_is_a_false_alarm_of_its_kind_of_clip():
    figures = build_sign_figures(
        [
            clip("a", kind="good", signs=(reported(PainSignKind.FREEZE, 9.0),)),
            clip(
                "b", true("collapse", 1, 5.0, 5.4), signs=(reported(PainSignKind.COLLAPSE, 20.0),)
            ),
            clip("c_tired", kind="steady"),
            clip("c_slow", kind="steady"),
            outcome("dark", labels=labels("dark", kind="not_assessable"), reasons=("person",),
                    assessable=0.0),
        ]
    )  # fmt: skip
    assert [(row.kind, row.clips, row.alarms) for row in figures.alarms] == [
        ("good", 1, 1),
        ("sign", 1, 1),
        ("slow", 1, 0),
        ("tired", 1, 0),
    ]
    assert figures.alarms[0].wrong == ("a: freeze at 9 s",)
    assert figures.minutes == pytest.approx(4 * 24 / 60)
    assert figures.false_alarms == 2


def test_the_hold_goal_is_the_longest_completed_hold():
    holds = [repetition(1, 1.0, hold_s=1.5), repetition(2, 9.0, hold_s=3.0)]
    both = labels(repetition=holds)
    assert agreed_hold_s(both) == 3.0
    assert agreed_hold_s(labels(repetition=holds, sign=[true("collapse", 2, 14, 15)])) == 1.5
    assert agreed_hold_s(labels()) == 0.0
