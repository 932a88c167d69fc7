"""The repetitions shown as pictures are the best and the worst of those that count."""

from dataclasses import replace

import pytest

from formcheck.assessment.types import Rejection
from formcheck.history import StoredRepetition
from formcheck.ui.components.best_repetitions import find_best_and_worst
from tests.history.examples import repetition


def stored(number, **changes):
    return StoredRepetition(
        id=number, set_id=1, result=replace(repetition(number), **changes), pose=None
    )


class TestBestAndWorst:
    @pytest.mark.parametrize(
        ("scores", "best", "worst"),
        [
            ([], None, None),
            ([None], None, None),
            ([80.0], 1, None),
            ([80.0, 80.0], 1, None),
            ([70.0, 90.0, None, 60.0], 2, 4),
            ([90.0, 60.0, 90.0, 60.0], 1, 2),
        ],
    )
    def test_they_are_the_first_of_the_highest_and_of_the_lowest(self, scores, best, worst):
        found = find_best_and_worst(stored(n, score=score) for n, score in enumerate(scores, 1))
        assert [one and one.id for one in found] == [best, worst]

    def test_those_that_do_not_count_are_neither(self):
        rejected = stored(1, score=10.0, rejected=Rejection.PARTIAL)
        found = find_best_and_worst([rejected, stored(2, score=50.0)])
        assert [one and one.id for one in found] == [2, None]
