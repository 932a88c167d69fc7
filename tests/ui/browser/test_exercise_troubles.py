"""What goes wrong while somebody lies on the floor: each is said, and no repetition is lost."""

import os
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from formcheck.clinic.store import Store
from tests.ui.browser.cameras import made_for
from tests.ui.browser.conftest import TOP, _await, _free_port
from tests.ui.browser.patient import (
    begin,
    count,
    do,
    gone,
    heard,
    stage_is,
    trouble_is,
    wait_for_count,
)
from tests.ui.wellness import say_all_is_well

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return made_for("bridge", tmp_path_factory.mktemp("film")).film


def newest(data):
    with Store(data / "history.sqlite3") as store:
        return store.trainings(limit=1, with_repetitions=True)[0]


def test_lost_line_and_camera_come_back_and_a_key_stops_at_once(url, data, film, camera):
    with camera(film) as page:
        begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
        wait_for_count(page, 1)

        do(page, "coach.line.socket.close();")
        assert count(page) == 1

        do(page, "coach.camera.stream.getVideoTracks()[0].dispatchEvent(new Event('ended'));")
        trouble_is(page, "I lost the camera")
        trouble_is(page, "")
        wait_for_count(page, 2)

        page.keyboard.press("PageDown")  # a presenter's key
        stopped_s = do(page, "return coach.stats.stoppedAt - coach.stats.keyAt;") / 1000
        assert stopped_s < 0.5
        expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
        said = page.evaluate("window.said")
        last = max(i for i, one in enumerate(said) if one["text"] is None)
        # The voice was cut off and said nothing more but the question that follows.
        assert [one["text"][:8] for one in said[last + 1 :]] in ([], ["Stopped."])
        training = newest(data)
        assert training.state == "stopped"
        assert sum(r.result.counted for r in training.sets[0].repetitions) == 2
        kinds = _kinds(data, training.id)
        assert {"page"} <= kinds


def _kinds(data, training_id: int) -> set[str]:
    with Store(data / "history.sqlite3") as store:
        return {event.kind for event in store.events(training_id)}


def test_a_reloaded_page_and_a_second_window_take_the_set_up_again(url, data, film, camera):
    with camera(film) as page:
        begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
        wait_for_count(page, 1)
        page.reload()
        expect(
            page.get_by_text("Bridge was cut short in set 1 of 1, with 1 counted.")
        ).to_be_visible()
        page.get_by_role("button", name="Go on").first.click()
        stage_is(page, "setup", "countdown", "set")
        wait_for_count(page, 1)

        other = page.context.new_page()
        other.goto(f"{url}/exercise")
        expect(other.get_by_text("It is going on in another window.")).to_be_visible()
        other.get_by_role("button", name="Go on here instead").click()
        stage_is(other, "setup", "countdown", "set")
        trouble_is(page, "another window")
        assert count(other) >= 1
        do(other, "coach.stop();")
        expect(other.get_by_role("heading", name="Stopped")).to_be_visible()
        assert newest(data).state == "stopped"


def test_a_killed_server_leaves_the_history_whole_and_the_set_goes_on(film, tmp_path, camera):
    port = _free_port()

    def serve():
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                str(TOP / "app.py"),
                f"--server.port={port}",
            ],
            cwd=TOP,
            env=os.environ | {"FORMCHECK_DATA": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _await(f"http://127.0.0.1:{port}/_stcore/health", server, tmp_path / "no-log")
        return server

    with Store(tmp_path / "history.sqlite3") as store:
        say_all_is_well(store)
    server = serve()
    try:
        with camera(film) as page:
            begin(page, f"http://127.0.0.1:{port}", "bridge", leg=None, repetitions=9, hold_s=3)
            wait_for_count(page, 1)
            server.send_signal(signal.SIGKILL)
            server.wait(20)
            trouble_is(page, "FormCheck does not answer")
            training = newest(tmp_path)
            assert training.state == "running"
            assert [r.result.counted for r in training.sets[0].repetitions] == [True]
            server = serve()
            offer = page.get_by_role("button", name="Go on").first
            expect(offer).to_be_visible(timeout=60_000)
            gone(page)  # else what is waited for below is still on the page from before
            offer.click()
            stage_is(page, "setup", "countdown", "set")
            wait_for_count(page, 1)
            assert newest(tmp_path).id == training.id

            server.send_signal(signal.SIGKILL)  # and a stop that no server hears is no less a stop
            server.wait(20)
            page.keyboard.press("Escape")
            assert do(page, "return coach.ending.isUnderWay;") is True
            server = serve()
            page.goto(f"http://127.0.0.1:{port}/exercise")
            page.get_by_role("button", name="Go on").first.click()
            expect(page.get_by_role("heading", name="Stopped")).to_be_visible(timeout=60_000)
            assert newest(tmp_path).state == "stopped"
    finally:
        server.kill()
        server.wait(20)


def test_who_does_not_allow_the_camera_is_told_and_may_use_the_sample(url, camera):
    with camera(None) as page:
        begin(page, url, "bridge", leg=None, repetitions=3, hold_s=5)
        trouble_is(page, "may not use the camera")
        assert any("may not use the camera" in text for text in heard(page))
        page.get_by_role("button", name="Use the sample clip").click()
        wait_for_count(page, 1)
        page.keyboard.press("Space")
        stage_is(page, "paused")
        page.keyboard.press("Space")
        page.get_by_role("button", name="STOP").click()
        expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
