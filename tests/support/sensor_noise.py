"""The noise of a camera's sensor, which makes two frames of a still person differ."""

import numpy as np

LEVELS = 4.0


def with_noise(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The uint8 image `image` as a camera would take it once more."""
    noise = LEVELS * rng.standard_normal(image.shape, np.float32)
    return np.clip(image + noise, 0, 255).astype(np.uint8)
