"""The report shows its figures, needs no other file, and escapes what it shows."""

import json
import re

import numpy as np
import pytest

from formcheck.evaluation.evaluate import evaluate
from formcheck.evaluation.outcome import FaultPresence
from formcheck.evaluation.report import draw_charts, to_html, to_json, to_markdown
from tests.support.fake_labels import AngleErrors, TimeError, case, labels, outcome

IMAGES = {"agreement": "a.png", "detection": "d.png"}


@pytest.fixture(scope="module")
def evaluation():
    knee = AngleErrors(
        angle="knee", mean_abs_deg=2.5, bias_deg=-1.0, sd_deg=1.5, measured=1.0,
        true=np.linspace(80, 120, 20), error=np.linspace(-3, 1, 20),
    )  # fmt: skip
    return evaluate(
        [
            outcome(
                "good_one",
                angles=(knee,),
                times=(TimeError(repetition=1, hold_s=0.25, out_s=-0.1, back_s=None),),
                rules=(case("hips_low", FaultPresence.ABSENT, found=True),),
            ),
            outcome(
                "low",
                labels=labels("low", kind="fault"),
                rules=(
                    case("hips_low", FaultPresence.CLEAR, found=True, excess=8.0),
                    case("over_arched", FaultPresence.CLEAR, found=False, excess=7.0),
                ),
            ),
            outcome("dark", labels=labels("dark", kind="not_assessable", counted=0), score=None),
        ]
    )


def test_the_markdown_has_the_figures_and_names_wrong_clips(evaluation):
    text = to_markdown(evaluation, images=IMAGES, split="the part 'held'")
    assert "on 3 rendered clips (the part 'held')" in text
    assert "| bridge | hips low | 0.67 | 0.50 | 1.00 | 1 | 1 | 1 |" in text
    assert "rules (0 %) are hints" not in text  # there is none
    assert "| knee | all | all | 1 | 2.5° | -1.0° | 1.5° |" in text
    assert "| hold | 1 | 0.25 s | 0.25 s |" in text
    assert "Missed, bridge, over arched: low #1." in text
    assert "Good clips with a fault reported: good_one: hips_low." in text
    assert "no patients" in text
    assert "None" not in text
    assert "nan" not in text.lower()


def test_every_table_has_as_many_cells_in_each_row(evaluation):
    tables = re.findall(r"(?:^\|.*\|\n)+", to_markdown(evaluation, images=IMAGES), re.MULTILINE)
    assert len(tables) == 6
    for table in tables:
        assert len({row.count("|") for row in table.splitlines()}) == 1


def test_an_empty_evaluation_still_makes_a_report():
    assert "0 rendered clips" in to_markdown(evaluate([]), images=IMAGES)
    assert set(draw_charts(evaluate([]))) == set(IMAGES)


def test_the_page_loads_nothing_and_escapes_markup(evaluation):
    page = to_html(evaluation)
    assert page.count("<table>") == 6
    assert page.count('src="data:image/png;base64,') == 2
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", page)
    assert "<script" not in page


def test_the_same_figures_give_the_same_images(evaluation):
    assert draw_charts(evaluation) == draw_charts(evaluation)
    assert all(png.startswith(b"\x89PNG") for png in draw_charts(evaluation).values())


def test_the_json_holds_every_figure_and_each_clips_own(evaluation):
    values = json.loads(to_json(evaluation))
    assert values["schema"] == "formcheck-evaluation/1"
    assert [clip["labels"]["file"] for clip in values["clips"]] == [
        "good_one.mp4",
        "low.mp4",
        "dark.mp4",
    ]
    rules = {row["rule"]: row["clear"] for row in values["rules"]}
    assert rules["hips_low"]["f1"] == pytest.approx(2 / 3)
    assert rules["over_arched"]["recall"] == 0
    assert values["clips"][0]["angles"][0]["mean_abs_deg"] == 2.5
