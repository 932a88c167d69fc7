"""The rules before the first exercise of a day: whether it may begin, and how."""

from formcheck.safety.decision_table import Decision, DecisionRule, Judgement, decide
from formcheck.safety.questionnaire import EMERGENCIES, ScreeningAnswers, at_least

__all__ = ["BEFORE", "GENTLE_FROM", "NOT_FROM", "judge_screening"]

GENTLE_FROM = 4
NOT_FROM = 6
"""Pain from which only the gentle version runs, and from which none does. 0..10; 6 is the
strictest of the limits in use (clinical notes 2.1)."""


def _warning(answers: ScreeningAnswers) -> bool:
    return bool((answers.flags or frozenset()) - EMERGENCIES)


BEFORE: tuple[DecisionRule[ScreeningAnswers], ...] = (
    DecisionRule(
        rule="emergency_sign",
        when=lambda a: bool((a.flags or frozenset()) & EMERGENCIES),
        decision=Decision.EMERGENCY,
        why="These can be signs of pressure on nerves. You need to be seen at once.",
        source="clinical notes 2.2 (NHS 111 Wales, Healthify NZ, BACKES card)",
    ),
    DecisionRule(
        rule="clinician_first",
        when=lambda a: _warning(a) and not a.cleared,
        decision=Decision.CLINICIAN,
        why="A clinician should look at your back before you exercise.",
        source="clinical notes 2.2 (see a clinician before exercising)",
    ),
    DecisionRule(
        rule="pain_severe",
        when=lambda a: at_least(a.pain.worst, NOT_FROM),
        decision=Decision.NOT_TODAY,
        why="With pain of 6 or more, exercise is more likely to make it worse than better.",
        source="clinical notes 2.1, rule 2 (strictest common limit)",
    ),
    DecisionRule(
        rule="flare_up",
        when=lambda a: a.flare is True,
        decision=Decision.NOT_TODAY,
        why="In a flare-up, one or two days of rest and gentle movement help more.",
        source="clinical notes 0 (rest 1-2 days after a flare, then move)",
    ),
    DecisionRule(
        rule="unanswered",
        when=lambda a: not a.complete,
        decision=Decision.UNANSWERED,
        why="Please answer everything first.",
        source="clinical notes 2.1, rule 1 (everything is asked before)",
    ),
    DecisionRule(
        rule="pain_moderate",
        when=lambda a: at_least(a.pain.worst, GENTLE_FROM),
        decision=Decision.EASE,
        why="With pain of 4 or 5, do the gentle version: smaller movements and shorter holds.",
        source="clinical notes 2.1, rule 2",
    ),
)


def judge_screening(answers: ScreeningAnswers) -> Judgement:
    """Judge the answers before an exercise."""
    return decide(BEFORE, answers)
