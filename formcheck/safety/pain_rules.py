"""The pain rules: during and after an exercise, five minutes after a stop, and the next day."""

from dataclasses import dataclass
from datetime import timedelta

from formcheck.safety.decision_table import Decision, DecisionRule, Judgement, decide
from formcheck.safety.questionnaire import Pain, PainSite, Sensation, at_least

__all__ = [
    "AFTER",
    "ASK_AGAIN_AFTER",
    "DURING",
    "NEXT_DAY",
    "Change",
    "PainFacts",
    "judge_after",
    "judge_during",
    "judge_next_day",
]

ASK_AGAIN_AFTER = timedelta(minutes=5)
"""The wait after a stop (clinical notes 2.1, rule 7; McKenzie's stop light waits as long)."""

STOP_FROM = 6
RISEN = 2
"""Two points are more than the measurement error (MDC 2 in low-back pain, clinical notes 2.1)."""
RISEN_TO = 4
MODERATE = 4

_NERVE = frozenset({Sensation.TINGLING, Sensation.NUMBNESS, Sensation.WEAKNESS})
_SHARP = frozenset({Sensation.SHARP, Sensation.ELECTRIC})
_WATCHED = frozenset({Sensation.NUMBNESS, Sensation.WEAKNESS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The pain before the exercise, and the pain now."""

    before: Pain
    now: Pain

    @property
    def back(self) -> int:
        """How much more the back hurts, in points; 0 when that is unknown."""
        return _rise(self.before.back, self.now.back)

    @property
    def leg(self) -> int:
        """How much more the leg hurts, in points; 0 when that is unknown."""
        return _rise(self.before.leg, self.now.leg)

    @property
    def further_down(self) -> bool:
        """Whether the pain reaches further from the back than before, to the buttock or beyond."""
        was, is_ = self.before.site, self.now.site
        return was is not None and is_ is not None and is_ > was and is_ >= PainSite.BUTTOCK

    @property
    def moved_up(self) -> bool:
        """Whether the pain moved toward the spine (centralisation) and the leg hurts no more."""
        was, is_ = self.before.site, self.now.site
        return (
            was is not None
            and is_ is not None
            and is_ < was
            and was >= PainSite.BUTTOCK
            and self.leg <= 0
        )

    @property
    def less(self) -> bool:
        """Whether the worst pain is less, no place hurts more, and it reaches no further down."""
        was, is_ = self.before.worst, self.now.worst
        fallen = was is not None and is_ is not None and is_ < was
        return fallen and self.back <= 0 and self.leg <= 0 and not self.further_down

    @property
    def new(self) -> frozenset[Sensation]:
        """The sensations that are felt now and were not felt before."""
        return _felt(self.now) - _felt(self.before)


@dataclass(frozen=True, kw_only=True, slots=True)
class PainFacts:
    """An answer during or after an exercise: the change, and what led to the question.

    `stopped` says that the person stopped the exercise and named no other reason than pain. `eased`
    says that the exercise was already made gentler today.
    """

    change: Change
    stopped: bool = False
    eased: bool = False


def _rise(before: int | None, now: int | None) -> int:
    return 0 if before is None or now is None else now - before


def _felt(pain: Pain) -> frozenset[Sensation]:
    return pain.sensations or frozenset()


def _up_to_four(c: Change) -> bool:
    leg = c.leg >= RISEN and at_least(c.now.leg, RISEN_TO)
    back = c.back >= RISEN and at_least(c.now.back, RISEN_TO) and not c.moved_up
    return leg or back


def _amber(c: Change) -> bool:
    if c.less:
        return False
    moderate_back = at_least(c.now.back, MODERATE) and not c.moved_up
    return moderate_back or at_least(c.now.leg, MODERATE) or (c.back >= RISEN and not c.moved_up)


DURING: tuple[DecisionRule[PainFacts], ...] = (
    DecisionRule(
        rule="stopped",
        when=lambda d: d.stopped,
        decision=Decision.STOP,
        why="You said that it hurts, and that is reason enough.",
        source="clinical notes 2.1, rule 3 (STOP command)",
    ),
    DecisionRule(
        rule="pain_severe",
        when=lambda d: at_least(d.change.now.worst, STOP_FROM),
        decision=Decision.STOP,
        why="Pain of 6 or more is too much to exercise with.",
        source="clinical notes 2.1, rule 3",
    ),
    DecisionRule(
        rule="leg_pain_up",
        when=lambda d: d.change.leg >= RISEN,
        decision=Decision.STOP,
        why="The leg hurts clearly more than before you began.",
        source="clinical notes 2.1, rule 3 (leg pain up by 2)",
    ),
    DecisionRule(
        rule="pain_up_to_four",
        when=lambda d: _up_to_four(d.change),
        decision=Decision.STOP,
        why="It hurts clearly more than before, and at 4 or higher.",
        source="clinical notes 2.1, rule 3 (any pain up by 2 to 4 or more)",
    ),
    DecisionRule(
        rule="further_down",
        when=lambda d: d.change.further_down,
        decision=Decision.STOP,
        why="Pain that moves further down the leg is a sign to leave this movement.",
        source="clinical notes 2.1, rule 3 (peripheralisation)",
    ),
    DecisionRule(
        rule="new_nerve_sign",
        when=lambda d: bool(d.change.new & _NERVE),
        decision=Decision.STOP,
        why="New tingling, numbness or weakness comes from the nerve.",
        source="clinical notes 2.1, rule 3",
    ),
    DecisionRule(
        rule="sharp_or_electric",
        when=lambda d: bool(_felt(d.change.now) & _SHARP),
        decision=Decision.STOP,
        why="Sharp or electric pain is not the stretch you should feel.",
        source="clinical notes 2.1, rule 3",
    ),
    DecisionRule(
        rule="second_amber",
        when=lambda d: d.eased and _amber(d.change),
        decision=Decision.END,
        why="The exercise was already made gentler today, and it still hurts.",
        source="clinical notes 2.1, rule 4",
    ),
    DecisionRule(
        rule="unanswered",
        when=lambda d: not d.change.now.complete,
        decision=Decision.UNANSWERED,
        why="Please answer first.",
        source="clinical notes 2.1, rule 6 (no answer: end and save)",
    ),
    DecisionRule(
        rule="before_unknown",
        when=lambda d: d.change.now.complete and not d.change.before.complete,
        decision=Decision.END,
        why="Your pain before the exercise is not known, so this exercise is over for today.",
        source="clinical notes 2.1, rule 1 (everything is compared with the start)",
    ),
    DecisionRule(
        rule="amber",
        when=lambda d: _amber(d.change),
        decision=Decision.EASE,
        why="It hurts at 4 or 5, or clearly more in the back than before.",
        source="clinical notes 2.1, rule 4",
    ),
    DecisionRule(
        rule="less",
        when=lambda d: d.change.less,
        decision=Decision.GO,
        why="That is less than before.",
        source="clinical notes 2.1, rules 4 and 5 (amber is a rise, or 4 or 5 that has not fallen)",
    ),
    DecisionRule(
        rule="moved_up",
        when=lambda d: d.change.moved_up,
        decision=Decision.GO,
        why="Pain that moves up toward the back is usually a good sign while it stays under 6.",
        source="clinical notes 2.1, rule 5 (centralisation)",
    ),
)


AFTER: tuple[DecisionRule[Change], ...] = (
    DecisionRule(
        rule="nerve_sign_stays",
        when=lambda c: bool(c.new & _WATCHED),
        decision=Decision.CLINICIAN,
        why="New numbness or weakness that does not go away should be looked at today.",
        source="clinical notes 2.1, rule 7; 2.2 (weakness)",
    ),
    DecisionRule(
        rule="still_worse",
        when=lambda c: c.back > 0 or c.leg > 0 or bool(c.new),
        decision=Decision.CLINICIAN,
        why="It is still worse than before you began.",
        source="clinical notes 2.1, rule 7",
    ),
    DecisionRule(
        rule="still_further_down",
        when=lambda c: c.further_down,
        decision=Decision.CLINICIAN,
        why="It still reaches further down than before you began.",
        source="clinical notes 2.1, rule 7 (McKenzie: worse for more than 5 minutes)",
    ),
    DecisionRule(
        rule="unanswered",
        when=lambda c: not c.now.complete,
        decision=Decision.UNANSWERED,
        why="Please answer first.",
        source="clinical notes 2.1, rule 7",
    ),
    DecisionRule(
        rule="before_unknown",
        when=lambda c: c.now.complete and not c.before.complete,
        decision=Decision.NOT_TODAY,
        why="Your pain before the exercise is not known, so do no more exercises today.",
        source="clinical notes 2.1, rule 7",
    ),
    DecisionRule(
        rule="settled",
        when=lambda c: c.now.complete,
        decision=Decision.END,
        why="It is no worse than before you began.",
        source="clinical notes 2.1, rule 7",
    ),
)

NEXT_DAY: tuple[DecisionRule[Change], ...] = (
    DecisionRule(
        rule="worse_next_day",
        when=lambda c: c.back >= RISEN or c.leg >= RISEN,
        decision=Decision.HOLD_BACK,
        why="It is clearly worse than before your last exercises. For now, do no more than then.",
        source="clinical notes 2.1, rule 8",
    ),
)


def judge_during(facts: PainFacts) -> Judgement:
    """Judge an answer during or after an exercise."""
    return decide(DURING, facts)


def judge_after(change: Change) -> Judgement:
    """Judge the answer five minutes after a stop; the exercise never continues after it."""
    return decide(AFTER, change)


def judge_next_day(change: Change) -> Judgement:
    """Judge, the next day, the pain compared with the pain before the last exercises."""
    return decide(NEXT_DAY, change)
