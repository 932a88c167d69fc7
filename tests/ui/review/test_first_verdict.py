"""What a person waits for after a click on a sample: nothing but its review."""

import json
import threading

import streamlit as st

from formcheck.paths import bundled_path
from formcheck.texts.formatting import escape
from formcheck.ui.charts.angle_curve import build_curve_chart
from formcheck.ui.charts.chart import build_spec
from formcheck.ui.components.browser_component import register_component
from formcheck.ui.pages.review import review_job
from formcheck.ui.pages.review.timeline_marks import build_marks
from tests.ui.review.review_pages import start_sample
from tests.ui.scripted import bridge_review


def test_the_verdict_of_a_sample_with_landmarks_comes_without_a_progress_page(app, service):
    service.sample = bundled_path("sample_videos") / "bridge.mp4"
    service.hold = threading.Event()
    app.run()
    threading.Timer(0.2, service.hold.set).start()
    start_sample(app)
    assert escape(service.answer.summary) in [each.value for each in app.markdown]


def test_what_is_drawn_over_the_clip_is_built_once(app, service, slot, monkeypatch):
    built: list[object] = []
    frames = object()
    monkeypatch.setattr(
        review_job, "build_overlay_data", lambda *given: built.append(given) or {"size": [1, 1]}
    )
    service.answer = _with_overlay(frames)
    start_sample(app)
    assert slot.job.wait(10)
    for _ in range(3):
        app.run()
    assert built == [(frames, slot.job.request.exercise)]


def _with_overlay(frames: object):
    review = bridge_review()
    object.__setattr__(review, "overlay", frames)
    return review


def test_the_curve_holds_its_data_and_is_what_altair_would_draw():
    review = bridge_review()
    marks = build_marks(review)
    spec = build_spec(lambda: build_curve_chart(review, marks, 3.0))
    assert "datasets" not in spec
    assert "data" not in spec
    assert all(layer["data"]["values"] for layer in spec["layer"] if "data" in layer)
    checked = build_curve_chart(review, marks, 3.0).to_dict()
    assert len(spec["layer"]) == len(checked["layer"])
    assert spec["height"] == checked["height"]
    json.dumps(spec, allow_nan=False)


def test_streamlit_finds_no_mapping_to_search_for_tables(monkeypatch):
    mounted: list[object] = []
    monkeypatch.setattr(
        st.components.v2, "component", lambda *_, **__: lambda **given: mounted.append(given)
    )
    show = register_component("example", html="", scripts=[])
    show(key="k", data={"rows": [1, 2]}, height=1)
    assert mounted == [{"key": "k", "data": [{"rows": [1, 2]}], "height": 1}]
