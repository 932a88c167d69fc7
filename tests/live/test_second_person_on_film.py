"""A second person sits down: the pose model finds both and follows the patient."""

import numpy as np
import pytest
from PIL import Image

from formcheck.kinematics.landmarks import Landmark
from formcheck.live.server.second_person import CONFIRMED_AFTER, SecondPersonWatcher
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame
from tests.live.scripted import until

pytestmark = pytest.mark.slow

EVERY_S = 2.0


def first_picture(exercise: str) -> Image.Image:
    with open_clip(bundled_path("sample_videos") / "live" / f"live_{exercise}.mp4") as clip:
        return Image.fromarray(next(iter(clip)).image)


@pytest.fixture(scope="module")
def pictures() -> tuple[np.ndarray, np.ndarray]:
    """A person lying still, alone; then a slightly smaller one beside them."""
    patient = first_picture("bridge").crop((85, 0, 405, 270)).resize((352, 297))
    visitor = first_picture("hamstring_stretch_seated").crop((115, 0, 365, 270)).resize((275, 297))
    alone = Image.new("RGB", (640, 480), (150, 150, 150))
    alone.paste(patient, (0, 90))
    together = alone.copy()
    together.paste(visitor, (356, 90))
    return np.asarray(alone), np.asarray(together)


def test_a_second_person_is_noticed_while_they_are_there(pictures):
    alone, together = pictures
    shown = [alone] * 2 + [together] * (CONFIRMED_AFTER + 1) + [alone] * 2
    present, hips_x = [], []
    watch = SecondPersonWatcher(lambda: SecondPersonDetector(every_s=EVERY_S))
    with MediaPipeEstimator() as model:
        try:
            for index, image in enumerate(shown):
                frame = Frame(image=image, time_s=index * EVERY_S, index=index)
                pose = model.estimate(frame)
                hips_x.append(pose.xy[Landmark.LEFT_HIP, 0])
                watch.offer(frame, pose)
                until(lambda: not watch.checking)
                watch.offer(frame, pose)  # takes the answer of the look
                present.append(watch.present)
        finally:
            watch.close()
    assert present == [False] * 2 + [False, True, True] + [False] * 2
    assert max(hips_x) < pictures[0].shape[1] / 2  # it was the patient who was followed
