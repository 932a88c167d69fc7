"""An annotated video shows the words of the exercise and not the name of a code."""

from formcheck.review import pipeline
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from tests.support.good_repetitions import exercise_named
from tests.video.clips import write_clip
from tests.video.scripted import ScriptedEstimator


def test_the_exercise_has_the_words_for_failed_checks_and_cues(tmp_path, monkeypatch):
    bridge, drawn_texts = exercise_named("bridge"), set()

    def draw(image, snapshot, *, labels):
        drawn_texts.add((labels.check(snapshot.readiness), labels.cue("hips_low")))
        return image

    monkeypatch.setattr(pipeline, "draw", draw)
    clip = write_clip(tmp_path / "clip.mp4", times_s=[i / 10 for i in range(5)])
    request = ReviewRequest(path=clip, exercise=bridge, video_out=tmp_path / "out.mp4")
    review_clip(request, estimator=ScriptedEstimator())
    assert drawn_texts == {(bridge.posture.body_message, bridge.rule("hips_low").cue)}
