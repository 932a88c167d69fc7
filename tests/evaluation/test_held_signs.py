"""Pain signs in the saved landmarks of the held clips are reported where they occur."""

import pytest

from formcheck.assessment.pain_signs.detector import PainSign, PainSignKind
from formcheck.evaluation.labels import ClipLabels, read_labels
from tests.support.held_clips import HELD, held_clip

SHOWN = sorted(
    path.stem
    for what in ("collapse", "freeze", "range_drop")
    for path in HELD.glob(f"*_{what}*.toml")
)
STEADY = sorted(
    path.stem for what in ("tired", "slow", "good_1") for path in HELD.glob(f"*_{what}.toml")
)
LIKE_A_FALL = sorted(path.stem for path in HELD.glob("*_partial_and_too_fast.toml"))
NOT_TOLD = {"held_seated_freeze_out": "half-way reads as sitting upright"}


def live_signs(name: str) -> tuple[ClipLabels, tuple[PainSign, ...]]:
    """The labels of a clip, and the pain signs that a live set would report."""
    clip = held_clip(name)
    return clip.labels, clip.outcome.signs


def test_each_pain_sign_has_clips():
    shown = {sign.sign for name in SHOWN for sign in read_labels(HELD / f"{name}.toml").sign}
    assert shown == set(PainSignKind)


@pytest.mark.parametrize("name", SHOWN)
def test_a_pain_sign_is_reported_while_it_lasts_or_soon_after(name):
    labels, signs = live_signs(name)
    first, last = labels.sign[0], labels.sign[-1]
    assert bool(signs) is (name not in NOT_TOLD), NOT_TOLD.get(name)
    for seen in signs:
        assert first.start_s - 0.5 <= seen.time_s <= last.end_s + 4.0
    if labels.sign[0].sign is PainSignKind.COLLAPSE:
        assert [seen.sign for seen in signs] == [PainSignKind.COLLAPSE]
        assert signs[0].time_s - first.start_s < 1.2


@pytest.mark.parametrize("name", [*STEADY, *LIKE_A_FALL])
def test_good_tired_slow_and_hasty_people_show_no_pain_sign(name):
    assert live_signs(name)[1] == ()
