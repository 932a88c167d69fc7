"""A file that somebody gives is regular, not too large, and fails with a sentence of ours."""

import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import InputError, LabelError
from formcheck.input_path import open_input, parse_toml, read_json_file, read_text_file
from formcheck.limits import NESTING


class TestOpening:
    def test_a_file(self, tmp_path):
        (path := tmp_path / "a.toml").write_bytes(b"content")
        with open_input(path) as file:
            assert file.read() == b"content"

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("nothing", "There is no file"),
            ("folder", "is a folder"),
            ("pipe", "is not a file"),
            ("device", "is not a file"),
            ("loop", "cannot be read"),
            ("x" * 300, "cannot be read"),
            ("nul\0", "cannot be read"),
        ],
    )
    def test_anything_else_is_refused_at_once(self, tmp_path, name, says):
        (tmp_path / "folder").mkdir()
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "device").symlink_to("/dev/zero")
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        with pytest.raises(LabelError, match=says):
            open_input(tmp_path / name, error=LabelError)


class TestText:
    def test_is_read_with_its_mark(self, tmp_path):
        (path := tmp_path / "a.toml").write_bytes("é".encode("utf-16"))
        assert read_text_file(path) == "é"

    def test_is_not_read_beyond_its_limit(self, tmp_path):
        (path := tmp_path / "a.toml").write_text("12345")
        assert read_text_file(path, max_bytes=5) == "12345"
        with pytest.raises(InputError, match=r"a\.toml to have at most"):
            read_text_file(path, max_bytes=4)

    def test_that_is_no_text(self, tmp_path):
        (path := tmp_path / "a.toml").write_bytes(b"\xff\xff")
        with pytest.raises(InputError, match=r"Expected text in a\.toml"):
            read_text_file(path)


class TestToml:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("a = ", r"not valid TOML.*line 1"),
            ("a = 1\nb = [1,", "line 2"),
            ("a = " + "9" * 5000, "at most 19 digits"),
            ("[t]\na = 99999999999999999999", r"t\.a: expected a number of at most 19 digits"),
            ("[t]\na = [1.0, inf]", r"t\.a\.1: expected a finite number"),
            ("a = nan", "a: expected a finite number"),
            ("a = " + "[" * 40 + "]" * 40, "nested too deeply"),
            ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ],
    )
    def test_that_cannot_be_used_is_named(self, text, says):
        with pytest.raises(LabelError, match=says) as error:
            parse_toml(text, name="a.toml", error=LabelError)
        assert "a.toml" in str(error.value)
        assert len(str(error.value)) < 400

    def test_may_be_nested_as_deeply_as_we_say(self):
        depth = NESTING - 1
        assert parse_toml("a = " + "[" * depth + "]" * depth, name="a.toml")

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text):
        with suppress(InputError):
            assert isinstance(parse_toml(text, name="a.toml"), dict)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "9" * 5000])
def test_json_that_cannot_be_read_is_refused(tmp_path, text):
    (path := tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError, match=r"Expected JSON in a\.json"):
        read_json_file(path)
