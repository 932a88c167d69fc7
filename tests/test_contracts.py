"""The contracts of the architecture: imports, exports, documentation."""

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import formcheck
from formcheck.cli.main import app
from formcheck.export.review import build_schema
from formcheck.poses.loader import exercise_names

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    info.name for info in pkgutil.walk_packages(formcheck.__path__, prefix="formcheck.")
)


def test_imports_point_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed in this environment")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _loaded_by(module: str) -> str:
    """The heavy libraries that `module` loads."""
    code = (
        f"import {module}, sys;"
        "print([m for m in ('mediapipe', 'cv2', 'av', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["formcheck", "formcheck.assessment.checker"])
def test_the_package_and_the_assessment_load_neither_video_nor_pages(module):
    assert _loaded_by(module) == "[]"


def test_every_module_can_be_imported_and_says_what_it_exports():
    modules = {name: importlib.import_module(name) for name in MODULES}
    assert [
        name
        for name, module in modules.items()
        if not module.__file__.endswith("__init__.py") and not hasattr(module, "__all__")
    ] == []


def test_files_stay_small_enough_to_read():
    lengths = {
        str(path.relative_to(ROOT)): (len(path.read_text(encoding="utf-8").splitlines()), limit)
        for folder in ("formcheck", "tools", "benchmarks")
        for ending, limit in (("py", 300), ("js", 300), ("css", 300))
        for path in (ROOT / folder).rglob(f"*.{ending}")
    }
    assert {name: length for name, (length, limit) in lengths.items() if length > limit} == {}


def _commands() -> list[str]:
    import typer.main

    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        children = getattr(command, "commands", None)
        found += [f"{name} {child}" for child in children] if children else [name]
    return found


def test_every_command_is_documented_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in _commands() if f"formcheck {command}" not in readme] == []


@pytest.mark.parametrize("command", _commands())
def test_every_command_and_option_has_help(command):
    shown = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert len(shown.output) > 200


def test_readme_names_the_commands_of_a_checkout_and_every_exercise():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = ["make run", "make test", "make test-all", "make quick", *exercise_names()]
    assert [each for each in wanted if each not in readme] == []


def test_pictures_in_the_readme_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture


def test_architecture_page_names_every_package():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [p.name for p in (ROOT / "formcheck").iterdir() if (p / "__init__.py").exists()]
    for room in rooms:
        assert f"{room}/" in page


def test_the_published_schema_has_the_promised_fields():
    published = build_schema()
    assert list(published["properties"]) == [
        "schema",
        "exercise",
        "source",
        "duration_s",
        "frames",
        "view",
        "assessable",
        "counted",
        "repetitions",
        "score",
        "band",
        "main_fault",
        "warnings",
        "pain",
        "disclaimer",
    ]
    assert "pain" not in published["required"]
    parts = published["$defs"]
    assert list(parts["ViewJson"]["properties"]) == ["yaw_deg", "facing", "near_side", "ok"]
    assert list(parts["RepetitionJson"]["properties"]) == [
        "index",
        "side",
        "start_s",
        "turn_s",
        "end_s",
        "rom_deg",
        "hold_s",
        "counted",
        "rejected",
        "score",
        "band",
        "assessable",
        "faults",
    ]
    assert list(parts["FaultJson"]["properties"]) == [
        "rule",
        "start_s",
        "end_s",
        "worst",
        "limit",
        "excess",
        "safety",
    ]
    assert json.dumps(published)


def test_no_registry_host_or_machine_path_is_in_the_repository():
    # Written in parts, so that this test does not find itself.
    words = ["py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"]
    words += ["/wo" + "rk/", "/ro" + "ot/"]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".mp4", ".npz", ".jpg", ".png"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert [word for word in words if word in text] == [], name
