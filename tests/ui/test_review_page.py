"""The Review page's states, from empty to a verdict, with a scripted review service."""

import io
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from formcheck.errors import ExerciseError, StoreError, VideoError
from formcheck.export.review import to_csv, to_json
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import ScreeningAnswers
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import UNKNOWN, escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.pages.review.review_job import ReviewJob
from formcheck.ui.pages.review.review_service import ReviewService
from formcheck.video.formats import CLIP_SUFFIXES
from tests.history.pains import WORSE
from tests.ui.scripted import Scripted, bridge_review, unseen_review


def shown(app) -> str:
    """Every text on the page, one a line."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.text, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def folder_of(request) -> Path:
    """The private folder of a review."""
    return request.track_out.parent


def button(app, key):
    return app.button(key=key)


def start_sample(app, name="bridge"):
    return button(app, f"start-{name}").click().run()


def finish(app, service):
    """Let the review end and show what the page shows then."""
    if service.hold is not None:
        service.hold.set()
    assert _wait(lambda: not app_is_loading(app))
    return app


def app_is_loading(app) -> bool:
    return review_texts.LOADING_TITLE in [each.value for each in app.run().subheader]


def _wait(condition, timeout_s=15.0) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


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
        assert DISCLAIMER_LINE in shown(app)

    def test_nothing_can_be_started_without_a_clip(self, app):
        assert button(app, "start").disabled

    def test_the_camera_hint_belongs_to_the_chosen_exercise(self, app):
        assert review_texts.CAMERA_TITLE in shown(app)


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
        assert _wait(lambda: app.run().get("progress")[0].text == line)
        finish(app, service)

    def test_cancel_ends_the_work_and_deletes_its_folder(self, app, service, slot):
        start_sample(app)
        job = slot.job
        assert _wait(lambda: job.state.progress is not None)
        button(app, "cancel").click().run()
        assert job.wait(10)
        assert not folder_of(service.requests[0]).exists()
        assert review_texts.CANCELLED_TITLE in shown(app.run())

    def test_after_cancelling_another_clip_can_be_chosen(self, app, slot):
        start_sample(app)
        job = slot.job
        button(app, "cancel").click().run()
        assert job.wait(10)
        button(app.run(), "again").click().run()
        assert review_texts.SAMPLES_TITLE in shown(app)

    def test_a_session_that_ends_stops_its_work_and_leaves_no_files(
        self, app_with_its_own_slot, service
    ):
        start_sample(app_with_its_own_slot)
        assert _wait(lambda: bool(service.requests))
        assert folder_of(service.requests[0]).exists()
        st.cache_resource.clear()  # what Streamlit does for a session that is gone
        assert _wait(lambda: not folder_of(service.requests[0]).exists())


class TestFailing:
    def test_our_errors_reach_the_page_as_their_sentence(self, app, service):
        service.error = VideoError("Expected a video, got a text file; choose another clip.")
        finish(start_sample(app), service)
        assert review_texts.FAILED_TITLE in shown(app)
        assert "Expected a video, got a text file; choose another clip." in shown(app)
        assert not app.exception

    def test_other_errors_say_so_without_a_traceback(self, app, service, caplog):
        service.error = ZeroDivisionError("division by zero")
        finish(start_sample(app), service)
        assert app_texts.UNEXPECTED in shown(app)
        assert "division" not in shown(app)
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
    def test_what_the_command_line_reads_the_page_takes(self, suffix):
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

    def test_the_name_the_person_knows_stands_in_the_error(self):
        class Unhappy(Scripted):
            def review(self, request, **_):
                raise VideoError(f"{request.path.name} holds a single picture.")

        job = ReviewJob.from_upload(
            Unhappy(), io.BytesIO(b"x"), source="my bridge.mp4", exercise="bridge"
        )
        assert job.wait(10)
        assert job.state.message == "my bridge.mp4 holds a single picture."


class TestResult:
    def test_the_summary_can_be_read_aloud(self, app, service):
        finish(start_sample(app), service)
        assert escape(bridge_review().summary) in shown(app)

    def test_a_finding_names_its_reason_limit_and_source(self, app, service):
        finish(start_sample(app), service)
        (finding,) = bridge_review().findings
        text = shown(app)
        assert escape(finding.title) in text
        assert escape(finding.why) in text
        assert escape("Limit: not above 192°. Furthest seen: 197°.") in text
        assert escape(finding.source) in text

    def test_each_moment_is_a_button_that_jumps(self, app, service, slot):
        finish(start_sample(app), service)
        moments = [b for b in app.button if b.key.startswith("moment-")]
        assert [b.label for b in moments] == ["0:12", "0:21"]
        moments[1].click().run()
        jump = app.session_state[f"jump-{slot.job.id}"]
        assert (jump.number, jump.time_s) == (1, pytest.approx(21.4))

    def test_four_downloads_are_offered_and_three_for_a_track(
        self, app, service, tmp_path, monkeypatch
    ):
        # None is made before it is asked for.
        for name in ("to_json", "to_csv"):
            monkeypatch.setattr(
                f"formcheck.ui.pages.review.downloads.{name}",
                lambda _: pytest.fail("too early"),
            )
        finish(start_sample(app), service)
        assert not app.exception
        assert len(app.get("download_button")) == 4
        assert all(each.proto.deferred_file_id for each in app.get("download_button"))
        service.sample = tmp_path / "bridge.npz"
        button(app, "new-clip").click().run()
        finish(start_sample(app), service)
        assert len(app.get("download_button")) == 3


class TestNotAssessable:
    @pytest.fixture
    def service(self):
        return Scripted(answer=unseen_review())

    def test_it_is_not_scored_and_says_what_to_do(self, app, service):
        finish(start_sample(app, "bird_dog"), service)
        assert [metric.value for metric in app.metric] == ["0 of 2", UNKNOWN, "12 %"]
        assert review_texts.NOT_SCORED in shown(app)
        assert escape("Your left foot is out of the picture. Move the camera back.") in [
            warning.value for warning in app.warning
        ]

    def test_a_clip_without_any_repetition_is_shown_all_the_same(self, app, service):
        service.answer = replace(unseen_review(), repetitions=(), findings=())
        finish(start_sample(app, "bird_dog"), service)
        assert not app.exception
        assert app.metric[0].value == "0"

    def test_it_never_says_that_nothing_needs_changing(self, app, service):
        finish(start_sample(app, "bird_dog"), service)
        assert review_texts.NO_FINDINGS not in shown(app)
        assert review_texts.FINDINGS_NOT_ASSESSABLE in shown(app)


class TestTurned:
    """A clip that seems turned can be turned and reviewed again, without being chosen again."""

    @pytest.fixture
    def service(self):
        return Scripted(answer=replace(unseen_review(), turn_deg=270))

    def test_an_upload_is_turned_further_each_time(self, app, service):
        app.file_uploader(key="upload").set_value(("a.MKV", b"clip", "video/mkv")).run()
        app.selectbox(key="exercise").set_value("bird_dog").run()
        button(app, "start").click().run()
        finish(app, service)
        assert review_texts.TURNED in shown(app)
        assert button(app, "turn").label == review_texts.turn_button(270)
        contents = []
        for _ in range(2):
            button(app, "turn").click().run()
            finish(app, service)
            contents.append(service.requests[-1].path.read_bytes())
        assert contents == [b"clip", b"clip"]
        assert [each.rotate_deg for each in service.requests] == [0, 270, 180]
        assert {(each.source, each.exercise.name) for each in service.requests} == {
            ("a.MKV", "bird_dog")
        }
        assert [folder_of(each).exists() for each in service.requests] == [False, False, True]

    def test_a_sample_stays_where_it_is(self, app, service):
        finish(start_sample(app), service)
        button(app, "turn").click().run()
        finish(app, service)
        assert [each.path for each in service.requests] == [service.sample] * 2
        assert service.requests[1].rotate_deg == 270

    def test_landmarks_have_no_picture_to_turn(self, app, service):
        service.sample = Path("bridge.npz")
        finish(start_sample(app.run()), service)
        assert not [each for each in app.button if each.key == "turn"]

    def test_where_nothing_was_counted_a_person_can_say_that_it_is_turned(self, app, service):
        service.answer = unseen_review()
        finish(start_sample(app), service)
        offered = [each.key for each in app.button if each.key.startswith("turn")]
        assert offered == ["turn-90", "turn-180", "turn-270"]
        button(app, "turn-180").click().run()
        finish(app, service)
        assert service.requests[-1].rotate_deg == 180

    def test_a_clip_with_repetitions_is_not_asked_about(self, app, service):
        service.answer = bridge_review()
        finish(start_sample(app), service)
        assert not [each for each in app.button if each.key.startswith("turn")]


class TestPain:
    @pytest.fixture
    def service(self):
        class OfTracks(ReviewService):
            """The real service, its samples by their landmarks: so the verdict takes no time."""

            hold = None

            def list_samples(self):
                clips = super().list_samples()
                return [replace(each, path=each.path.with_suffix(".truth.npz")) for each in clips]

        return OfTracks()

    def test_nothing_this_person_answered_goes_with_a_clip(self, app, service, slot, histories):
        store, now = histories(), datetime.now(UTC)
        before = ScreeningAnswers(pain=WORSE, flags=frozenset(), flare=True)
        store.add_answer(ScreeningAnswered(at=now, answers=before))
        store.add_answer(PainQuestionAsked(at=now, exercise="bridge", why=QuestionReason.HURTS))
        store.add_answer(PainAnswered(at=now, pain=WORSE), exercise="bridge").result()
        ways = (lambda: start_sample(app), lambda: self.upload(app, service))
        for way in ways:
            way()
            finish(app, service)
            assert not app.exception
            assert not app.expander
            review = slot.job.state.result
            page = shown(app) + "".join(each.proto.body for each in app.get("html"))
            for text in (page, to_json(review), to_csv(review).decode("utf-8-sig")):
                words = [
                    safety_labels.SITES[WORSE.site],
                    WORSE.site.name,
                    safety_labels.FLARE,
                    "pain",
                ]
                assert [word for word in words if word.lower() in text.lower()] == []
            button(app, "new-clip").click().run()

    def upload(self, app, service):
        (track,) = [s.path for s in service.list_samples() if s.exercise == "bridge"]
        app.file_uploader(key="upload").set_value((track.name, track.read_bytes(), "")).run()
        button(app, "start").click().run()

    def test_a_history_that_cannot_be_used_is_ignored_here(self, app, service, monkeypatch):
        def broken():
            raise StoreError("It is damaged.")

        monkeypatch.setattr("formcheck.ui.entry.main._history", broken)
        start_sample(app)
        finish(app, service)
        assert not app.exception
        assert not app.error
        assert not app.expander
