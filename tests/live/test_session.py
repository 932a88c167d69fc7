"""A live session: frames and commands go in, states come out; and what can go wrong."""

import itertools
import logging
import queue
import threading
from dataclasses import replace

import pytest

from formcheck.errors import LiveError, ModelMissingError, StoreError, TrackError, VideoError
from formcheck.live.server.commands import MOST_COMMANDS
from formcheck.live.server.protocol import Command
from formcheck.live.session.events import RepetitionFinished, SessionEnded, SetEnded, SetStarted
from formcheck.live.session.types import Stage
from formcheck.texts.coach import LAST_SET_DONE
from tests.live.scripted import (
    ITEM,
    PATIENCE_S,
    ControlledEstimator,
    FakeWatcher,
    Recorder,
    SessionClient,
    bridges,
    jpeg,
    picture,
    until,
    with_size,
)


class TestAnExercise:
    def test_goes_from_setting_up_to_the_last_repetition(self):
        estimator, pictures = bridges(1)
        with SessionClient(estimator) as client:
            states = [client.show() for _ in range(pictures)]
            stages = [stage for stage, _ in itertools.groupby(s["stage"] for s in states)]
            assert stages == ["setup", "countdown", "set", "done"]
            assert states[-1]["count"] == 1
            kinds = [type(one) for one in client.recorder.events]
            assert kinds == [SetStarted, RepetitionFinished, SetEnded, SessionEnded]
            assert client.session.stage is Stage.DONE

    def test_the_last_sentence_is_said_although_the_page_still_speaks_another(self):
        # The way back is over before "Lower slowly." has been spoken.
        estimator, pictures = bridges(1, back_s=1.4)
        with SessionClient(estimator) as client:
            client.speaking = True
            states = [client.show() for _ in range(pictures)]
            texts = [state["say"]["text"] for state in states if state["say"]]
            ended = next(state for state in states if state["stage"] == "done")
            assert ended["say"]["text"].endswith(LAST_SET_DONE), texts
            assert ended["say"]["interrupt"]

    def test_answers_a_frame_with_the_time_of_each_stage(self):
        with SessionClient() as client:
            spent = client.show()["spent_ms"]
            assert list(spent) == ["waited", "decoded", "estimated", "judged"]
            assert client.ask("pause")["spent_ms"] is None

    def test_answers_with_the_pages_own_time(self):
        with SessionClient() as client:
            assert client.show()["at"] == pytest.approx(client.page_s)
            assert client.ask("pause")["at"] is None

    def test_loads_nothing_before_the_first_frame(self):
        made = []
        with SessionClient(
            make_estimator=lambda: made.append(1) or ControlledEstimator()
        ) as client:
            client.ask("pause")
            assert made == []
            client.show()
            client.show()
            assert made == [1]

    def test_loads_the_models_ahead_when_asked_and_only_once(self):
        made = []
        estimator = ControlledEstimator()
        with SessionClient(make_estimator=lambda: made.append(1) or estimator) as client:
            client.session.prepare()
            until(lambda: made)
            client.session.prepare()
            client.show()
            assert made == [1]
            assert client.answers.empty()

    def test_reports_what_failed_ahead_with_the_first_frame(self):
        def missing():
            raise ModelMissingError("The model is missing. Fetch it.")

        with SessionClient(make_estimator=missing) as client:
            client.session.prepare()
            assert client.show()["error"] == "The model is missing. Fetch it."
            assert client.answers.empty()


