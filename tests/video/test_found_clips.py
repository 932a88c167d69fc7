"""Clips as phones, browsers and old cameras make them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import InputError, VideoError
from formcheck.kinematics.track import PoseTrack
from formcheck.review.pipeline import run_clip
from formcheck.review.request import ClipRequest
from formcheck.video.decode import open_clip
from formcheck.video.formats import CLIP_SUFFIXES
from formcheck.video.frame_times import SlowMotion, find_slow_motion
from tests.support.example_count import examples
from tests.video.clips import SIZE, colours_at_corners, write_clip, write_growing
from tests.video.scripted import ScriptedEstimator, snapshot_of

CAPTURE_FPS = "com.android.capture.fps"
BUGS = Path(__file__).resolve().parents[3] / "shared" / "bugs"


def seconds(count: int, fps: float) -> list[float]:
    return [i / fps for i in range(count)]


def times_of(path: Path) -> list[float]:
    with open_clip(path) as clip:
        return [frame.time_s for frame in clip]


class TestSlowMotion:
    """Frame times are real times if the file says how it was recorded."""

    @pytest.mark.parametrize("container", ["mp4", "mov", "mkv"])
    @pytest.mark.parametrize(("recorded", "played"), [(96, 24), (120, 30), (240, 30), (60, 30)])
    def test_frame_times_are_real_times(self, recorded, played, container, tmp_path):
        path = write_clip(
            tmp_path / f"slow.{container}",
            times_s=seconds(48, played),
            tags={CAPTURE_FPS: f"{recorded:.6f}"},
        )
        with open_clip(path) as clip:
            times = [frame.time_s for frame in clip]
            assert times == pytest.approx(seconds(48, recorded), abs=0.002)
            assert clip.duration_s == pytest.approx(48 / recorded, abs=0.1)
            assert not clip.truncated
            (note,) = clip.warnings
            assert f"slow motion: it was recorded at {recorded} frames" in note

    @pytest.mark.parametrize(
        ("tag", "fps"),
        [
            ("24.000000", 24), ("30", 30), ("240.000000", 240),  # recorded as it plays
            ("30", 24), ("30", 15),  # a phone in dim light
            ("0", 24), ("-96", 24), ("nan", 24), ("inf", 24), ("1e9", 24), ("ninety", 24),
        ],
    )  # fmt: skip
    def test_other_tags_change_nothing(self, tag, fps, tmp_path):
        path = write_clip(tmp_path / "clip.mp4", times_s=seconds(20, fps), tags={CAPTURE_FPS: tag})
        with open_clip(path) as clip:
            assert [f.time_s for f in clip] == pytest.approx(seconds(20, fps), abs=0.002)
            assert clip.warnings == ()

    def test_a_pause_does_not_make_slow_motion(self, tmp_path):
        times_s = [*seconds(20, 24), *(60 + t for t in seconds(20, 24))]
        path = write_clip(tmp_path / "pause.mp4", times_s=times_s, tags={CAPTURE_FPS: "24"})
        assert times_of(path) == pytest.approx(times_s, abs=0.002)

    @settings(max_examples=examples(40))
    @given(tag=st.one_of(st.text(max_size=8), st.floats().map(str)))
    def test_no_tag_breaks_it(self, tag):
        class Packet:
            def __init__(self, pts):
                self.pts, self.time_base = pts, 1 / 24

        found = find_slow_motion({CAPTURE_FPS: tag}, [Packet(i) for i in range(10)])
        assert found is None or 1.5 <= found.factor <= 1000 / 24

    def test_video_and_track_have_the_same_times_and_the_track_remembers_why(self, tmp_path):
        path = write_clip(tmp_path / "slow.mp4", times_s=seconds(40, 24), tags={CAPTURE_FPS: "96"})
        run_clip(
            ClipRequest(
                path=path,
                every_frame=True,
                video_out=tmp_path / "annotated.mp4",
                track_out=tmp_path / "slow.npz",
            ),
            estimator=ScriptedEstimator(),
            on_pose=snapshot_of,
        )
        track = PoseTrack.load(tmp_path / "slow.npz")
        assert track.time_s == pytest.approx(times_of(path))
        assert times_of(tmp_path / "annotated.mp4") == pytest.approx(track.time_s, abs=1e-4)
        kept = SlowMotion.from_meta(track.meta)
        assert kept is not None
        assert kept.factor == pytest.approx(4, rel=0.01)

    @pytest.mark.parametrize(
        "kept", [None, 4, {}, {"recorded_fps": 96}, {"recorded_fps": "x", "played_fps": 0}]
    )
    def test_invalid_metadata_of_a_track_is_ignored(self, kept):
        assert SlowMotion.from_meta({"slow_motion": kept}) is None


class TestBFrames:
    """An AVI file has no frame times; its frames are evenly spaced."""

    @pytest.mark.parametrize(
        ("codec", "options"),
        [
            ("libx264", {"bf": "1", "b_strategy": "0"}),
            ("libx264", {"bf": "3", "b_strategy": "0"}),
            ("libx264", {"bf": "3", "b_strategy": "0", "b-pyramid": "none"}),
            ("mpeg4", {"bf": "2"}),
        ],
    )
    @pytest.mark.parametrize("count", [2, 3, 40])
    def test_every_picture_has_its_time(self, count, codec, options, tmp_path):
        path = write_clip(
            tmp_path / "old.avi", times_s=seconds(count, 10), codec=codec, codec_options=options
        )
        with open_clip(path) as clip:
            assert [f.time_s for f in clip] == pytest.approx(seconds(count, 10))
            assert clip.warnings == ()

    def test_pictures_that_were_dropped_leave_their_gap(self, tmp_path):
        times_s = [0.0, 0.1, 0.2, 1.0, 1.1, 1.2, 2.0, 2.1]
        path = write_clip(tmp_path / "gap.avi", times_s=times_s)
        assert times_of(path) == pytest.approx(times_s)


class TestPictureSize:
    @pytest.mark.parametrize(
        "sizes",
        [[(64, 48), (32, 24)], [(32, 24), (64, 48)], [(32, 24), (64, 48), (48, 36), (64, 48)]],
    )
    def test_pictures_of_one_shape_get_the_largest_size(self, sizes, tmp_path):
        with open_clip(write_growing(tmp_path / "call.webm", sizes)) as clip:
            assert clip.size == (64, 48)
            frames = list(clip)
        assert len(frames) == 5 * len(sizes)
        for frame in frames:
            assert frame.size == (64, 48)
            assert list(colours_at_corners(frame.image).values()) == [
                "red",
                "green",
                "blue",
                "grey",
            ]
        assert [f.time_s for f in frames] == pytest.approx(seconds(len(frames), 10))

    def test_another_shape_is_refused_in_one_sentence(self, tmp_path):
        path = write_growing(tmp_path / "call.webm", [(64, 48), (48, 64)])
        with (
            open_clip(path) as clip,
            pytest.raises(VideoError, match="change their shape") as caught,
        ):
            list(clip)
        assert "\n" not in str(caught.value)


class TestJumpingClock:
    def test_the_annotated_video_has_the_times_of_the_findings(self, tmp_path):
        times_s = [0.0, 0.1, 0.2, 86400.2, 86400.3, 86400.4]
        path = write_clip(tmp_path / "jump.webm", times_s=times_s)
        judged = []

        def judge(pose):
            judged.append(pose.time_s)
            return snapshot_of(pose)

        target = tmp_path / "annotated.mp4"
        request = ClipRequest(path=path, video_out=target)
        run_clip(request, estimator=ScriptedEstimator(), on_pose=judge)
        assert judged == pytest.approx(times_s, abs=0.001)
        with open_clip(target) as video:
            shown = [frame.time_s for frame in video]
            assert video.duration_s == pytest.approx(times_s[-1], abs=1)
        for time_s in judged:
            assert min(abs(np.array(shown) - time_s)) < 0.001

    def test_a_clock_that_jumps_by_years_is_refused(self, tmp_path):
        path = write_clip(tmp_path / "epoch.webm", times_s=[0.0, 0.1, 1.7e9, 1.7e9 + 0.1])
        with open_clip(path) as clip, pytest.raises(VideoError, match="jumps ahead by 19676 days"):
            list(clip)


class TestRotation:
    @pytest.mark.parametrize("stored_deg", [None, 90, 180, 270])
    @pytest.mark.parametrize("rotate_deg", [0, 90, 180, 270])
    def test_pictures_turn_clockwise_after_the_files_own_turn(
        self, rotate_deg, stored_deg, tmp_path
    ):
        path = write_clip(tmp_path / "clip.mp4", turn_deg=stored_deg)
        with open_clip(path) as plain, open_clip(path, rotate_deg=rotate_deg) as clip:
            before, after = next(iter(plain)), next(iter(clip))
            assert np.array_equal(after.image, np.rot90(before.image, -rotate_deg // 90))
            assert clip.size == after.size
            assert clip.rotation_deg == (plain.rotation_deg - rotate_deg) % 360

    def test_other_angles_are_refused(self, tmp_path):
        with pytest.raises(InputError, match="0, 90, 180 or 270"):
            open_clip(write_clip(tmp_path / "clip.mp4"), rotate_deg=45)

    def test_the_track_keeps_it(self, tmp_path):
        path = write_clip(tmp_path / "clip.mp4")
        out = tmp_path / "clip.npz"
        request = ClipRequest(path=path, track_out=out, rotate_deg=90)
        run_clip(request, estimator=ScriptedEstimator(), on_pose=None)
        track = PoseTrack.load(out)
        assert track.meta["rotate_deg"] == 90
        assert track.size == SIZE[::-1]


@pytest.mark.parametrize("suffix", CLIP_SUFFIXES)
def test_every_kind_that_is_offered_can_be_read(suffix, tmp_path):
    path = write_clip(tmp_path / f"clip.{'mov' if suffix == 'qt' else suffix}")
    path = path.rename(path.with_suffix(f".{suffix}"))
    assert len(times_of(path)) == 10


@pytest.mark.skipif(not BUGS.is_dir(), reason="the reported clips are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "count", "fps", "size"),
    [
        ("h264_b.avi", 279, 24, (640, 360)),
        ("hlg.mov", 279, 24, (640, 360)),
        ("live.webm", 279, 24, (640, 360)),
        ("odd444.mp4", 279, 24, (639, 359)),
        ("resize_first_frame.webm", 279, 24, (640, 360)),
        ("resize_same_shape.webm", 279, 24, (640, 360)),
        ("slowmo_android.mp4", 1116, 96, (640, 360)),
        ("trim_elst.mp4", 264, 24, (640, 360)),
        ("trim_end_full.mp4", 269, 24, (960, 540)),
    ],
)
def test_reported_clips_are_read_whole_at_their_times(name, count, fps, size):
    with open_clip(BUGS / name) as clip:
        frames = [(frame.time_s, frame.size) for frame in clip]
        assert not clip.truncated
        assert len(clip.warnings) == (1 if "slow" in name else 0)
    assert [time_s for time_s, _ in frames] == pytest.approx(seconds(count, fps), abs=0.001)
    assert {each for _, each in frames} == {size}
