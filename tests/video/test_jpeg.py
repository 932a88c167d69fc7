"""Images from a page: only complete JPEGs of an allowed size are decoded."""

import io
import math
import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from formcheck.errors import VideoError
from formcheck.video import jpeg
from formcheck.video.jpeg import MAX_LIVE_SIDE_PX, decode_jpeg
from tests.live.scripted import with_size
from tests.video.clips import colours_at_corners, corners

SIZE = (96, 64)


def packed(
    image: np.ndarray | None = None, *, form: str = "JPEG", mode: str = "RGB", **options: object
) -> bytes:
    """A picture with a colour in each corner, as a file."""
    file = io.BytesIO()
    picture = Image.fromarray(corners(size=SIZE) if image is None else image)
    picture.convert(mode).save(file, form, **({"quality": 90} | options))
    return file.getvalue()


def turned(orientation: int) -> bytes:
    """The same picture with an EXIF orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return packed(exif=exif)


class TestPictures:
    def test_come_out_in_rgb_as_they_were(self):
        got = decode_jpeg(packed(subsampling=0, quality=95))
        assert got.shape == (64, 96, 3)
        assert got.dtype == np.uint8
        assert got.flags.c_contiguous
        away = np.abs(got.astype(int) - corners(size=SIZE).astype(int))
        assert np.median(away) <= 2
        assert np.percentile(away, 95) <= 20  # JPEG edges are not exact

    def test_keep_their_corners(self):
        assert colours_at_corners(decode_jpeg(packed())) == {
            "top left": "red",
            "top right": "green",
            "bottom left": "blue",
            "bottom right": "grey",
        }

    def test_in_grey_come_with_three_equal_channels(self):
        got = decode_jpeg(packed(mode="L"))
        assert got.shape == (64, 96, 3)
        assert (got[..., 0] == got[..., 1]).all()
        assert (got[..., 0] == got[..., 2]).all()

    @pytest.mark.parametrize("options", [{"progressive": True}, {"optimize": True}, {"quality": 1}])
    def test_of_every_make_are_taken(self, options):
        assert decode_jpeg(packed(**options)).shape == (64, 96, 3)

    def test_in_print_colours_are_taken(self):
        assert decode_jpeg(packed(mode="CMYK")).shape == (64, 96, 3)

    @pytest.mark.parametrize(
        ("orientation", "top_left"),
        [
            (1, "red"),
            (2, "green"),
            (3, "grey"),
            (4, "blue"),
            (5, "red"),
            (6, "blue"),
            (7, "grey"),
            (8, "green"),
        ],
    )
    def test_are_turned_as_their_exif_data_say(self, orientation, top_left):
        got = decode_jpeg(turned(orientation))
        assert got.shape == ((64, 96, 3) if orientation < 5 else (96, 64, 3))
        assert colours_at_corners(got)["top left"] == top_left


class TestSizes:
    @pytest.mark.parametrize("size", [(15, 64), (64, 15), (1, 1), (2049, 16), (16, 2049)])
    def test_out_of_range_are_refused(self, size):
        image = np.zeros((size[1], size[0], 3), np.uint8)
        with pytest.raises(VideoError, match=f"got {size[0]} x {size[1]}"):
            decode_jpeg(packed(image))

    @pytest.mark.parametrize("size", [(16, 16), (2048, 16), (16, 2048)])
    def test_at_the_limits_are_taken(self, size):
        image = np.zeros((size[1], size[0], 3), np.uint8)
        assert decode_jpeg(packed(image)).shape == (size[1], size[0], 3)

    def test_may_be_limited_further(self):
        with pytest.raises(VideoError, match="16 to 90 pixels"):
            decode_jpeg(packed(), max_side_px=90)

    @pytest.mark.parametrize(
        "size", [(2049, 2048), (9_000, 9_000), (10_000, 10_000), (15_000, 15_000), (65_500, 65_500)]
    )
    def test_that_unpack_to_gigabytes_are_refused_unread(self, size):
        """Decode without any warning or error of a library."""
        bomb = with_size(packed(), size)
        tracemalloc.start()
        try:
            with pytest.raises(VideoError, match=f"got {size[0]} x {size[1]}"):
                decode_jpeg(bomb)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()

    def test_are_not_hidden_by_another_frame_header(self):
        """The decoder uses the first frame header, so a second, smaller one must not hide it."""
        whole = packed()
        at = whole.index(b"\xff\xc0")
        header = whole[at : at + 19]
        for kind in (b"\xff\xc0", b"\xff\xc3", b"\xff\xc9", b"\xff\xde"):
            big = kind + header[2:5] + b"\xff\xdc\xff\xdc" + header[9:]
            for data in (whole[:at] + big + whole[at:], whole[: at + 19] + big + whole[at + 19 :]):
                with pytest.raises(VideoError):
                    decode_jpeg(data)

    def test_that_take_minutes_to_unpack_are_refused_unread(self):
        """Each scan of a progressive JPEG is unpacked over the whole picture."""
        whole = packed(progressive=True)
        at = whole.index(b"\xff\xda")
        scan = whole[at : whole.index(b"\xff", at + 12)]
        with pytest.raises(VideoError, match="as cameras make it"):
            decode_jpeg(whole[:at] + 20_000 * scan + whole[at:])

    def test_of_nothing_are_refused(self):
        for size in ((0, 64), (96, 0), (0, 0)):
            with pytest.raises(VideoError):
                decode_jpeg(with_size(packed(), size))


class TestWhatIsNoPicture:
    @pytest.mark.parametrize("form", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "PPM"])
    def test_other_kinds_are_refused_even_where_opencv_would_read_them(self, form):
        data = packed(form=form)
        with pytest.raises(VideoError, match="Expected a JPEG image"):
            decode_jpeg(data)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff",
            b"\xff\xd8",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xd9",
            b"\xff\xd8\xff\xe0" + bytes(20),
            b"\xff\xd8\xff\xc0\x00\x02",
            b"\xff\xd8\xff\xda" + bytes(50),
            b"GIF89a" + bytes(50),
            b"<svg/>",
            b"%PDF-1.7",
            bytes(1000),
            b"\xff" * 1000,
            b"\xff\xd8" * 500,
        ],
    )
    def test_garbage_is_refused(self, data):
        with pytest.raises(VideoError):
            decode_jpeg(data)

    def test_whatever_is_cut_off_is_refused(self):
        whole = packed()
        for length in range(0, len(whole) - 2, 7):
            with pytest.raises(VideoError):
                decode_jpeg(whole[:length])

    def test_a_big_one_cut_off_in_its_middle_is_refused(self):
        noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), dtype=np.uint8)
        whole = packed(noise)
        with pytest.raises(VideoError, match="damaged"):
            decode_jpeg(whole[: len(whole) // 2])

    def test_an_error_of_opencv_becomes_one_of_ours(self, monkeypatch):
        def refuse(*_: object) -> None:
            raise cv2.error("too large")

        monkeypatch.setattr(jpeg.cv2, "imdecode", refuse)
        with pytest.raises(VideoError):
            decode_jpeg(packed())


def changed(data: bytes, edits: list[tuple[float, int]]) -> bytes:
    """`data` with single bytes replaced, each at a share of its length."""
    out = bytearray(data)
    for share, value in edits:
        out[min(math.floor(share * len(out)), len(out) - 1)] = value
    return bytes(out)


WHOLE = {
    "plain": packed(),
    "grey": packed(mode="L"),
    "progressive": packed(progressive=True),
    "turned": turned(6),
    "cmyk": packed(mode="CMYK"),
}
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8)


class TestDamage:
    @given(kind=st.sampled_from(list(WHOLE)), edits=EDITS, keep=st.floats(0.02, 1))
    def test_anywhere_gives_a_picture_or_our_error(self, kind, edits, keep):
        whole = WHOLE[kind]
        check(changed(whole[: max(int(keep * len(whole)), 1)], edits))

    @given(
        kind=st.sampled_from(list(WHOLE)),
        edits=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=6),
    )
    def test_in_the_header_gives_a_picture_or_our_error(self, kind, edits):
        out = bytearray(WHOLE[kind])
        for at, value in edits:
            out[at % len(out)] = value
        check(bytes(out))

    @given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff"]))
    def test_garbage_of_any_kind_gives_our_error_only(self, data, start):
        check(start + data)

    @given(parts=st.lists(st.sampled_from(list(WHOLE.values())), min_size=2, max_size=3))
    def test_several_in_one_are_read_as_the_first(self, parts):
        first = decode_jpeg(parts[0])
        assert (decode_jpeg(b"".join(parts)) == first).all()


def check(data: bytes) -> None:
    """An image of an allowed size, or `VideoError`."""
    try:
        image = decode_jpeg(data)
    except VideoError:
        return
    assert image.dtype == np.uint8
    assert image.ndim == 3
    assert image.shape[2] == 3
    assert min(image.shape[:2]) >= 16
    assert max(image.shape[:2]) <= MAX_LIVE_SIDE_PX
