"""The app's pages with a scripted backend, for the browser tests.

Of the samples "bridge" gives a known verdict at once; "bird_dog" works until it is cancelled;
"hamstring_stretch" gives one in which nothing was measured; and two break the page: the seated one
while its verdict is shown, the 90-90 one when it is chosen. Uploads go to the real backend.
"""

import os
import threading
from dataclasses import replace
from pathlib import Path

from formcheck.ui.entry.main import main
from formcheck.ui.pages.review.review_service import ReviewService
from tests.support.blank_numbers import blanked
from tests.ui.scripted import Scripted, bridge_review


class Mixed(Scripted):
    """The real cards; scripted verdicts on samples, real ones on uploads."""

    def list_exercises(self):
        return ReviewService().list_exercises()

    def list_samples(self):
        return tuple(
            replace(sample, path=None if sample.exercise.endswith("90_90") else self.sample)
            for sample in ReviewService().list_samples()
        )

    def find_thumbnail(self, sample):
        return ReviewService().find_thumbnail(sample)

    def review(self, request, *, on_progress, cancelled):
        if request.path != self.sample:
            return ReviewService().review(request, on_progress=on_progress, cancelled=cancelled)
        self.hold = threading.Event() if request.exercise.name == "bird_dog" else None
        self.answer = bridge_review()
        if request.exercise.name == "hamstring_stretch":
            self.answer = blanked(self.answer)
        review = super().review(request, on_progress=on_progress, cancelled=cancelled)
        if request.exercise.name.endswith("seated"):
            return replace(review, trace=None)
        return review


if __name__ == "__main__":
    clip = Path(os.environ["FORMCHECK_TEST_CLIP"])
    main(Mixed(sample=clip, video=clip))
