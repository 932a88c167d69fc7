"""The app with a scripted backend, for the browser tests: `streamlit run` starts it.

The sample "bridge" gives a known verdict at once, "bird_dog" works until it is cancelled, the
other samples and uploads go to the real backend.
"""

import os
import threading
from pathlib import Path

from formcheck.ui.backend import Clinic
from formcheck.ui.main import main
from tests.ui.scripted import Scripted


class Mixed(Scripted):
    """Scripted samples, real uploads."""

    def review(self, request, *, on_progress, cancelled):
        if request.path != self.sample:
            return Clinic().review(request, on_progress=on_progress, cancelled=cancelled)
        self.hold = threading.Event() if request.exercise == "bird_dog" else None
        return super().review(request, on_progress=on_progress, cancelled=cancelled)


if __name__ == "__main__":
    clip = Path(os.environ["FORMCHECK_TEST_CLIP"])
    main(Mixed(sample=clip, video=clip))