class TestCommands:
    def test_change_the_state_at_once(self):
        with SessionClient() as client:
            client.show()
            assert client.ask("pause")["stage"] == "paused"
            assert client.show()["stage"] == "paused"
            assert client.ask("resume")["stage"] == "setup"
            assert client.ask("stop")["stage"] == "done"
            assert client.ask("resume")["stage"] == "done"

    @pytest.mark.parametrize(("do", "stage"), [("pause", "paused"), ("stop", "done")])
    def test_do_not_wait_for_a_frame(self, do, stage):
        with SessionClient() as client:
            client.estimator.go_on.clear()
            client.send()
            until(client.estimator.busy.is_set)
            assert client.ask(do)["stage"] == stage
            assert client.estimator.busy.is_set()
            client.estimator.go_on.set()
            assert client.answer()["stage"] == stage

    def test_do_not_wait_for_the_pose_model_to_load(self):
        loading, go_on = threading.Event(), threading.Event()

        def make() -> ControlledEstimator:
            loading.set()
            assert go_on.wait(PATIENCE_S)
            return ControlledEstimator()

        with SessionClient(make_estimator=make) as client:
            client.session.prepare()
            until(loading.is_set)
            assert client.ask("stop")["stage"] == "done"
            go_on.set()

    def test_a_note_is_written_down(self):
        with SessionClient() as client:
            client.ask("note", what="camera_lost")
            assert client.recorder.notes == [("page", {"what": "camera_lost"})]

    def test_a_note_that_cannot_be_written_is_a_warning(self):
        with SessionClient() as client:
            client.recorder.fail = StoreError("Nothing is kept.")
            assert client.ask("note", what="hidden")["warning"] == "Nothing is kept."
            assert client.ask("pause")["stage"] == "paused"

    def test_too_many_that_wait_are_refused_and_stop_never_is(self):
        with SessionClient() as client:
            go_on = threading.Event()
            client.session.submit_command(Command(do="pause"), lambda _: go_on.wait(PATIENCE_S))
            for _ in range(MOST_COMMANDS - 1):
                client.session.submit_command(Command(do="pause"), client.answers.put)
            with pytest.raises(LiveError, match="Too many commands"):
                client.session.submit_command(Command(do="resume"), client.answers.put)
            client.session.submit_command(Command(do="stop"), client.answers.put)
            go_on.set()
            assert client.answer()["stage"] == "done"
            until(lambda: client.session.waiting == 0)
            assert client.answers.empty()


class TestABusyEstimator:
    def test_sees_the_newest_frame_next_and_never_those_between(self):
        with SessionClient() as client:
            client.estimator.go_on.clear()
            client.send()
            until(client.estimator.busy.is_set)
            for _ in range(5):
                client.send()
            client.estimator.go_on.set()
            first, second = client.answer(), client.answer()
            assert second["at"] == pytest.approx(client.page_s)
            assert first["at"] == pytest.approx(client.page_s - 5 / 15)
            assert len(client.estimator.frames) == 2
            assert client.session.dropped == 4
            with pytest.raises(queue.Empty):
                client.answers.get_nowait()

    def test_does_not_delay_frames_commands_or_closing(self):
        """Each of these returns while the frame is still being analysed."""
        with SessionClient() as client:
            client.estimator.go_on.clear()
            client.send()
            until(client.estimator.busy.is_set)
            client.send()
            client.session.submit_command(Command(do="pause"), client.answers.put)
            client.session.close()
            assert client.estimator.busy.is_set()


