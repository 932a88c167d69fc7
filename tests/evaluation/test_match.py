"""Which found repetition is which true one."""

from hypothesis import given
from hypothesis import strategies as st

from formcheck.evaluation.outcome import match_repetitions

SPANS = st.lists(
    st.tuples(st.floats(0, 50), st.floats(0.5, 10)).map(lambda each: (each[0], each[0] + each[1])),
    max_size=6,
)


def test_repetitions_are_paired_by_the_time_they_share():
    true = [(1, 10), (12, 20), (22, 30)]
    found = [(1.5, 9.5), (21.5, 29)]
    assert match_repetitions(true, found) == {0: 0, 2: 1}


def test_one_found_repetition_over_two_true_ones_is_only_one_of_them():
    assert match_repetitions([(0, 10), (10, 18)], [(1, 17)]) == {0: 0}


def test_repetitions_that_only_touch_share_no_time():
    assert match_repetitions([(0, 10)], [(9, 20)]) == {}
    assert match_repetitions([(0, 10)], [(10, 20)]) == {}


@given(spans=SPANS)
def test_repetitions_found_exactly_are_all_paired(spans):
    assert len(match_repetitions(spans, spans)) == len(spans)


@given(true=SPANS, found=SPANS)
def test_nothing_is_paired_twice(true, found):
    pairs = match_repetitions(true, found)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(true)))
    assert set(pairs.values()) <= set(range(len(found)))
