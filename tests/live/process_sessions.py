"""Live sessions of this process, opened as a page's script opens them."""

from formcheck.history import PlanItem
from formcheck.live.server.live_sessions import live_sessions
from formcheck.live.server.worker import LiveSession
from tests.live.scripted import FPS, ITEM, Clock, picture, until

BIRD_DOG = PlanItem(exercise="bird_dog", sets=2, repetitions=8, hold_s=5.0, rest_s=30.0)


def exercise_session(store, item=ITEM):
    return store.begin_session(item, source="camera")


def session_of(session_id: int) -> LiveSession:
    """The live session of this entry."""
    return live_sessions().find_content(str(session_id))


def show_frames(session: LiveSession, pictures: int, clock: Clock) -> None:
    """Show this many frames, at the film's times."""
    answers = []
    for i in range(pictures):
        clock.now_s += 1 / FPS
        session.submit_frame(picture(i / FPS), answers.append)
        until(lambda i=i: len(answers) > i)
