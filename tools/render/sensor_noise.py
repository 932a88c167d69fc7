"""Adds to a clean image what a cheap camera adds: blur, dark corners, noise."""

import numpy as np
from numpy.typing import NDArray

from tools.render.recipe import Camera, Finish

Image = NDArray[np.uint8]
SPARE_PX = 64


class SensorLook:
    """Lens blur, darker corners and sensor noise; the noise differs from frame to frame."""

    def __init__(self, camera: Camera, finish: Finish, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._finish = finish
        self._shape = (camera.height, camera.width)
        y, x = np.mgrid[-1 : 1 : camera.height * 1j, -1 : 1 : camera.width * 1j]
        self._shade = (1 - finish.vignette * (x**2 + y**2) / 2).astype(np.float32)[..., None]
        tall, wide = camera.height + SPARE_PX, camera.width + SPARE_PX
        fine = self._rng.standard_normal((tall, wide, 1), dtype=np.float32)
        coarse = self._rng.standard_normal((tall // 2 + 1, wide // 2 + 1, 3), dtype=np.float32)
        coarse = coarse.repeat(2, axis=0).repeat(2, axis=1)[:tall, :wide]
        # Brightness noise is fine-grained; colour noise is coarser because of the sensor's mosaic.
        self._grain = np.round((fine + 0.6 * coarse) * finish.noise).astype(np.int16)

    def soften(self, image: Image) -> Image:
        """Return the image as the lens shows it; equal images give equal results."""
        soft = _blurred(image.astype(np.float32), self._finish.blur_px) * self._shade
        return np.asarray(np.clip(soft + 0.5, 0, 255), dtype=np.uint8)

    def expose(self, image: Image) -> Image:
        """Return the image with fresh sensor noise."""
        if not self._finish.noise:
            return image
        top, left = self._rng.integers(0, SPARE_PX, size=2)
        grain = self._grain[top : top + self._shape[0], left : left + self._shape[1]]
        return np.asarray(np.clip(image + grain, 0, 255), dtype=np.uint8)


def _blurred(image: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    if sigma_px == 0:
        return image
    reach = max(1, round(2.5 * sigma_px))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_px) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pads = [(reach, reach) if axis == number else (0, 0) for number in range(3)]
        padded, size = np.pad(image, pads, mode="edge"), image.shape[axis]
        image = np.zeros_like(image)
        for shift, weight in enumerate(kernel):
            part = slice(shift, shift + size)
            image += weight * (padded[part] if axis == 0 else padded[:, part])
    return image
