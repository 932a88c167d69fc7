"""A camera's own image from a page: unpacked in its colours, and only when its size is right."""

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import VideoError
from formcheck.video.raw_image import RawImage, RawLayout
from tests.video.clips import colours_at_corners, corners

SIZE = (96, 64)
FORMATS = {RawLayout.I420: "yuv420p", RawLayout.NV12: "nv12"}


def copied(layout: RawLayout, *, bt709: bool, full_range: bool) -> RawImage:
    """A picture with a colour in each corner, as a browser copies it."""
    frame = av.VideoFrame.from_ndarray(corners(size=SIZE), format="rgb24").reformat(
        format=FORMATS[layout],
        src_color_range=ColorRange.JPEG,
        dst_colorspace=Colorspace.ITU709 if bt709 else Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG if full_range else ColorRange.MPEG,
    )
    return RawImage(
        data=frame.to_ndarray().tobytes(),
        layout=layout,
        width=SIZE[0],
        height=SIZE[1],
        bt709=bt709,
        full_range=full_range,
    )


def grey(width: int, height: int, length: int | None = None) -> RawImage:
    """An image in one shade, its data `length` bytes long."""
    expected = width * height * 3 // 2
    data = bytes([128]) * (expected if length is None else length)
    return RawImage(data=data, layout=RawLayout.I420, width=width, height=height)


@pytest.mark.parametrize("layout", RawLayout)
@pytest.mark.parametrize("bt709", [False, True])
@pytest.mark.parametrize("full_range", [False, True])
def test_every_kind_comes_out_in_its_own_colours(layout, bt709, full_range):
    got = copied(layout, bt709=bt709, full_range=full_range).decode()
    assert (got.shape, got.dtype) == ((64, 96, 3), np.uint8)
    assert got.flags.c_contiguous
    assert colours_at_corners(got) == colours_at_corners(corners(size=SIZE))
    away = np.abs(got.astype(int) - corners(size=SIZE).astype(int))
    assert np.percentile(away, 90) <= 4


def test_rows_that_memory_would_pad_come_out_whole():
    got = grey(18, 16).decode()
    assert got.shape == (16, 18, 3)
    assert np.ptp(got) == 0


@given(width=st.integers(0, 66_000), height=st.integers(0, 66_000), more=st.integers(-2, 2))
def test_any_size_is_an_image_or_a_refusal_before_it_is_unpacked(width, height, more):
    fits = all(16 <= side <= 2048 and side % 2 == 0 for side in (width, height))
    if fits and more == 0:
        assert len(grey(width, height).data) == width * height * 3 // 2
        return
    length = width * height * 3 // 2 + more if fits else 100
    with pytest.raises(VideoError, match="Expected"):
        grey(width, height, length)
