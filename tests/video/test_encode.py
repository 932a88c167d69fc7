import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import OutputError
from formcheck.video.decode import open_clip
from formcheck.video.encode import VideoWriter
from tests.video.clips import SIZE, colours_at_corners, corners

TIMES_S = [0.0, 0.033, 0.1, 0.5, 0.51, 1.2]


@pytest.fixture
def little_space() -> Iterator[None]:
    """Limit the size of files to 100 kB, which fails like a full disk."""
    resource = pytest.importorskip("resource", reason="needs a system with file size limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write(path: Path, *, size: tuple[int, int] = SIZE) -> Path:
    with VideoWriter(path, size) as writer:
        for i, time_s in enumerate(TIMES_S):
            writer.write(corners(i, size), time_s)
    return path


def write_noise(path: Path, *, pictures: int) -> None:
    noise = np.random.default_rng(0)
    with VideoWriter(path, (320, 240)) as writer:
        for i in range(pictures):
            writer.write(noise.integers(0, 255, (240, 320, 3), dtype=np.uint8), i / 10)


class TestWritten:
    def test_it_reads_back_with_the_same_times_and_colours(self, tmp_path):
        with open_clip(write(tmp_path / "out.mp4")) as clip:
            frames = list(clip)
            assert clip.size == SIZE
            assert not clip.truncated
            assert clip.duration_s >= TIMES_S[-1]
        assert [f.time_s for f in frames] == pytest.approx(TIMES_S, abs=1e-4)
        for frame in frames:
            assert colours_at_corners(frame.image) == colours_at_corners(corners())

    def test_colours_come_back_within_a_few_steps(self, tmp_path):
        image = np.empty((*SIZE[::-1], 3), dtype=np.uint8)
        image[:] = (230, 159, 0)
        with VideoWriter(tmp_path / "out.mp4", SIZE) as writer:
            writer.write(image, 0.0)
        with open_clip(tmp_path / "out.mp4") as clip:
            back = next(iter(clip)).image
        assert np.abs(back.astype(int) - image).max() <= 4

    def test_browsers_can_play_it_before_it_is_fully_loaded(self, tmp_path):
        content = write(tmp_path / "out.mp4").read_bytes()
        assert content.index(b"moov") < content.index(b"mdat")
        with av.open(str(tmp_path / "out.mp4")) as container:
            codec = container.streams.video[0].codec_context
            assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")

    @pytest.mark.parametrize("size", [(65, 48), (64, 49), (65, 49), (1, 1)])
    def test_odd_sizes_gain_a_pixel(self, size, tmp_path):
        with open_clip(write(tmp_path / "out.mp4", size=size)) as clip:
            assert clip.size == (size[0] + size[0] % 2, size[1] + size[1] % 2)

    def test_two_pictures_at_one_time_do_not_stop_it(self, tmp_path):
        with VideoWriter(tmp_path / "out.mp4", SIZE) as writer:
            writer.write(corners(0), 0.5)
            writer.write(corners(1), 0.5)
        with open_clip(tmp_path / "out.mp4") as clip:
            assert len(list(clip)) == 2

    def test_a_former_file_is_replaced_only_at_the_end(self, tmp_path):
        path = tmp_path / "out.mp4"
        path.write_bytes(b"former")
        with VideoWriter(path, SIZE) as writer:
            writer.write(corners(), 0.0)
            assert path.read_bytes() == b"former"
        assert path.read_bytes() != b"former"


class TestNothingIsLeft:
    def test_after_an_exception(self, tmp_path):
        with suppress(RuntimeError), VideoWriter(tmp_path / "out.mp4", SIZE) as writer:
            writer.write(corners(), 0.0)
            assert len(list(tmp_path.iterdir())) == 1
            raise RuntimeError("stop")
        assert list(tmp_path.iterdir()) == []

    def test_after_an_exception_before_the_first_picture(self, tmp_path):
        with pytest.raises(RuntimeError, match="stop"), VideoWriter(tmp_path / "out.mp4", SIZE):
            raise RuntimeError("stop")
        assert list(tmp_path.iterdir()) == []

    def test_after_discarding_twice(self, tmp_path):
        writer = VideoWriter(tmp_path / "out.mp4", SIZE)
        writer.write(corners(), 0.0)
        writer.discard()
        writer.discard()
        writer.close()
        assert list(tmp_path.iterdir()) == []

    def test_a_picture_of_another_size_is_refused(self, tmp_path):
        with (
            pytest.raises(ValueError, match="Expected an image of"),
            VideoWriter(tmp_path / "out.mp4", SIZE) as writer,
        ):
            writer.write(corners(0, (32, 32)), 0.0)
        assert list(tmp_path.iterdir()) == []


class TestRefusals:
    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(OutputError, match="cannot be written"):
            VideoWriter(tmp_path / "nowhere" / "out.mp4", SIZE)

    def test_running_out_of_space(self, tmp_path, little_space):
        with pytest.raises(OutputError, match=r"was not written|cannot be written"):
            write_noise(tmp_path / "out.mp4", pictures=100)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
    def test_a_folder_that_cannot_be_written_to(self):
        with pytest.raises(OutputError, match="cannot be written"):
            VideoWriter(Path("/proc/out.mp4"), SIZE)
