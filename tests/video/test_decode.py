import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.video.decode import open_clip
from tests.video.clips import FORMS, SIZE, colours_at_corners, write_clip, write_sound

UPRIGHT = {
    "top left": "red",
    "top right": "green",
    "bottom left": "blue",
    "bottom right": "grey",
}


def read(path: Path) -> list:
    with open_clip(path) as clip:
        return list(clip)


@pytest.mark.parametrize("container", FORMS)
class TestContainers:
    def test_every_picture_comes_out_with_its_time(self, container, tmp_path):
        path = write_clip(tmp_path / f"clip.{container}")
        with open_clip(path) as clip:
            frames = list(clip)
            assert clip.size == SIZE
            assert not clip.truncated
            assert clip.warnings == ()
        assert [f.index for f in frames] == list(range(10))
        assert [f.time_s for f in frames] == pytest.approx([i / 10 for i in range(10)], abs=0.0011)

    def test_pictures_are_contiguous_rgb_with_colours_kept(self, container, tmp_path):
        for frame in read(write_clip(tmp_path / f"clip.{container}")):
            assert frame.image.shape == (SIZE[1], SIZE[0], 3)
            assert frame.image.flags.c_contiguous
            assert colours_at_corners(frame.image) == UPRIGHT

    def test_duration_and_number_of_frames_are_known_in_advance(self, container, tmp_path):
        with open_clip(write_clip(tmp_path / f"clip.{container}")) as clip:
            assert clip.duration_s == pytest.approx(1.0, abs=0.11)
            assert clip.frames_estimate == 10

    def test_an_open_file_reads_like_a_path(self, container, tmp_path):
        path = write_clip(tmp_path / f"clip.{container}")
        with open_clip(io.BytesIO(path.read_bytes()), name="upload") as clip:
            from_file = list(clip)
            assert clip.name == "upload"
        for one, other in zip(from_file, read(path), strict=True):
            assert one.time_s == other.time_s
            assert np.array_equal(one.image, other.image)


@pytest.mark.parametrize("container", ["mp4", "mov", "webm", "gif"])
def test_uneven_times_are_kept(container, tmp_path):
    times_s = [0.0, 0.03, 0.1, 0.5, 0.51, 1.2, 1.3]
    frames = read(write_clip(tmp_path / f"clip.{container}", times_s=times_s))
    assert [f.time_s for f in frames] == pytest.approx(times_s, abs=0.011)


def test_the_first_frame_is_at_zero_even_if_the_clip_starts_later(tmp_path):
    times_s = [5.0, 5.1, 5.3]
    frames = read(write_clip(tmp_path / "late.webm", times_s=times_s))
    assert [f.time_s for f in frames] == pytest.approx([0.0, 0.1, 0.3], abs=0.0011)


def test_rows_that_the_decoder_pads_come_out_whole(tmp_path):
    size = (1080, 64)
    frame = read(write_clip(tmp_path / "wide.mp4", size=size))[0]
    assert frame.image.flags.c_contiguous
    assert frame.size == size


class TestOrientation:
    @pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
    def test_each_right_angle_is_applied(self, turn_deg, tmp_path):
        stored = {
            "top left": "red",
            "top right": "green",
            "bottom right": "grey",
            "bottom left": "blue",
        }
        ring = list(stored)  # clockwise
        steps = turn_deg // 90
        with open_clip(write_clip(tmp_path / "clip.mp4", turn_deg=turn_deg)) as clip:
            frames = list(clip)
            assert clip.rotation_deg == turn_deg
            assert clip.size == (SIZE if steps % 2 == 0 else SIZE[::-1])
        # A counter-clockwise turn brings the next corner, clockwise, to this place.
        expected = {ring[i]: stored[ring[(i + steps) % 4]] for i in range(4)}
        for frame in frames:
            assert frame.size == clip.size
            assert frame.image.flags.c_contiguous
            assert colours_at_corners(frame.image) == expected

    @pytest.mark.parametrize(
        ("matrix", "corner_of_red"),
        [
            ([-65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30], "top right"),
            ([65536, 0, 0, 0, -65536, 0, 0, 0, 1 << 30], "bottom left"),
            ([0, 65536, 0, 65536, 0, 0, 0, 0, 1 << 30], "top left"),
            ([0, -65536, 0, -65536, 0, 0, 0, 0, 1 << 30], "bottom right"),
        ],
    )
    def test_mirrored_pictures_are_mirrored_back(self, matrix, corner_of_red, tmp_path):
        frame = read(write_clip(tmp_path / "clip.mp4", matrix=matrix))[0]
        found = colours_at_corners(frame.image)
        assert found[corner_of_red] == "red"
        assert sorted(found.values()) == ["blue", "green", "grey", "red"]

    def test_pixels_that_are_not_square_become_square(self, tmp_path):
        path = tmp_path / "wide.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=10)
            stream.width, stream.height = SIZE
            stream.pix_fmt = "yuv420p"
            stream.codec_context.sample_aspect_ratio = 2
            picture = av.VideoFrame(*SIZE, "yuv420p")
            container.mux(stream.encode(picture))
            container.mux(stream.encode())
        with open_clip(path) as clip:
            assert clip.size == (2 * SIZE[0], SIZE[1])
            assert [f.size for f in clip] == [clip.size]


