"""Sessions are exported completely, without invented values and without formulas."""

import codecs
import csv
import io
import json
import math
from dataclasses import replace

import pytest

from formcheck.assessment.types import Rejection
from formcheck.errors import StoreError
from formcheck.export.pain import build_answers_csv
from formcheck.export.repetition_columns import REPETITION_COLUMNS
from formcheck.export.review import to_csv
from formcheck.export.session import build_session_json, build_sessions_csv
from formcheck.history import Setting, Store
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, RedFlag, ScreeningAnswers
from formcheck.texts.formatting import csv_text
from formcheck.texts.safety import DISCLAIMER_LINE
from tests.history.examples import BRIDGE, FAULT, SKELETON, repetition, summary
from tests.history.pains import CHECKED, TEN, WORSE, after
from tests.ui.scripted import bridge_review

NAN = math.nan
PUBLISHED = [
    *("side", "counted", "rejected", "start_s", "turn_s", "end_s", "rom_deg", "out_s", "hold_s"),
    *("back_s", "score", "band", "assessable", "mode", "faults"),
]


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "history.sqlite3") as opened:
        yield opened


def kept(store, *results, item=BRIDGE, source="camera", pose=None):
    """The session with one set of those repetitions, as the history returns it."""
    session_id = store.begin_session(item, source=source)
    set_id = store.begin_set(session_id, number=1)
    for result in results:
        store.add_repetition(set_id, result, pose)
    store.end_set(set_id, summary(*results), state="finished")
    store.end_session(session_id, state="finished").result()
    return store.session(session_id)


STOP = Judgement(decision=Decision.STOP, rules=("leg_pain_up", "further_down"))


def asked(session, exercise="bridge"):
    return PainQuestionAsked(
        at=TEN, exercise=exercise, why=QuestionReason.STOP, session_id=session.id
    )


def rows(content):
    assert content.startswith(codecs.BOM_UTF8)  # without this mark Excel shows wrong umlauts
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class TestJson:
    def test_it_holds_plan_sets_repetitions_and_events(self, store):
        session = kept(store, repetition(faults=(FAULT,)))
        set_id = session.sets[0].id
        store.add_event(session.id, "paused", set_id=set_id, time_s=3.0, data={"reason": "x"})
        store.add_event(session.id, "page").result()
        table = json.loads(build_session_json(session, store.events(session.id)))
        assert table["schema"] == "formcheck-training/2"
        assert table["plan"]["repetitions"] == 8
        assert table["sets"][0]["score"] == 88.0
        (one,) = table["sets"][0]["repetitions"]
        assert (one["repetition"], one["rom_deg"], one["counted"]) == (1, 61.5, True)
        assert one["faults"][0]["rule"] == "too_high"
        assert [(e["kind"], e["set"], e["time_s"]) for e in table["events"]] == [
            ("paused", 1, 3.0),
            ("page", None, None),
        ]

    def test_what_is_not_known_is_null(self, store):
        session = kept(store, repetition(rom_deg=NAN, hold_s=math.inf, score=None, band=None))
        (one,) = json.loads(build_session_json(session, ()))["sets"][0]["repetitions"]
        assert [one[name] for name in ("rom_deg", "hold_s", "score", "band", "skeleton")] == [
            None
        ] * 5

    def test_a_kept_skeleton_has_null_for_a_joint_that_was_not_known(self, store):
        store.save_setting(Setting.KEEP_LANDMARKS, value=True)
        session = kept(store, repetition(), pose=SKELETON)
        (one,) = json.loads(build_session_json(session, ()))["sets"][0]["repetitions"]
        assert one["skeleton"]["size"] == [640, 480]
        assert one["skeleton"]["xy"][:3] == [None, [0.0, 0.0], [1.0, 0.3]]

    def test_it_holds_what_was_said_about_pain_and_what_followed(self, store):
        session = kept(store, repetition())
        store.add_answer(asked(session))
        store.add_answer(
            PainAnswered(at=after(1), pain=WORSE), STOP, session_id=session.id
        ).result()
        text = build_session_json(session, (), store.answers(session_id=session.id))
        question, answer = json.loads(text)["pain"]
        assert (question["kind"], question["said"]) == ("asked", {"why": "stop"})
        assert (question["at"], question["exercise"]) == ("2026-03-04T10:00:00+00:00", "bridge")
        assert (answer["decision"], answer["training"]) == ("stop", session.id)
        assert answer["said"]["pain"]["leg"] == 5
        assert answer["said"]["because_of_pain"] is None
        assert [rule["rule"] for rule in answer["rules"]] == list(STOP.rules)
        assert all(rule["why"] and rule["source"] for rule in answer["rules"])

    def test_it_says_what_it_is_not(self, store):
        table = json.loads(build_session_json(kept(store, repetition()), ()))
        assert (table["disclaimer"], table["pain"]) == (DISCLAIMER_LINE, [])

    def test_it_needs_the_repetitions(self, store):
        kept(store, repetition())
        (without,) = store.sessions()
        with pytest.raises(StoreError, match="with its repetitions"):
            build_session_json(without, ())


