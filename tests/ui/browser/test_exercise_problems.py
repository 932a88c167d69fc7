"""Problems while a person lies on the floor: each is said, and no repetition is lost."""

import signal

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.texts import coach as coach_texts
from tests.support.answered_patient import say_all_is_well
from tests.ui.browser.patient import (
    COACH,
    begin,
    count,
    do,
    gone,
    hang,
    heard,
    problem_is,
    show,
    stage_is,
    wait_for_count,
    words_are,
)
from tests.ui.browser.scripted_estimator import BRIDGES, LONG_BRIDGES, LYING, WITH_VISITOR
from tests.ui.browser.servers import HERE, Served, free_port, start_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURE_FROZEN = "The picture is frozen. Check the camera."
HEARD = "(text) => window.said.some((one) => one.text?.includes(text))"


def exercise(page, url: str, shade: int = BRIDGES) -> None:
    """Begin bridges and go on until the set is under way."""
    begin(page, url, "bridge", leg=None, repetitions=9, hold_s=1)
    stage_is(page, "set")
    show(page, shade)


def newest(served):
    with Store(served.history) as store:
        return store.sessions(limit=1, with_repetitions=True)[0]


def test_lost_line_and_camera_come_back_and_a_key_stops_at_once(well, patient):
    exercise(patient, well.url)
    wait_for_count(patient, 1)
    show(patient, LYING)

    do(patient, "coach.connection.socket.close();")
    assert count(patient) == 1

    do(patient, "coach.camera.stream.getVideoTracks()[0].dispatchEvent(new Event('ended'));")
    problem_is(patient, "The camera is gone")
    problem_is(patient, "")
    show(patient, BRIDGES)
    wait_for_count(patient, 2)

    patient.keyboard.press("PageDown")  # a presenter's key
    stopped_s = do(patient, "return coach.stats.stoppedAt - coach.stats.keyAt;") / 1000
    assert stopped_s < 0.5
    expect(patient.get_by_role("heading", name="Stopped")).to_be_visible()
    said = patient.evaluate("window.said")
    last = max(i for i, one in enumerate(said) if one["text"] is None)
    # The voice was cut off and said nothing more but the question that follows.
    assert [one["text"][:8] for one in said[last + 1 :]] in ([], ["Stopped."])
    exercise_session = newest(well)
    assert exercise_session.state == "stopped"
    assert sum(r.result.counted for r in exercise_session.sets[0].repetitions) == 2
    assert {"page"} <= _kinds(well, exercise_session.id)


def _kinds(served, session_id: int) -> set[str]:
    with Store(served.history) as store:
        return {event.kind for event in store.events(session_id)}


def test_a_reloaded_page_and_a_second_window_take_the_set_up_again(well, patient):
    exercise(patient, well.url)
    wait_for_count(patient, 1)
    show(patient, LYING)
    patient.reload()
    cut_short = "Bridge was cut short in set 1 of 1, with 1 counted."
    expect(patient.get_by_text(cut_short)).to_be_visible()
    patient.get_by_role("button", name="Continue").first.click()
    stage_is(patient, "setup", "countdown", "set")
    wait_for_count(patient, 1)

    other = patient.context.new_page()
    other.goto(f"{well.url}/exercise")
    expect(other.get_by_text("It is open in another window.")).to_be_visible()
    other.get_by_role("button", name="Continue here instead").click()
    stage_is(other, "setup", "countdown", "set")
    problem_is(patient, "another window")
    wait_for_count(other, 1)
    do(other, "coach.stop();")
    expect(other.get_by_role("heading", name="Stopped")).to_be_visible()
    assert newest(well).state == "stopped"


class Killable:
    """A server of its own, which can be killed and started again at the same address."""

    def __init__(self, folder, clip) -> None:
        self._port = free_port()
        self._log = folder / "log.txt"
        self._environment = {"FORMCHECK_DATA": str(folder), "FORMCHECK_TEST_CLIP": str(clip)}
        self.served = Served(url=f"http://127.0.0.1:{self._port}", data=folder)
        self.start()

    def start(self) -> None:
        script = HERE / "scripted_app.py"
        self._process = start_server(script, self._port, self._log, **self._environment)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(20)


def test_a_killed_server_leaves_the_history_whole_and_the_set_goes_on(tmp_path, patient, clip):
    with Store(tmp_path / "history.sqlite3") as store:
        say_all_is_well(store)
    server = Killable(tmp_path, clip)
    served = server.served
    try:
        exercise(patient, served.url)
        wait_for_count(patient, 1)
        show(patient, LYING)
        server.kill()
        problem_is(patient, "FormCheck is not responding")
        exercise_session = newest(served)
        assert exercise_session.state == "running"
        assert [r.result.counted for r in exercise_session.sets[0].repetitions] == [True]
        server.start()
        offer = patient.get_by_role("button", name="Continue").first
        expect(offer).to_be_visible(timeout=60_000)
        gone(patient)  # else what is waited for below is still on the page from before
        offer.click()
        stage_is(patient, "setup", "countdown", "set")
        wait_for_count(patient, 1)
        assert newest(served).id == exercise_session.id

        server.kill()  # and a stop that no server hears is no less a stop
        patient.keyboard.press("Escape")
        assert do(patient, "return coach.ending.isUnderWay;") is True
        server.start()
        patient.goto(f"{served.url}/exercise")
        patient.get_by_role("button", name="Continue").first.click()
        expect(patient.get_by_role("heading", name="Stopped")).to_be_visible(timeout=60_000)
        assert newest(served).state == "stopped"
    finally:
        server.kill()


def test_who_does_not_allow_the_camera_is_told_so_and_may_use_the_sample(well, without_camera):
    page = without_camera
    begin(page, well.url, "bridge", leg=None, repetitions=3, hold_s=5)
    problem_is(page, "is not allowed to use the camera")
    assert any("is not allowed to use the camera" in text for text in heard(page))
    page.get_by_role("button", name="Use the sample clip").click()
    wait_for_count(page, 1)
    page.keyboard.press("Space")
    stage_is(page, "paused")
    page.keyboard.press("Space")
    page.get_by_role("button", name="STOP").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()


def test_a_second_person_is_reported_and_a_camera_that_hangs_pauses_the_set(well, patient):
    exercise(patient, well.url, WITH_VISITOR)
    words_are(patient, coach_texts.SECOND_PERSON)
    patient.wait_for_function(HEARD, arg=coach_texts.SECOND_PERSON)
    show(patient, LYING)
    words_are(patient, coach_texts.SECOND_PERSON, are=False)
    stage_is(patient, "set")  # the one who exercises was followed all the time
    assert count(patient) == 0

    show(patient, LONG_BRIDGES)
    patient.wait_for_function(f"({COACH})().querySelector('.hold:not(.idle)')")
    hang(patient)
    words_are(patient, PICTURE_FROZEN)
    stage_is(patient, "paused")
    assert count(patient) == 0
    patient.wait_for_function(HEARD, arg="The picture is frozen")
    do(patient, "coach.stop();")
