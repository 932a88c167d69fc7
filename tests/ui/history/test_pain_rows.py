"""The rows about pain: what was asked, answered and decided, in words and in order."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation
from formcheck.texts import history as history_texts
from formcheck.texts import safety_labels
from formcheck.ui.pages.history.pain import (
    build_answer_row,
    build_pain_html,
    build_pain_rows,
    find_gravest,
    find_stopped,
    group_by_day,
)
from tests.history.pains import FINE, WORSE
from tests.ui.history.history_pages import GOOD, event_after, pain_record
from tests.ui.history_examples import NOON


class TestWords:
    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            (safety_labels.SITES, PainSite),
            (safety_labels.SENSATIONS, Sensation),
            (safety_labels.FLAGS, RedFlag),
            (safety_labels.DECISIONS, Decision),
            (safety_labels.QUESTION_REASONS, QuestionReason),
        ],
    )
    def test_every_answer_has_a_label(self, names, kind):
        assert list(names) == list(kind)
        assert len(set(names.values())) == len(names)

    def test_an_answer_is_shown_as_text(self):
        answer = PainAnswered(at=NOON, pain=WORSE, because_of_pain=True)
        row = build_answer_row(
            pain_record(answer, decision=Decision.STOP, rules=("leg_pain_up", "gone_rule"))
        )
        assert row.lines == (
            "Pain in the back: 2 of 10 · Pain in the leg: 5 of 10 · Reaches: Below the knee",
            "Feels like: Dull ache; electric or shooting pain",
            "Stopped because of pain: Yes",
        )
        assert row.reasons[0].why == "The leg hurts clearly more than before you began."
        page = build_pain_html([row], label="Pain", zone=UTC)
        assert "Gone rule" in page
        assert "<small>Source: clinical notes 2.1, rule 3 (leg pain up by 2)</small>" in page

    def test_what_was_not_answered_is_never_shown_as_no(self):
        before = ScreeningAnswers(pain=Pain(), flags=None, flare=None)
        text = " ".join(
            build_answer_row(pain_record(ScreeningAnswered(at=NOON, answers=before))).lines
        )
        assert text.count(safety_labels.NOT_ANSWERED) == 6
        assert safety_labels.NO not in text.replace(safety_labels.NOT_ANSWERED, "")
        assert safety_labels.NONE_OF_THESE not in text

    def test_warning_signs_and_a_clinicians_word_are_shown(self):
        flags = frozenset({RedFlag.FEVER, RedFlag.FOOT_DROP})
        before = replace(GOOD, flags=flags, cleared=True, flare=True)
        lines = build_answer_row(pain_record(ScreeningAnswered(at=NOON, answers=before))).lines
        assert "Warning signs: A foot that drops or drags when walking; a fever" in lines
        assert safety_labels.CLEARED in lines
        assert "Much worse in the last few days: Yes" in lines

    @pytest.mark.parametrize(
        ("kind", "data", "line"),
        [
            ("asked", {"why": "minute"}, "A minute had passed"),
            ("asked", {"why": "tea_break"}, "Tea break"),
            ("asked", {}, "–"),
            ("answered", {"how": "carried_on"}, "Carried on"),
            ("answered", {"how": "none"}, "No answer"),
            ("answered", {"how": 7}, "Not answered"),
        ],
    )
    def test_the_coachs_questions_and_answers_have_words(self, kind, data, line):
        (row,) = build_pain_rows((), [event_after(kind, 1, **data)])
        assert row.lines == (line,)
        assert history_texts.event_line(kind, data).endswith(f": {line}")


class TestRows:
    def test_questions_and_answers_are_merged_in_time(self):
        asked = PainQuestionAsked(
            at=NOON + timedelta(minutes=2), exercise="bridge", why=QuestionReason.STOP
        )
        events = [
            event_after("asked", 1, why="minute"),
            event_after("paused", 1.5),
            event_after("answered", 3, how="fine"),
        ]
        rows = build_pain_rows([pain_record(asked)], events)
        assert [row.what for row in rows] == [
            history_texts.ASKED_BY_COACH,
            history_texts.ASKED,
            history_texts.ANSWERED,
        ]

    def test_a_clock_set_back_loses_no_row(self):
        asked = [
            pain_record(
                PainQuestionAsked(
                    at=NOON + timedelta(hours=hours), exercise="bridge", why=QuestionReason.STOP
                ),
                n,
            )
            for n, hours in enumerate((5, -5, 1))
        ]
        rows = build_pain_rows(asked, [event_after("asked", 1, why="minute")])
        assert len(rows) == 4
        assert [row.at for row in rows if row.what == history_texts.ASKED] == [
            one.at for one in asked
        ]

    def test_days_come_newest_first_and_each_in_its_order(self):
        answers = [
            pain_record(FollowUpAnswered(at=NOON + timedelta(hours=hours), pain=FINE), n)
            for n, hours in enumerate((0, 1, 24, 25))
        ]
        assert [len(of_it) for _, of_it in group_by_day(answers, zone=UTC)] == [2, 2]
        assert [one.at.hour for _, day in group_by_day(answers, zone=UTC) for one in day] == [
            *(12, 13, 12, 13)
        ]
        assert group_by_day(answers, zone=UTC)[0][0] > group_by_day(answers, zone=UTC)[1][0]

    def test_the_gravest_decision_is_named_if_there_is_one(self):
        answer = pain_record(PainAnswered(at=NOON, pain=WORSE))
        decided = [replace(answer, decision=one) for one in (Decision.EASE, Decision.CLINICIAN)]
        assert find_gravest([*decided, answer]) == "Ask a clinician before exercising"
        assert find_gravest([answer]) == ""

    def test_sessions_stopped_for_pain_are_found(self):
        answer = PainAnswered(at=NOON, pain=WORSE)
        asked = PainQuestionAsked(at=NOON, exercise="bridge", why=QuestionReason.FINISHED)
        answers = [
            pain_record(answer, session_id=1, decision=Decision.STOP),
            pain_record(answer, session_id=2, decision=Decision.EASE, rules=("amber",)),
            pain_record(answer, session_id=3, decision=Decision.END, rules=("second_amber",)),
            pain_record(answer, session_id=4, decision=Decision.END, rules=("before_unknown",)),
            pain_record(asked, session_id=5),
            pain_record(replace(asked, why=QuestionReason.HURTS), session_id=6),
            pain_record(answer, decision=Decision.STOP),
            pain_record(replace(asked, why=QuestionReason.STOP), session_id=7),
            pain_record(replace(asked, why=QuestionReason.STOP), session_id=8),
            pain_record(replace(answer, because_of_pain=False), session_id=8, decision=Decision.GO),
        ]
        assert find_stopped(answers) == {1, 3, 6, 7}

    def test_every_row_is_escaped(self):
        evil = "<img src=x onerror=alert(1)>"
        answer = pain_record(
            PainAnswered(at=NOON, pain=WORSE), exercise=evil, decision=Decision.STOP, rules=(evil,)
        )
        rows = build_pain_rows([answer], [event_after("asked", 1, why=evil)])
        assert "<img" not in build_pain_html(rows, label=evil)

    def test_the_exercise_is_named_where_there_are_several(self):
        rows = [
            build_answer_row(
                pain_record(
                    PainQuestionAsked(at=NOON, exercise=name, why=QuestionReason.STOP),
                    exercise=name,
                )
            )
            for name in ("bridge", "bird_dog")
        ]
        assert "12:00:00<ul><li>Bird-dog" in build_pain_html(rows, label="x", zone=UTC)
        assert "Bird-dog" not in build_pain_html(rows[1:], label="x")