class TestCsv:
    def test_each_repetition_is_a_row(self, store):
        first = kept(store, repetition(1), repetition(2, rejected=Rejection.PARTIAL))
        second = kept(store, repetition(1))
        found = rows(build_sessions_csv([first, second]))
        assert [(r["training"], r["set"], r["repetition"], r["counted"]) for r in found] == [
            (str(first.id), "1", "1", "yes"),
            (str(first.id), "1", "2", "no"),
            (str(second.id), "1", "1", "yes"),
        ]
        assert found[1]["rejected"] == "partial"
        assert found[0]["started_at"].endswith("+00:00")
        assert {row["disclaimer"] for row in found} == {DISCLAIMER_LINE}

    def test_its_columns_are_those_published_and_a_clips_are_the_same_ones(self, store):
        session, result = kept(store, repetition(1)), repetition(1)
        (row,) = rows(build_sessions_csv([session]))
        assert list(row) == [
            *("training", "started_at", "exercise", "source", "set", "repetition"),
            *PUBLISHED,
            *("reason", "disclaimer"),
        ]
        columns = [column for column in REPETITION_COLUMNS if column.name in PUBLISHED]
        assert [column.name for column in columns] == PUBLISHED
        assert [row[c.name] for c in columns] == [str(c.value(result)) for c in columns]
        (clip,) = rows(to_csv(replace(bridge_review(), repetitions=(result,))))
        assert list(clip) == ["source", "exercise", "repetition", *PUBLISHED, "disclaimer"]
        assert [clip[name] for name in PUBLISHED] == [row[name] for name in PUBLISHED]

    def test_what_is_not_known_is_an_empty_field(self, store):
        (row,) = rows(
            build_sessions_csv([kept(store, repetition(rom_deg=NAN, score=None, band=None))])
        )
        assert [row[name] for name in ("rom_deg", "score", "band", "mode")] == [""] * 4

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_nothing_is_a_formula(self, store, sign):
        evil = f'{sign}HYPERLINK("http://example.org")'
        fault = replace(FAULT, rule=evil)
        result = repetition(side=evil, variant=evil, reason=evil, faults=(fault,))
        session = kept(store, result, item=replace(BRIDGE, exercise=evil), source=evil)
        found = csv.reader(
            io.StringIO(build_sessions_csv([session]).decode("utf-8-sig"), newline="")
        )
        cells = [cell for row in found for cell in row]
        assert sum(cell == f"'{evil}" for cell in cells) == 6
        assert not any(cell.startswith(sign) for cell in cells)

    def test_an_empty_text_stays_empty(self):
        assert not csv_text("")


class TestAnswers:
    def test_each_is_a_row(self, store):
        session = kept(store, repetition())
        store.add_answer(CHECKED, Judgement(decision=Decision.GO))
        store.add_answer(asked(session))
        answer = PainAnswered(at=after(1), pain=WORSE, because_of_pain=True)
        store.add_answer(answer, STOP, session_id=session.id, exercise="bridge").result()
        first, second, third = rows(build_answers_csv(store.answers()))
        assert [first[name] for name in ("kind", "flags", "flare", "cleared", "decision")] == [
            "checked", "none", "no", "no", "go",
        ]  # fmt: skip
        assert (second["asked_because"], second["back"], second["decision"]) == ("stop", "", "")
        assert [third[name] for name in ("back", "leg", "site", "sensations")] == [
            "2", "5", "below_knee", "ache electric",
        ]  # fmt: skip
        assert (third["because_of_pain"], third["rules"]) == ("yes", "leg_pain_up further_down")
        assert third["why"].startswith("The leg hurts clearly more")
        assert {row["disclaimer"] for row in (first, second, third)} == {DISCLAIMER_LINE}

    def test_what_was_not_answered_is_empty_and_never_no(self, store):
        flags = frozenset({RedFlag.FEVER, RedFlag.CANCER})
        store.add_answer(ScreeningAnswered(at=TEN, answers=ScreeningAnswers(pain=Pain())))
        store.add_answer(
            ScreeningAnswered(at=TEN, answers=ScreeningAnswers(pain=Pain(), flags=flags))
        ).result()
        first, second = rows(build_answers_csv(store.answers()))
        names = ("back", "leg", "site", "sensations", "flags", "flare", "decision", "rules")
        assert [first[name] for name in names] == [""] * 8
        assert second["flags"] == "cancer fever"

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_nothing_is_a_formula(self, store, sign):
        evil = f'{sign}HYPERLINK("http://example.org")'
        session = kept(store, repetition())
        rule = Judgement(decision=Decision.STOP, rules=(evil,))
        store.add_answer(asked(session, evil))
        store.add_answer(PainAnswered(at=TEN, pain=WORSE), rule, exercise=evil).result()
        found = csv.reader(
            io.StringIO(build_answers_csv(store.answers()).decode("utf-8-sig"), newline="")
        )
        cells = [cell for row in found for cell in row]
        assert sum(cell == f"'{evil}" for cell in cells) == 3
        assert not any(cell.startswith(sign) for cell in cells)
