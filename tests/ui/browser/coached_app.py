"""The app with a scripted pose model, for tests of the live page: `streamlit run` starts it.

The shade of the camera's picture says what is seen: grey is somebody who lies still in the bridge's
start position, black is somebody who does bridges from then on, white is somebody on all fours.
"""

from dataclasses import replace
from functools import cache

import numpy as np
from streamlit.starlette import App

from formcheck.live import hall
from formcheck.motion.pose import Pose
from formcheck.ui.serve import SCRIPT, middleware, routes
from formcheck.vision.frame import Frame
from tests.live.scripted import Watch
from tests.live.telling import still
from tests.plays import PLAYS
from tests.vision.scripted import ScriptedEstimator

HOLD_S = 3.4
"""Long enough for a hold of three seconds."""


@cache
def poses(name: str, repetitions: int) -> tuple[Pose, ...]:
    play = PLAYS[name]
    if not repetitions:
        return tuple(still(play, 0.2).poses())
    return tuple(play.film(play.keys(hold_s=HOLD_S) * repetitions, lead_s=0.5).poses())


class Shades(ScriptedEstimator):
    """Sees what the shade of the picture says."""

    def __init__(self) -> None:
        super().__init__(self.look)
        self.since_s: float | None = None

    def look(self, frame: Frame) -> Pose:
        shade = float(np.mean(frame.image))
        name, repetitions = ("bird_dog", 0) if shade > 190 else ("bridge", 9 if shade < 60 else 0)
        if not repetitions:
            self.since_s = None
            return replace(poses(name, 0)[0], time_s=frame.time_s)
        self.since_s = frame.time_s if self.since_s is None else self.since_s
        film = poses(name, repetitions)
        at = min(round((frame.time_s - self.since_s) * 30), len(film) - 1)
        return replace(film[at], time_s=frame.time_s)


hall._estimator = lambda **_: Shades()
hall.SecondWatch = lambda _: Watch()
app = App(SCRIPT, routes=routes(), middleware=middleware())
