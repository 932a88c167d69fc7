"""What the Review page shows of a finished review, with a scripted review service."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.errors import StoreError, VideoError
from formcheck.export.review import to_csv, to_json
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import ScreeningAnswers
from formcheck.texts import review as review_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import UNKNOWN, escape
from formcheck.ui.pages.review.review_service import ReviewService
from tests.history.pains import WORSE
from tests.support.page_text import page_markdown
from tests.ui.review.review_pages import button, finish, folder_of, start_sample
from tests.ui.scripted import Scripted, bridge_review, unseen_review


class TestResult:
    def test_the_summary_can_be_read_aloud(self, app, service):
        finish(start_sample(app), service)
        assert escape(bridge_review().summary) in page_markdown(app)

    def test_a_finding_names_its_reason_limit_and_source(self, app, service):
        finish(start_sample(app), service)
        (finding,) = bridge_review().findings
        text = page_markdown(app)
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

    def test_three_downloads_are_offered_and_the_making_of_a_video_where_there_is_a_film(
        self, app, service, tmp_path, monkeypatch
    ):
        # Each file is made only on request.
        for name in ("to_json", "to_csv"):
            monkeypatch.setattr(
                f"formcheck.ui.pages.review.downloads.{name}",
                lambda _: pytest.fail("too early"),
            )
        finish(start_sample(app), service)
        assert not app.exception
        assert len(app.get("download_button")) == 3
        assert button(app, "make-video")
        assert all(each.proto.deferred_file_id for each in app.get("download_button"))
        service.sample = tmp_path / "bridge.npz"
        button(app, "new-clip").click().run()
        finish(start_sample(app), service)
        assert len(app.get("download_button")) == 3
        assert not [each for each in app.button if each.key == "make-video"]

    def test_the_annotated_clip_is_made_when_somebody_asks_for_it(self, app, service, slot):
        finish(start_sample(app), service)
        (reviewed,) = service.requests
        assert reviewed.video_out is None
        service.hold = threading.Event()
        button(app, "make-video").click().run()
        assert button(app, "cancel-video")
        service.hold.set()
        assert slot.video.wait(20)
        app.run()
        (asked,) = service.requests[1:]
        assert (asked.path, asked.landmarks) == (reviewed.path, reviewed.track_out)
        assert len(app.get("download_button")) == 4
        assert asked.video_out.is_file()
        button(app, "new-clip").click().run()
        assert not asked.video_out.exists()

    def test_a_video_that_cannot_be_made_can_be_asked_for_again(self, app, service, slot):
        finish(start_sample(app), service)
        service.error = VideoError("The clip has gone. Choose it again.")
        button(app, "make-video").click().run()
        assert slot.video.wait(20)
        app.run()
        assert escape("The clip has gone. Choose it again.") in [each.value for each in app.error]
        service.error = None
        button(app, "make-video").click().run()
        assert slot.video.wait(20)
        app.run()
        assert not app.error
        assert len(app.get("download_button")) == 4

    def test_a_clip_that_has_gone_leaves_the_verdict(self, app, service, tmp_path):
        service.sample = tmp_path / "gone.mp4"
        finish(start_sample(app), service)
        service.requests[0].clip_out.unlink()
        app.run()
        assert not app.exception
        assert review_texts.CLIP_GONE in [each.value for each in app.info]


class TestNotAssessable:
    @pytest.fixture
    def service(self):
        return Scripted(answer=unseen_review())

    def test_it_is_not_scored_and_says_what_to_do(self, app, service):
        finish(start_sample(app, "bird_dog"), service)
        assert [metric.value for metric in app.metric] == ["0 of 2", UNKNOWN, "12 %"]
        assert review_texts.NOT_SCORED in page_markdown(app)
        assert escape("Your left foot is out of the picture. Move the camera back.") in [
            warning.value for warning in app.warning
        ]

    def test_a_clip_without_repetitions_is_shown(self, app, service):
        service.answer = replace(unseen_review(), repetitions=(), findings=())
        finish(start_sample(app, "bird_dog"), service)
        assert not app.exception
        assert app.metric[0].value == "0"

    def test_it_never_says_that_nothing_needs_changing(self, app, service):
        finish(start_sample(app, "bird_dog"), service)
        assert review_texts.NO_FINDINGS not in page_markdown(app)
        assert review_texts.FINDINGS_NOT_ASSESSABLE in page_markdown(app)


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
        assert review_texts.TURNED in page_markdown(app)
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
            """The real service with the landmarks of its samples, so that a review is quick."""

            hold = None

            def list_samples(self):
                clips = super().list_samples()
                return [replace(each, path=each.path.with_suffix(".truth.npz")) for each in clips]

        return OfTracks()

    def test_a_clip_shows_none_of_the_persons_answers(self, app, service, slot, histories):
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
            page = page_markdown(app) + "".join(each.proto.body for each in app.get("html"))
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