class TestDamage:
    def cut(self, path: Path, share: float) -> Path:
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    def test_a_clip_that_was_cut_off_gives_what_decodes_and_says_so(self, tmp_path):
        times_s = [i / 10 for i in range(60)]
        path = self.cut(write_clip(tmp_path / "cut.webm", times_s=times_s), 0.6)
        with open_clip(path) as clip:
            frames = list(clip)
            assert 0 < len(frames) < 60
            assert clip.truncated
            assert "cut off" in clip.warnings[0]

    def test_an_mp4_with_its_index_in_front_gives_what_decodes(self, tmp_path):
        noise = {"movflags": "faststart"}
        times_s = [i / 10 for i in range(60)]
        path = write_clip(tmp_path / "cut.mp4", times_s=times_s, size=(640, 480), options=noise)
        with open_clip(self.cut(path, 0.75)) as clip:
            frames = list(clip)
            assert 0 < len(frames) < 60
            assert clip.truncated

    @pytest.mark.parametrize("container", ["mp4", "mov"])
    def test_one_that_lost_its_index_is_refused(self, container, tmp_path):
        path = self.cut(write_clip(tmp_path / f"cut.{container}"), 0.6)
        with pytest.raises(VideoError, match="cut off"):
            open_clip(path)

    def test_a_whole_clip_is_not_called_truncated_when_sound_runs_on(self, tmp_path):
        path = tmp_path / "clip.mp4"
        with av.open(str(path), "w") as container:
            pictures = container.add_stream("libx264", rate=10)
            pictures.width, pictures.height = SIZE
            pictures.pix_fmt = "yuv420p"
            sound = container.add_stream("aac", rate=8000)
            for _ in range(5):
                container.mux(pictures.encode(av.VideoFrame(*SIZE, "yuv420p")))
            container.mux(pictures.encode())
            for _ in range(40):
                piece = av.AudioFrame.from_ndarray(
                    np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
                )
                piece.sample_rate = 8000
                container.mux(sound.encode(piece))
            container.mux(sound.encode())
        with open_clip(path) as clip:
            assert len(list(clip)) == 5
            assert not clip.truncated


class TestRefusals:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(VideoError, match="no file"):
            open_clip(tmp_path / "nowhere.mp4")

    def test_a_folder(self, tmp_path):
        with pytest.raises(VideoError, match="not a file"):
            open_clip(tmp_path)

    def test_an_empty_file(self, tmp_path):
        path = tmp_path / "empty.mp4"
        path.touch()
        with pytest.raises(VideoError, match="empty"):
            open_clip(path)

    def test_an_empty_upload(self):
        with pytest.raises(VideoError, match="empty"):
            open_clip(io.BytesIO())

    def test_text_named_mp4(self, tmp_path):
        path = tmp_path / "notes.mp4"
        path.write_text("Three sets of ten. " * 50)
        with pytest.raises(VideoError, match=r"notes\.mp4 is none of these"):
            open_clip(path)

    def test_a_name_with_a_null_byte(self, tmp_path):
        with pytest.raises(VideoError, match=r"cannot be read|no file"):
            open_clip(tmp_path / "a\0b.mp4")

    def test_sound_only(self, tmp_path):
        with pytest.raises(VideoError, match="sound only"):
            open_clip(write_sound(tmp_path / "song.mp4"))

    @pytest.mark.parametrize(
        "script", ["#EXTM3U\n#EXTINF:1,\n{}\n", "ffconcat version 1.0\nfile {}\n"]
    )
    def test_a_script_that_would_open_other_files(self, script, tmp_path):
        other = write_clip(tmp_path / "private.mp4")
        path = tmp_path / "list.mp4"
        path.write_text(script.format(other.name))
        with pytest.raises(VideoError, match="none of these"):
            open_clip(path)

    def test_an_8k_clip_by_its_header(self, tmp_path):
        path = with_header_size(write_clip(tmp_path / "huge.mp4"), 7680, 4320)
        with pytest.raises(VideoError, match="7680 x 4320"):
            open_clip(path)

    def test_a_limit_of_the_callers_own(self, tmp_path):
        path = write_clip(tmp_path / "clip.mp4")
        assert len(read(path)) == 10
        with pytest.raises(VideoError, match="at most 63"):
            open_clip(path, max_side_px=63)

    def test_pictures_without_any_size(self, tmp_path):
        path = with_header_size(write_clip(tmp_path / "none.mp4"), 0, 0)
        with pytest.raises(VideoError, match="0 x 0"):
            open_clip(path)

    def test_a_gif_without_any_size(self, tmp_path):
        path = write_clip(tmp_path / "none.gif")
        content = path.read_bytes()
        path.write_bytes(content[:6] + bytes(4) + content[10:])
        with pytest.raises(VideoError, match="begins like a clip but is damaged"):
            open_clip(path)

    def test_every_message_is_one_line(self, tmp_path):
        path = tmp_path / "noise.mp4"
        path.write_bytes(np.random.default_rng(0).bytes(5000))
        with pytest.raises(VideoError) as caught:
            open_clip(path)
        assert "\n" not in str(caught.value)


def with_header_size(path: Path, width: int, height: int) -> Path:
    """Change the size in the headers, not in the pictures."""
    content = bytearray(path.read_bytes())
    at = content.index(b"avc1", content.index(b"stsd"))
    content[at + 28 : at + 32] = struct.pack(">HH", width, height)
    # FFmpeg would otherwise use the size inside the frames.
    at = content.index(b"avcC")
    content[at + 4 : at + 12] = bytes(8)
    path.write_bytes(content)
    return path
