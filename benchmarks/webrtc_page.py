"""The page for comparison: streamlit-webrtc with the same pose model and a simple overlay."""

import av
import cv2
import numpy as np
from streamlit_webrtc import VideoProcessorBase, WebRtcMode, webrtc_streamer

from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.video.frame import Frame


class Processor(VideoProcessorBase):
    """Finds the pose in each frame and draws its landmarks."""

    def __init__(self) -> None:
        """Load the pose model."""
        self._estimator = MediaPipeEstimator()
        self._index = 0

    def recv(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame with dots at the landmarks."""
        image = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
        self._index += 1
        pose = self._estimator.estimate(
            Frame(image=image, time_s=self._index / 30, index=self._index)
        )
        for x, y in pose.xy[np.isfinite(pose.xy).all(axis=1)]:
            cv2.circle(image, (int(x), int(y)), 4, (86, 180, 233), -1)
        drawn = av.VideoFrame.from_ndarray(image, format="rgb24")
        drawn.pts, drawn.time_base = frame.pts, frame.time_base
        return drawn


webrtc_streamer(
    key="yardstick",
    mode=WebRtcMode.SENDRECV,
    video_processor_factory=Processor,
    media_stream_constraints={"video": {"width": 640, "height": 480}, "audio": False},
    rtc_configuration={"iceServers": []},
)
