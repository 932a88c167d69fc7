"""The Review page from an empty page to a finished review, with a scripted review service."""

import io
import threading

import pytest
import streamlit as st

from formcheck.errors import ExerciseError, VideoError
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.pages.review.review_job import ReviewJob
from formcheck.video.formats import CLIP_SUFFIXES
from tests.support.page_text import page_markdown
from tests.ui.review.review_pages import button, finish, folder_of, start_sample, wait_until
from tests.ui.scripted import Scripted, bridge_review


class TestChoosing:
    def test_the_empty_page_offers_every_sample_and_an_upload(self, app):
        assert not app.exception
        assert [b.key for b in app.button if b.key.startswith("start-")] == [
            "start-bridge",
            "start-bird_dog",
            "start-hamstring_stretch",
            "start-hamstring_stretch_90_90",
            "start-hamstring_stretch_seated",
        ]
        assert app.file_uploader(key="upload") is not None

    def test_it_says_that_it_is_no_medical_device(self, app):
        assert DISCLAIMER_LINE in page_markdown(app)

    def test_nothing_can_be_started_without_a_clip(self, app):
        assert button(app, "start").disabled

    def test_the_camera_hint_belongs_to_the_chosen_exercise(self, app):
        assert review_texts.CAMERA_TITLE in page_markdown(app)


class TestBrokenInstallation:
    @pytest.fixture
    def service(self):
        class Broken(Scripted):
            def list_exercises(self):
                raise ExerciseError("bridge.toml: rules.1: amber lies inside fault.")

        return Broken()

    def test_an_exercise_file_that_contradicts_itself_is_named(self, app):
        assert [each.value for each in app.error] == [
            escape("bridge.toml: rules.1: amber lies inside fault.")
        ]
        assert not app.exception


class TestSample:
    def test_one_click_leads_to_the_verdict(self, app, service):
        finish(start_sample(app), service)
        assert not app.exception
        assert [metric.value for metric in app.metric] == ["7 of 8", "82", "96 %"]

    def test_its_exercise_is_preset(self, app, service):
        finish(start_sample(app, "bird_dog"), service)
        assert [(r.exercise.name, r.side) for r in service.requests] == [("bird_dog", None)]

    def test_its_file_is_read_where_it_is_and_the_request_is_never_repacked(
        self, app, service, slot
    ):
        finish(start_sample(app), service)
        assert service.requests[0].path == service.sample
        assert service.requests[0] is slot.job.request


class TestLoading:
    @pytest.fixture
    def service(self):
        return Scripted(hold=threading.Event())

    def test_it_shows_frames_speed_and_time_left(self, app, service):
        start_sample(app)
        line = review_texts.progress_line(300, 1200, 62.4, 14.4)
        assert line == "Frame 300 of 1,200 · 62 frames per second · about 14 s left"
        assert wait_until(lambda: app.run().get("progress")[0].text == line)
        finish(app, service)

    def test_cancel_ends_the_work_and_deletes_its_folder(self, app, service, slot):
        start_sample(app)
        job = slot.job
        assert wait_until(lambda: job.state.progress is not None)
        button(app, "cancel").click().run()
        assert job.wait(10)
        assert not folder_of(service.requests[0]).exists()
        assert review_texts.CANCELLED_TITLE in page_markdown(app.run())

    def test_after_cancelling_another_clip_can_be_chosen(self, app, slot):
        start_sample(app)
        job = slot.job
        button(app, "cancel").click().run()
        assert job.wait(10)
        button(app.run(), "again").click().run()
        assert review_texts.SAMPLES_TITLE in page_markdown(app)

    def test_a_session_that_ends_stops_its_work_and_leaves_no_files(
        self, app_with_its_own_slot, service
    ):
        start_sample(app_with_its_own_slot)
        assert wait_until(lambda: bool(service.requests))
        assert folder_of(service.requests[0]).exists()
        st.cache_resource.clear()  # Streamlit does this for an ended session
        assert wait_until(lambda: not folder_of(service.requests[0]).exists())


class TestFailing:
    def test_our_errors_reach_the_page_as_their_sentence(self, app, service):
        service.error = VideoError("Expected a video, got a text file; choose another clip.")
        finish(start_sample(app), service)
        assert review_texts.FAILED_TITLE in page_markdown(app)
        assert "Expected a video, got a text file; choose another clip." in page_markdown(app)
        assert not app.exception

    def test_other_errors_say_so_without_a_traceback(self, app, service, caplog):
        service.error = ZeroDivisionError("division by zero")
        finish(start_sample(app), service)
        assert app_texts.UNEXPECTED in page_markdown(app)
        assert "division" not in page_markdown(app)
        assert not app.exception
        assert "division by zero" in caplog.text

    def test_nothing_is_left_on_the_disk(self, app, service):
        service.error = VideoError("No.")
        finish(start_sample(app), service)
        assert not folder_of(service.requests[0]).exists()


class TestUpload:
    def upload(self, app, service, name, data=b"\0\0\0\x18ftypmp42"):
        app.file_uploader(key="upload").set_value((name, data, "video/mp4")).run()
        app.selectbox(key="exercise").set_value("bird_dog").run()
        button(app, "start").click().run()
        return finish(app, service)

    def test_the_clip_is_copied_under_a_random_name_with_a_known_suffix(self, app, service):
        self.upload(app, service, "../../etc/my bridge.MP4")
        (request,) = service.requests
        assert request.path.parent == folder_of(request)
        assert request.path.suffix == ".mp4"
        assert "bridge" not in request.path.name
        assert request.exercise.name == "bird_dog"

    @pytest.mark.parametrize("suffix", CLIP_SUFFIXES)
    def test_the_page_accepts_every_format_of_the_command_line(self, suffix):
        job = ReviewJob.from_upload(
            Scripted(), io.BytesIO(b"x"), source=f"My clip.{suffix.upper()}", exercise="bridge"
        )
        assert job.wait(10)
        assert job.request.path.suffix == f".{suffix}"
        job.discard()

    def test_two_uploads_never_share_a_folder(self, app, service):
        self.upload(app, service, "a.mp4")
        button(app, "new-clip").click().run()
        assert not folder_of(service.requests[0]).exists()
        self.upload(app, service, "a.mp4")
        assert folder_of(service.requests[0]) != folder_of(service.requests[1])

    @pytest.mark.parametrize(
        ("name", "as_shown"),
        [
            ("<img src=x onerror=alert(1)>.mp4", "<img src=x onerror=alert(1)>.mp4"),
            ("![x](http://example.org/a.png).mp4", "a.png).mp4"),
            ("abc\u202e4pm.exe.mp4", "abc\ufffd4pm.exe.mp4"),
        ],
    )
    def test_a_hostile_name_is_only_ever_shown_as_plain_text(self, app, service, name, as_shown):
        service.answer = bridge_review(source=name)
        self.upload(app, service, name)
        holders = [each for each in (*app.text, *app.markdown, *app.caption, *app.get("html"))
                   if as_shown in str(getattr(each, "value", ""))]  # fmt: skip
        assert [each.type for each in holders] == ["text"]

    def test_the_error_has_the_original_file_name(self):
        class Unhappy(Scripted):
            def review(self, request, **_):
                raise VideoError(f"{request.path.name} holds a single picture.")

        job = ReviewJob.from_upload(
            Unhappy(), io.BytesIO(b"x"), source="my bridge.mp4", exercise="bridge"
        )
        assert job.wait(10)
        assert job.state.message == "my bridge.mp4 holds a single picture."
