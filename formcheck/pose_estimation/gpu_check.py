"""Run as a program: ends with status 0 only if the pose model runs on a graphics processor."""

import numpy as np

from formcheck.pose_estimation.delegate import Delegate
from formcheck.pose_estimation.estimator import ImagePoseEstimator

__all__ = ["main"]


def main() -> None:
    """Look for somebody in an empty image."""
    estimator = ImagePoseEstimator(delegate=Delegate.GPU, untried=True)
    estimator.find(np.zeros((256, 256, 3), dtype=np.uint8))
    estimator.close()


if __name__ == "__main__":
    main()
