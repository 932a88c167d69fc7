"""A repetition is read back as it was judged, with its unmeasured values."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect

from formcheck.assessment.reasons import RepetitionReason
from formcheck.assessment.types import Band, Fault, Rejection, RepResult
from formcheck.errors import StoreError
from formcheck.history import Setting, Skeleton, Store
from formcheck.history.database.schema import FaultRow, RepetitionRow
from tests.history.examples import BRIDGE, is_same
from tests.support.example_count import examples

FLOATS = st.floats()  # with NaN and infinities
NUMBERS = st.floats(allow_nan=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FAULTS = st.builds(
    Fault,
    rule=TEXTS,
    start_s=FLOATS,
    end_s=FLOATS,
    worst=FLOATS,
    limit=FLOATS,
    excess=FLOATS,
    safety=st.booleans(),
)
RESULTS = st.builds(
    RepResult,
    index=st.integers(0, 10_000),
    side=st.sampled_from(["left", "right", "both"]),
    start_s=FLOATS,
    turn_s=FLOATS,
    end_s=FLOATS,
    rom_deg=FLOATS,
    out_s=FLOATS,
    hold_s=FLOATS,
    back_s=FLOATS,
    rejected=st.none() | st.sampled_from(Rejection),
    score=st.none() | NUMBERS,
    band=st.none() | st.sampled_from(Band),
    assessable=FLOATS,
    faults=st.lists(FAULTS, max_size=3).map(tuple),
    variant=st.none() | TEXTS,
    reason=TEXTS.map(RepetitionReason.written),
)
SKELETONS = st.builds(
    Skeleton,
    xy=st.lists(st.tuples(FLOATS, FLOATS), min_size=33, max_size=33).map(tuple),
    size=st.tuples(st.integers(1, 8000), st.integers(1, 8000)),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("store") / "history.sqlite3") as store:
        store.save_setting(Setting.KEEP_LANDMARKS, True)
        yield store, store.begin_session(BRIDGE, source="camera")


@given(results=st.lists(RESULTS, min_size=1, max_size=3), pose=st.none() | SKELETONS)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_every_field_is_read_back(opened, results, pose):
    store, session = opened
    one = store.begin_set(session, number=1)
    for result in results:
        store.add_repetition(one, result, pose)
    kept = store.repetitions(one)
    assert all(is_same(k.result, result) for k, result in zip(kept, results, strict=True))
    assert all(is_same(k.pose, pose) for k in kept)
    assert store.failure is None


def test_every_field_of_a_result_has_its_column():
    """A new field of a result needs a migration; this test reports a missing one."""
    columns = set(inspect(RepetitionRow).columns.keys())
    fields = {field.name for field in dataclasses.fields(RepResult)}
    assert fields - columns == {"faults"}
    faults = {field.name for field in dataclasses.fields(Fault)}
    assert faults <= set(inspect(FaultRow).columns.keys())


@pytest.mark.parametrize("points", [0, 32, 34])
def test_a_skeleton_has_33_points(points):
    with pytest.raises(StoreError, match="33 landmarks"):
        Skeleton(xy=((0.0, 0.0),) * points, size=(640, 480))


def test_a_text_sqlite_cannot_hold_is_a_failure_in_one_sentence(tmp_path):
    store = Store(tmp_path / "h.sqlite3")
    with pytest.raises(StoreError, match=r"cannot be used.*UnicodeEncodeError"):
        store.begin_session(BRIDGE, source="\ud800")
    store.close()
