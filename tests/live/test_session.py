"""A live exercise: pictures and commands in, scenes out, and what goes wrong on the way."""

import itertools
import logging
import queue
import threading
from dataclasses import replace

import pytest

from formcheck.errors import LiveError, ModelMissingError, StoreError, TrackError, VideoError
from formcheck.live.server.protocol import Command
from formcheck.live.server.worker import MOST_COMMANDS
from formcheck.live.session.events import RepetitionFinished, SessionEnded, SetEnded, SetStarted
from formcheck.live.session.types import Stage
from tests.live.scripted import (
    ITEM,
    Eye,
    Recorder,
    Talk,
    Watch,
    bridges,
    jpeg,
    picture,
    until,
    with_size,
)


class TestAnExercise:
    def test_goes_from_setting_up_to_the_last_repetition(self):
        eye, pictures = bridges(1)
        with Talk(eye) as talk:
            scenes = [talk.show() for _ in range(pictures)]
            stages = [stage for stage, _ in itertools.groupby(s["stage"] for s in scenes)]
            assert stages == ["setup", "countdown", "set", "done"]
            assert scenes[-1]["count"] == 1
            kinds = [type(one) for one in talk.recorder.events]
            assert kinds == [SetStarted, RepetitionFinished, SetEnded, SessionEnded]
            assert talk.session.stage is Stage.DONE

    def test_answers_with_the_pages_own_time(self):
        with Talk() as talk:
            assert talk.show()["at"] == pytest.approx(talk.page_s)
            assert talk.ask("pause")["at"] is None

    def test_loads_nothing_before_the_first_picture(self):
        made = []
        with Talk(make_estimator=lambda: made.append(1) or Eye()) as talk:
            talk.ask("pause")
            assert made == []
            talk.show()
            talk.show()
            assert made == [1]


class TestCommands:
    def test_change_the_scene_at_once(self):
        with Talk() as talk:
            talk.show()
            assert talk.ask("pause")["stage"] == "paused"
            assert talk.show()["stage"] == "paused"
            assert talk.ask("resume")["stage"] == "setup"
            assert talk.ask("stop")["stage"] == "done"
            assert talk.ask("resume")["stage"] == "done"

    def test_come_before_a_picture_that_waits(self):
        with Talk() as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            talk.send()
            talk.session.submit_command(Command(do="pause"), talk.answers.put)
            talk.eye.go_on.set()
            assert [talk.answer()["stage"] for _ in range(3)] == ["setup", "paused", "paused"]

    def test_a_note_is_written_down(self):
        with Talk() as talk:
            talk.ask("note", what="camera_lost")
            assert talk.recorder.notes == [("page", {"what": "camera_lost"})]

    def test_a_note_that_cannot_be_written_is_a_warning(self):
        with Talk() as talk:
            talk.recorder.fail = StoreError("Nothing is kept.")
            assert talk.ask("note", what="hidden")["warning"] == "Nothing is kept."
            assert talk.ask("pause")["stage"] == "paused"

    def test_too_many_that_wait_are_refused_and_stop_never_is(self):
        with Talk() as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            for _ in range(MOST_COMMANDS):
                talk.session.submit_command(Command(do="pause"), talk.answers.put)
            with pytest.raises(LiveError, match="Too many commands"):
                talk.session.submit_command(Command(do="resume"), talk.answers.put)
            talk.session.submit_command(Command(do="stop"), talk.answers.put)
            talk.eye.go_on.set()
            assert [talk.answer()["stage"] for _ in range(2)] == ["setup", "done"]
            assert len(talk.session._commands) == 0


class TestABusyEstimator:
    def test_sees_the_newest_picture_next_and_never_those_between(self):
        with Talk() as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            for _ in range(5):
                talk.send()
            talk.eye.go_on.set()
            first, second = talk.answer(), talk.answer()
            assert second["at"] == pytest.approx(talk.page_s)
            assert first["at"] == pytest.approx(talk.page_s - 5 / 15)
            assert len(talk.eye.frames) == 2
            assert talk.session.dropped == 4
            with pytest.raises(queue.Empty):
                talk.answers.get_nowait()

    def test_holds_nobody_up_who_shows_asks_or_closes(self):
        """Each of these returns while the picture is still looked at."""
        with Talk() as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            talk.send()
            talk.session.submit_command(Command(do="pause"), talk.answers.put)
            talk.session.close()
            assert talk.eye.busy.is_set()


