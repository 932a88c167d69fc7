"""Pins, commands, settings and licences."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from formcheck import paths
from formcheck.cli import main as cli
from formcheck.errors import SetupError, SystemLibraryError
from formcheck.pose_estimation.native import system_libraries

TOP = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
RUN = (TOP / "requirements" / "run.txt").read_text(encoding="utf-8")
DEV = (TOP / "requirements" / "dev.txt").read_text(encoding="utf-8")

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


def pins(text: str) -> dict[str, Version]:
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in PIN.finditer(text)}


def wanted(*groups: str) -> list[Requirement]:
    lines = PYPROJECT["project"]["dependencies"] if not groups else []
    for group in groups:
        lines = [*lines, *PYPROJECT["dependency-groups"][group]]
    return [Requirement(line) for line in lines]


class TestPins:
    @pytest.mark.parametrize(
        ("text", "requirements"),
        [
            (RUN, [*wanted(), *wanted("build")]),
            (DEV, [*wanted(), *wanted("build", "test", "lint")]),
        ],
        ids=["run", "dev"],
    )
    def test_they_fulfil_what_the_project_asks_for(
        self, text: str, requirements: list[Requirement]
    ):
        pinned = pins(text)
        for requirement in requirements:
            assert pinned[canonicalize_name(requirement.name)] in requirement.specifier

    def test_the_tools_are_tested_with_exactly_what_people_run(self):
        assert pins(RUN).items() <= pins(DEV).items()

    @pytest.mark.parametrize("text", [RUN, DEV], ids=["run", "dev"])
    def test_every_pin_has_a_hash_and_no_index_is_named(self, text: str):
        entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
        for entry in filter(None, entries):
            assert PIN.match(entry), entry
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert not re.search(r"://|--index|--extra|--find-links|--trusted|@ ", text)

    @pytest.mark.parametrize("text", [RUN, DEV], ids=["run", "dev"])
    def test_only_one_opencv_is_installed(self, text: str):
        opencv = {name for name in pins(text) if name.startswith("opencv")}
        assert opencv == {"opencv-contrib-python"}

    def test_every_dependency_says_why_it_is_there(self):
        lines = (TOP / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        asked = [line.strip() for line in lines if re.match(r'^  "[a-z][a-z-]*[><=]', line)]
        assert len(asked) >= len(wanted()) + len(wanted("test", "lint"))
        for line in asked:
            name = line.split('"')[1]
            above = lines[lines.index("  " + line) - 1].strip()
            assert "# " in line or above.startswith("# "), name


class TestMake:
    @pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
    def test_it_lists_its_targets(self):
        listed = subprocess.run(
            ["make", "help"], cwd=TOP, capture_output=True, text=True, check=True
        ).stdout
        named = re.findall(r"^  make ([\w-]+)", listed, flags=re.MULTILINE)
        assert {"run", "test", "test-all", "quick", "lint", "bench", "clean", "help"} <= set(named)

    @pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
    def test_a_python_it_cannot_use_is_refused_in_one_sentence(self, tmp_path: Path):
        environment = tmp_path / "environment"
        refused = subprocess.run(
            ["make", f"VENV={environment}", "PYTHON=/bin/false", f"{environment}/.created"],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=False,
        )
        assert refused.returncode != 0
        assert refused.stderr.startswith("Expected Python 3.11, 3.12 or 3.13, but /bin/false is")
        assert not environment.exists()

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
    def test_the_check_script_can_be_run(self):
        assert os.access(TOP / ".ci" / "run", os.X_OK)


class TestSettings:
    def test_the_app_listens_on_this_machine_only_and_reports_to_nobody(self):
        settings = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
        server = settings["server"]
        assert (server["address"], server["port"]) == ("127.0.0.1", 8501)
        assert server["enableCORS"] is True
        assert server["enableXsrfProtection"] is True
        assert 0 < server["maxUploadSize"] <= 500
        assert settings["browser"]["gatherUsageStats"] is False

    def test_the_licence_is_apache_and_the_notice_names_model_and_mesh(self):
        licence = (TOP / "LICENSE").read_text(encoding="utf-8")
        notice = (TOP / "NOTICE").read_text(encoding="utf-8")
        assert "Apache License" in licence
        assert "END OF TERMS AND CONDITIONS" in licence
        assert PYPROJECT["project"]["license"] == "Apache-2.0"
        for name in ("BlazePose", "MediaPipe", "Google", "MakeHuman", "CC0"):
            assert name in notice

    def test_fetched_models_are_not_committed(self):
        ignored = (TOP / ".gitignore").read_text(encoding="utf-8").splitlines()
        assert {"models/*.task", "models/*.part", ".venv/"} <= set(ignored)


class TestLocations:
    def test_in_a_checkout_they_are_at_its_top(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.delenv("FORMCHECK_MODELS", raising=False)
        assert paths.checkout_dir() == TOP
        assert paths.models_dir() == TOP / "models"
        assert paths.bundled_path("models/manifest.toml").is_file()
        assert paths.app_script() == TOP / "app.py"
        assert paths.app_script().is_file()

    def test_an_installed_package_carries_its_own_and_keeps_models_with_the_user(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ):
        monkeypatch.delenv("FORMCHECK_MODELS", raising=False)
        package = tmp_path / "formcheck"
        monkeypatch.setattr(paths, "_PACKAGE", package)
        assert paths.checkout_dir() is None
        assert paths.models_dir() == paths.data_dir() / "models"
        assert paths.bundled_path("a/b") == package / "shipped" / "a" / "b"
        assert paths.app_script() == package / "ui" / "entry" / "app.py"

    def test_a_relative_folder_is_the_same_one_in_the_app_and_the_commands(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("FORMCHECK_DATA", "mine")
        monkeypatch.setenv("FORMCHECK_MODELS", "~/models")
        expected = [tmp_path / "mine", tmp_path / "home" / "models"]
        assert [paths.data_dir(), paths.models_dir()] == expected
        script = "from formcheck import paths as at; print(at.data_dir(), at.models_dir())"
        seen = []

        def in_place_of_the_app(command, **how):
            assert "streamlit" in command
            done = subprocess.check_output([sys.executable, "-c", script], text=True, **how)
            seen.extend(Path(word) for word in done.split())
            return 0

        monkeypatch.setattr("formcheck.cli.main.subprocess.call", in_place_of_the_app)
        cli.run_app(port=8501, browser=False)
        assert seen == expected

    def test_a_missing_home_folder_is_one_sentence(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("FORMCHECK_DATA", "~nobody-of-that-name/x")
        with pytest.raises(SetupError, match=r"FORMCHECK_DATA.*~nobody-of-that-name"):
            paths.data_dir()

    def test_the_wheel_puts_each_file_where_it_is_looked_for(self):
        wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
        assert wheel["sources"] == {
            "models": "formcheck/shipped/models",
            "sample_videos": "formcheck/shipped/sample_videos",
            ".streamlit": "formcheck/ui/entry/.streamlit",
        }
        assert (TOP / "formcheck" / "ui" / "entry" / "app.py").is_file()


class TestSystemLibraries:
    def test_nothing_is_printed_if_no_library_is_missing(self):
        system_libraries.check_system_libraries({})

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves them to the system")
    def test_missing_ones_are_named_with_the_line_that_installs_them(self):
        libraries = {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"}
        assert system_libraries.find_missing_libraries(libraries) == ("libnowhere.so.1",)
        with pytest.raises(SystemLibraryError) as caught:
            system_libraries.check_system_libraries(libraries)
        assert "libnowhere.so.1" in str(caught.value)
        assert "`sudo apt-get install libnowhere1`" in str(caught.value)

    @pytest.mark.parametrize("platform", ["win32", "darwin"])
    def test_other_systems_have_what_they_need(self, platform: str):
        libraries = {"libnowhere.so.1": "libnowhere1"}
        assert system_libraries.find_missing_libraries(libraries, platform=platform) == ()


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        pytest.param(
            "import formcheck.pose_estimation.model_files.store as b; b.list_bundles()",
            {"mediapipe", "cv2", "av", "streamlit", "requests"},
            id="handling the pose model",
        ),
        pytest.param(
            "from pathlib import Path; from formcheck.cli.review import review_command;"
            "review_command(Path('sample_videos/bridge.landmarks.npz'), exercise='bridge')",
            {"mediapipe", "cv2", "av", "requests", "formcheck.evaluation", "formcheck.export"},
            id="reviewing landmarks",
        ),
    ],
)
def test_no_heavy_library_is_loaded_for(code: str, unwanted: set[str]):
    code = f"import sys; {code}; print('loaded:', *sorted({unwanted} & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1].strip() == "loaded:"
