"""The app's pages with a scripted backend, for the browser tests.

Of the samples "bridge" gives a known verdict at once; "bird_dog" works until it is cancelled;
"hamstring_stretch" gives one in which nothing was measured; and two break the page: the seated one
while its verdict is shown, the 90-90 one when it is chosen. Uploads go to the real backend.
"""

import os
import threading
from dataclasses import replace
from pathlib import Path

from formcheck.ui.backend import Clinic
from formcheck.ui.main import main
from tests.blanks import blanked
from tests.ui.scripted import Scripted, bridge_review


class Mixed(Scripted):
    """The real cards; scripted verdicts on samples, real ones on uploads."""

    def exercises(self):
        return Clinic().exercises()

    def samples(self):
        return tuple(
            replace(sample, path=None if sample.exercise.endswith("90_90") else self.sample)
            for sample in Clinic().samples()
        )

    def thumbnail(self, sample):
        return Clinic().thumbnail(sample)

    def review(self, request, *, on_progress, cancelled):
        if request.path != self.sample:
            return Clinic().review(request, on_progress=on_progress, cancelled=cancelled)
        self.hold = threading.Event() if request.exercise == "bird_dog" else None
        self.answer = bridge_review()
        if request.exercise == "hamstring_stretch":
            self.answer = blanked(self.answer)
        reviewed = super().review(request, on_progress=on_progress, cancelled=cancelled)
        if request.exercise.endswith("seated"):
            return replace(reviewed, review=replace(self.answer, trace=None))
        return reviewed


if __name__ == "__main__":
    clip = Path(os.environ["FORMCHECK_TEST_CLIP"])
    main(Mixed(sample=clip, video=clip))