class TestFailures:
    @pytest.mark.parametrize(
        ("error", "fatal"),
        [
            (ModelMissingError("No model."), True),
            (VideoError("Bad picture."), False),
            (TrackError("Bad pose."), False),
        ],
    )
    def test_of_ours_are_told_in_their_own_words(self, error, fatal):
        with Talk() as talk:
            talk.eye.fail = error
            assert talk.show() == {"error": str(error), "fatal": fatal}
            assert talk.show()["stage"] == "setup"

    @pytest.mark.parametrize("error", [RuntimeError("secret"), ValueError(), MemoryError()])
    def test_nobody_expected_are_told_without_details_and_logged(self, error, caplog):
        with Talk() as talk, caplog.at_level(logging.ERROR):
            talk.eye.fail = error
            told = talk.show()
            assert told["fatal"] is True
            assert "Your count is kept" in told["error"]
            assert "secret" not in told["error"]
            assert caplog.records[0].exc_info[1] is error
            assert talk.show()["stage"] == "setup"

    def test_leave_the_count_as_it_was(self, caplog):
        eye, pictures = bridges(2)
        item = replace(ITEM, repetitions=5)
        with Talk(eye, item=item) as talk:
            for _ in range(pictures // 2 + 30):
                before = talk.show()
            assert before["count"] == 1
            eye.fail = RuntimeError("once")
            assert talk.show()["fatal"] is True
            assert talk.show(b"no picture at all") == {
                "error": "Expected a JPEG image, got something else. Reload the page.",
                "fatal": False,
            }
            assert talk.show()["count"] == 1

    def test_of_a_pose_model_free_it_and_the_next_picture_gets_a_new_one(self, caplog):
        made = []

        def make() -> Eye:
            made.append(Eye())
            return made[-1]

        with Talk(make_estimator=make) as talk:
            talk.show()
            made[0].fail = RuntimeError("its graph has stopped")
            talk.show()
            assert made[0].closed
            assert talk.show()["stage"] == "setup"
            assert [eye.closed for eye in made] == [True, False]

    def test_to_load_are_told_with_every_picture_and_leave_nothing_open(self):
        def make() -> Eye:
            raise ModelMissingError("No model; run make model.")

        with Talk(make_estimator=make) as talk:
            for _ in range(3):
                assert talk.show() == {"error": "No model; run make model.", "fatal": True}
            assert talk.ask("pause")["stage"] == "paused"

    def test_of_pictures_are_told_and_the_exercise_goes_on(self):
        bad = [b"x", jpeg()[:-20], with_size(jpeg(), (65_000, 65_000)), jpeg((8, 8))]
        with Talk() as talk:
            for data in bad:
                told = talk.show(data)
                assert told["fatal"] is False
                assert told["error"].startswith("Expected")
            assert talk.eye.frames == []
            assert talk.show()["stage"] == "setup"

    def test_of_a_page_that_cannot_be_told_do_not_end_the_thread(self, caplog):
        def gone(_: str) -> None:
            raise RuntimeError("The page has gone.")

        with Talk() as talk:
            talk.session.submit_frame(picture(1.0), gone)
            talk.session.submit_command(Command(do="pause"), gone)
            assert talk.show()["stage"] == "paused"

    def test_to_begin_a_thread_are_told_and_tried_again(self, monkeypatch):
        def refuse(self) -> None:
            raise RuntimeError("can't start new thread")

        with Talk() as talk:
            with monkeypatch.context() as patch:
                patch.setattr(threading.Thread, "start", refuse)
                with pytest.raises(LiveError, match="out of threads"):
                    talk.send()
            assert talk.show()["stage"] == "setup"

    def test_of_the_history_are_a_warning_once_and_the_exercise_goes_on(self):
        with Talk() as talk:
            talk.recorder.fail = StoreError("The disk is full.")
            scene = talk.show()
            assert scene["warning"] == "The disk is full."
            assert scene["stage"] == "setup"
            assert talk.show()["warning"] == ""

    def test_of_the_history_cost_no_repetition(self):
        eye, pictures = bridges(1)

        class Full(Recorder):
            def record(self, time_s, events) -> None:
                super().record(time_s, events)
                raise StoreError("The disk is full.")

        with Talk(eye, recorder=Full()) as talk:
            scenes = [talk.show() for _ in range(pictures)]
            assert scenes[-1]["count"] == 1
            assert scenes[-1]["stage"] == "done"
            assert all(scene["warning"] for scene in scenes)


class TestASecondPerson:
    def test_is_told_by_whoever_watches(self):
        watch = Watch()
        with Talk(second_person=lambda: watch) as talk:
            talk.show()
            alone = talk.show()["message"]
            watch.present = True
            assert talk.show()["message"] != alone
            assert watch.offered == 3

    @pytest.mark.parametrize("error", [RuntimeError("x"), ModelMissingError("x")])
    def test_who_cannot_be_looked_for_is_a_warning_once_and_the_exercise_goes_on(
        self, error, caplog
    ):
        watch = Watch()
        with Talk(second_person=lambda: watch) as talk:
            talk.show()
            watch.fail, watch.present = error, True
            scene = talk.show()
            assert "only you are in the picture" in scene["warning"]
            assert scene["stage"] == "setup"
            assert watch.closed == 1
            assert talk.show()["warning"] == ""
            assert watch.offered == 2
        assert talk.eye.closed

    def test_watcher_that_cannot_be_made_is_a_warning_too(self, caplog):
        def make() -> Watch:
            raise RuntimeError("no thread left")

        with Talk(second_person=make) as talk:
            assert "only you" in talk.show()["warning"]
            assert talk.show()["stage"] == "setup"
        assert talk.eye.closed