class TestFailures:
    @pytest.mark.parametrize(
        ("error", "fatal"),
        [
            (ModelMissingError("No model."), True),
            (VideoError("Bad picture."), False),
            (TrackError("Bad pose."), False),
        ],
    )
    def test_of_formcheck_are_shown_as_their_sentence(self, error, fatal):
        with SessionClient() as client:
            client.estimator.fail = error
            assert client.show() == {"error": str(error), "fatal": fatal}
            assert client.show()["stage"] == "setup"

    @pytest.mark.parametrize("error", [RuntimeError("secret"), ValueError(), MemoryError()])
    def test_of_other_kinds_are_logged_and_shown_without_details(self, error, caplog):
        with SessionClient() as client, caplog.at_level(logging.ERROR):
            client.estimator.fail = error
            told = client.show()
            assert told["fatal"] is True
            assert "Your count is kept" in told["error"]
            assert "secret" not in told["error"]
            assert caplog.records[0].exc_info[1] is error
            assert client.show()["stage"] == "setup"

    def test_leave_the_count_as_it_was(self, caplog):
        estimator, pictures = bridges(2)
        item = replace(ITEM, repetitions=5)
        with SessionClient(estimator, item=item) as client:
            for _ in range(pictures // 2 + 30):
                before = client.show()
            assert before["count"] == 1
            estimator.fail = RuntimeError("once")
            assert client.show()["fatal"] is True
            assert client.show(b"no picture at all") == {
                "error": "Expected a JPEG image, got something else. Reload the page.",
                "fatal": False,
            }
            assert client.show()["count"] == 1

    def test_of_a_pose_model_free_it_and_the_next_frame_gets_a_new_one(self, caplog):
        made = []

        def make() -> ControlledEstimator:
            made.append(ControlledEstimator())
            return made[-1]

        with SessionClient(make_estimator=make) as client:
            client.show()
            made[0].fail = RuntimeError("its graph has stopped")
            client.show()
            assert made[0].closed
            assert client.show()["stage"] == "setup"
            assert [estimator.closed for estimator in made] == [True, False]

    def test_to_load_are_reported_with_every_frame_and_leave_nothing_open(self):
        def make() -> ControlledEstimator:
            raise ModelMissingError("No model; run make model.")

        with SessionClient(make_estimator=make) as client:
            for _ in range(3):
                assert client.show() == {"error": "No model; run make model.", "fatal": True}
            assert client.ask("pause")["stage"] == "paused"

    def test_of_frames_are_reported_and_the_exercise_goes_on(self):
        bad = [b"x", jpeg()[:-20], with_size(jpeg(), (65_000, 65_000)), jpeg((8, 8))]
        with SessionClient() as client:
            for data in bad:
                told = client.show(data)
                assert told["fatal"] is False
                assert told["error"].startswith("Expected")
            assert client.estimator.frames == []
            assert client.show()["stage"] == "setup"

    def test_of_a_lost_page_do_not_end_the_thread(self, caplog):
        def gone(_: str) -> None:
            raise RuntimeError("The page has gone.")

        with SessionClient() as client:
            client.session.submit_frame(picture(1.0), gone)
            client.session.submit_command(Command(do="pause"), gone)
            assert client.show()["stage"] == "paused"

    def test_to_start_a_thread_are_reported_and_retried(self, monkeypatch):
        def refuse(self) -> None:
            raise RuntimeError("can't start new thread")

        with SessionClient() as client:
            with monkeypatch.context() as patch:
                patch.setattr(threading.Thread, "start", refuse)
                with pytest.raises(LiveError, match="out of threads"):
                    client.send()
            assert client.show()["stage"] == "setup"

    def test_of_the_history_are_a_warning_once_and_the_exercise_goes_on(self):
        with SessionClient() as client:
            client.recorder.fail = StoreError("The disk is full.")
            state = client.show()
            assert state["warning"] == "The disk is full."
            assert state["stage"] == "setup"
            assert client.show()["warning"] == ""

    def test_of_the_history_cost_no_repetition(self):
        estimator, pictures = bridges(1)

        class Full(Recorder):
            def record(self, time_s, events) -> None:
                super().record(time_s, events)
                raise StoreError("The disk is full.")

        with SessionClient(estimator, recorder=Full()) as client:
            states = [client.show() for _ in range(pictures)]
            assert states[-1]["count"] == 1
            assert states[-1]["stage"] == "done"
            assert all(state["warning"] for state in states)


class TestASecondPerson:
    def test_is_reported_by_the_watcher(self):
        watch = FakeWatcher()
        with SessionClient(second_person=lambda: watch) as client:
            client.show()
            alone = client.show()["message"]
            watch.present = True
            assert client.show()["message"] != alone
            assert watch.offered == 3

    @pytest.mark.parametrize("error", [RuntimeError("x"), ModelMissingError("x")])
    def test_that_cannot_be_checked_gives_one_warning_and_the_exercise_continues(
        self, error, caplog
    ):
        watch = FakeWatcher()
        with SessionClient(second_person=lambda: watch) as client:
            client.show()
            watch.fail, watch.present = error, True
            state = client.show()
            assert "only you are in the picture" in state["warning"]
            assert state["stage"] == "setup"
            assert watch.closed == 1
            assert client.show()["warning"] == ""
            assert watch.offered == 2
        assert client.estimator.closed

    def test_watcher_that_cannot_be_made_is_a_warning_too(self, caplog):
        def make() -> FakeWatcher:
            raise RuntimeError("no thread left")

        with SessionClient(second_person=make) as client:
            assert "only you" in client.show()["warning"]
            assert client.show()["stage"] == "setup"
        assert client.estimator.closed
