"""A track of random numbers, and how to compare two."""

import numpy as np

from formcheck.kinematics.track import PoseTrack

N = 6


def track_arrays(n: int = N) -> dict:
    rng = np.random.default_rng(n)
    return {
        "time_s": np.arange(n) / 10,
        "xy": rng.uniform(0, 400, (n, 33, 2)).astype(np.float32),
        "visibility": rng.uniform(0, 1, (n, 33)).astype(np.float32),
        "world": rng.normal(0, 0.5, (n, 33, 3)).astype(np.float32),
        "size": (640, 480),
        "meta": {"source": "made up"},
    }


def assert_same_track(one: PoseTrack, other: PoseTrack, *, atol: float = 0.0) -> None:
    for name in ("time_s", "xy", "visibility", "world"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=atol)
    for name in ("light", "change_ahead"):
        measured = [getattr(track, name) for track in (one, other)]
        assert (measured[0] is None) == (measured[1] is None)
        if measured[0] is not None:
            np.testing.assert_allclose(*measured, rtol=0, atol=atol)
    assert one.size == other.size
