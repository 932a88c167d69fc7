"""Label files: what is read, and what is refused with file, key and cause."""

import pytest

from formcheck.errors import LabelError
from formcheck.evaluation.labels import find_labels, read_labels
from tests.support.fake_labels import TOML, labels

REPETITION = """
[[repetition]]
index = 1
side = "both"
start_s = 1.0
top_s = 3.0
leave_s = 8.0
end_s = 10.0
still_s = 5.0
complete = true
"""
FAULT = """
[[fault]]
rule = "hips_low"
repetition = 1
start_s = 3.0
end_s = 8.0
size = 150.0
unit = "deg"
"""


def written(folder, name="clip", *, counted=1, more=""):
    path = folder / f"{name}.toml"
    path.write_text(TOML.format(name=name, counted=counted, more=more), encoding="utf-8")
    return path


def test_a_label_file_is_read_and_its_clip_lies_beside_it(tmp_path):
    found = read_labels(written(tmp_path, more=REPETITION))
    assert found.clip == tmp_path / "clip.mp4"
    assert found.truth == tmp_path / "clip.truth.npz"
    assert found.repetition[0].top_s == 3.0
    assert found.kind == "good"
    assert found.fair


def test_a_clip_with_faults_is_not_labelled_good(tmp_path):
    found = read_labels(written(tmp_path, more=REPETITION + FAULT))
    assert found.kind == "fault"
    assert found.find_faults(1)["hips_low"].size == 150
    assert found.find_faults(2) == {}


def test_additional_keys_of_a_renderer_are_ignored(tmp_path):
    more = "seed = 3\n[camera]\nyaw_deg = 12.0\nhfov_deg = 56.0\n"
    assert read_labels(written(tmp_path, more=more)).camera.yaw_deg == 12


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("counted = [", "is not valid TOML"),
        ('kind = "nice"', "kind"),
        ("[[repetition]]\nindex = 0\nside = 'left'\nstart_s = 1", "repetition.0.index"),
        (FAULT, "names repetition 1"),
        ('body = "<script>"', "body"),
    ],
)
def test_a_malformed_label_file_is_refused_naming_file_and_key(tmp_path, more, says):
    with pytest.raises(LabelError, match=says) as error:
        read_labels(written(tmp_path, more=more))
    assert "clip.toml" in str(error.value)


@pytest.mark.parametrize("name", ["../away", "/etc/passwd", ".hidden", "a|b", "a b\n"])
def test_only_a_plain_file_name_beside_the_labels_is_accepted(name):
    with pytest.raises(ValueError, match="file"):
        labels(file=name)


def test_an_unknown_exercise_in_a_label_is_refused():
    with pytest.raises(ValueError, match="expected one of bird_dog"):
        labels(exercise="plank")


def test_a_missing_or_binary_file_is_refused(tmp_path):
    with pytest.raises(LabelError, match="There is no file"):
        read_labels(tmp_path / "nothing.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabelError, match="cannot be read"):
        read_labels(tmp_path / "binary.toml")


def test_folders_are_searched_and_files_taken_in_the_order_given(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b", "a"):
        written(folder, name)
    single = written(tmp_path, "single")
    assert [each.file for each in find_labels([single, folder])] == ["single.mp4", "a.mp4", "b.mp4"]


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(LabelError, match="found none"):
        find_labels([tmp_path])
