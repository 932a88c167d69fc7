"""Listeners whose set has just begun, and films for them."""

from formcheck.assessment.types import CheckName, ReadinessCheck
from formcheck.live.session.types import Stage
from formcheck.texts.labels import readiness_sentence
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.live_listener import Listener, still

BRIDGE, DOG = GOOD_REPETITIONS["bridge"], GOOD_REPETITIONS["bird_dog"]
LEAD_S = 5.0
PROMPTS = exercise_named("bridge").prompts
SETUP, COUNTDOWN, SET = Stage.SETUP, Stage.COUNTDOWN, Stage.SET
PAUSED, BREAK, DONE = Stage.PAUSED, Stage.BREAK, Stage.DONE


def film_repetitions(good_rep=BRIDGE, repetitions: int = 1, **changes):
    return good_rep.film(good_rep.keys(**changes) * repetitions, fps=30, lead_s=0.4)


def listener_in_set(exercise: str = "bridge", **dose) -> Listener:
    """A listener whose set has just begun."""
    listener = Listener(exercise, **dose)
    listener.watch(still(GOOD_REPETITIONS[exercise], LEAD_S))
    assert listener.controller.stage is SET
    return listener


def instruction(check: CheckName) -> str:
    """What the coach says when this readiness check of the bridge fails."""
    return readiness_sentence(ReadinessCheck(failed=check), exercise_named("bridge"))
