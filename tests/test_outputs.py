"""Files are written completely or not at all, and their paths are checked before the work."""

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from formcheck.atomic_path import AtomicPath
from formcheck.errors import OutputError
from formcheck.output_path import check_outputs, write_all, write_text


class TestAtomicPath:
    @pytest.fixture
    def target(self, tmp_path):
        path = tmp_path / "verdict.json"
        path.write_text("former")
        return path

    def test_a_former_file_stays_until_the_block_ends(self, target):
        with AtomicPath(target) as part:
            part.write_text("new")
            assert part.parent == target.parent
            assert target.read_text() == "former"
        assert target.read_text() == "new"
        assert list(target.parent.iterdir()) == [target]

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
    def test_after_an_exception_nothing_is_left(self, target, error):
        with suppress(error), AtomicPath(target) as part:
            part.write_text("half")
            raise error
        assert target.read_text() == "former"
        assert list(target.parent.iterdir()) == [target]

    def test_a_file_that_cannot_be_renamed_is_removed(self, tmp_path):
        folder = tmp_path / "folder"
        (folder / "of mine").mkdir(parents=True)
        with pytest.raises(OSError, match="folder"), AtomicPath(folder) as part:
            part.write_text("new")
        assert list(tmp_path.iterdir()) == [folder]

    def test_a_block_that_wrote_nothing_says_so(self, target):
        with pytest.raises(FileNotFoundError), AtomicPath(target):
            pass
        assert target.read_text() == "former"

    def test_the_blocks_own_error_is_not_hidden(self, tmp_path):
        (tmp_path / "file").write_text("mine")
        with pytest.raises(RuntimeError, match="full"), AtomicPath(tmp_path / "file" / "below"):
            raise RuntimeError("full")

    def test_two_writers_at_once_do_not_collide(self, target):
        with AtomicPath(target) as first:
            first.write_text("first")
            with AtomicPath(target) as second:
                second.write_text("second")
            assert target.read_text() == "second"
        assert target.read_text() == "first"


class TestCheckOutputs:
    def assert_refused(self, outputs, match, **options):
        with pytest.raises(OutputError, match=match):
            check_outputs(outputs, **options)

    def test_a_folder_that_is_not_there(self, tmp_path):
        self.assert_refused({"": tmp_path / "no" / "v.json"}, r"no does not exist\..* v\.json")

    def test_a_folder_in_place_of_a_file(self, tmp_path):
        self.assert_refused({"": tmp_path}, "is a folder")

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
    )
    def test_a_folder_that_may_not_be_written_to(self, tmp_path):
        tmp_path.chmod(0o500)
        self.assert_refused({"": tmp_path / "v.json"}, "cannot be written to")
        tmp_path.chmod(0o700)

    def test_another_ending(self, tmp_path):
        self.assert_refused({".mp4": tmp_path / "v.avi"}, r"ending in \.mp4, got v\.avi")
        check_outputs({".mp4": tmp_path / "V.MP4"})

    def test_one_file_for_two_outputs(self, tmp_path):
        both = tmp_path / "x.mp4"
        self.assert_refused({"": tmp_path / "." / "x.mp4", ".mp4": both}, "different files")

    def test_the_clip_itself_under_any_name(self, tmp_path):
        clip, other = tmp_path / "clip.mp4", tmp_path / "link.mp4"
        clip.write_bytes(b"a film")
        other.hardlink_to(clip)
        for path in (clip, tmp_path / "." / "clip.mp4", other):
            self.assert_refused({".mp4": path}, "the clip itself", clip=clip)

    def test_the_screen_and_nothing_are_always_right(self, tmp_path):
        check_outputs({"": Path("-"), ".npz": None}, clip=tmp_path / "clip.mp4")

    @pytest.mark.parametrize("length", [252, 300])
    def test_a_name_that_no_file_system_takes(self, tmp_path, length):
        self.assert_refused({"": tmp_path / f"{'x' * length}.json"}, "at most 255 bytes")

    def test_a_link_to_itself(self, tmp_path):
        (loop := tmp_path / "v.json").symlink_to(loop)
        self.assert_refused({"": loop}, "link to itself")

    def test_a_link_into_a_folder_that_is_not_there(self, tmp_path):
        (link := tmp_path / "v.json").symlink_to(tmp_path / "no" / "v.json")
        self.assert_refused({"": link}, r"no does not exist")

    def test_a_socket(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s")
            self.assert_refused({"": Path("s")}, "is not a file")

    @pytest.mark.parametrize("suffix", [".npz", ".mp4"])
    def test_a_pipe_for_a_file_that_is_not_written_in_order(self, tmp_path, suffix):
        os.mkfifo(pipe := tmp_path / f"v{suffix}")
        self.assert_refused({suffix: pipe}, "is not a file")


class TestWriting:
    def test_a_name_of_255_bytes_is_written(self, tmp_path):
        path = tmp_path / ("x" * 255)
        check_outputs({"": path})
        write_text(path, "verdict")
        assert path.read_text() == "verdict"

    def test_a_link_stays_a_link(self, tmp_path):
        (link := tmp_path / "link").symlink_to(tmp_path / "real")
        check_outputs({"": link})
        write_text(link, "verdict")
        assert link.is_symlink()
        assert (tmp_path / "real").read_text() == "verdict"

    def test_a_device_stays_a_device(self, tmp_path):
        (link := tmp_path / "null").symlink_to(os.devnull)
        before = Path(os.devnull).stat()
        check_outputs({"": link})
        write_text(link, "verdict")
        assert Path(os.devnull).stat().st_rdev == before.st_rdev
        assert Path(os.devnull).is_char_device()

    def test_a_pipe_passes_on_what_is_written(self, tmp_path):
        os.mkfifo(pipe := tmp_path / "pipe")
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        write_text(pipe, "verdict")
        assert os.read(reader, 100) == b"verdict"
        os.close(reader)
        assert stat.S_ISFIFO(pipe.stat().st_mode)

    def test_a_pipe_without_a_reader_fails_at_once(self, tmp_path):
        os.mkfifo(pipe := tmp_path / "pipe")
        with pytest.raises(OutputError, match="pipe"):
            write_text(pipe, "verdict")

    def test_all_files_are_written_or_none(self, tmp_path):
        (tmp_path / "a").write_text("former")
        with pytest.raises(OutputError, match="b"):
            write_all({tmp_path / "a": b"new", tmp_path / "no" / "b": b"new"})
        assert (tmp_path / "a").read_text() == "former"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]
