"""The contracts that keep the architecture so: imports, exports, documentation."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck
from formcheck.cli import app
from formcheck.clinic.export import schema
from formcheck.poses.loader import exercise_names

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    info.name for info in pkgutil.walk_packages(formcheck.__path__, prefix="formcheck.")
)
SOURCES = [
    path
    for folder in ("formcheck", "tools", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def test_imports_point_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed in this environment")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("heavy", ["mediapipe", "cv2", "av", "streamlit"])
def test_importing_formcheck_loads_nothing_heavy(heavy):
    code = f"import formcheck, sys; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_judge_needs_neither_video_nor_pages():
    code = (
        "import formcheck.coach.checker, sys;"
        "print([m for m in ('mediapipe', 'cv2', 'av', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", MODULES)
def test_exported_names_exist_and_are_sorted(name):
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", None)
    if exported is None:
        assert module.__file__.endswith("__init__.py")
        return
    assert all(hasattr(module, item) for item in exported)
    assert len(set(exported)) == len(exported)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350


def test_scripts_of_the_pages_stay_small_enough_to_read():
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "formcheck").rglob("*.js")
    }
    assert {name: count for name, count in lines.items() if count > 300} == {}


def _public_without_docstring(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [n for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")]
    return [n.name for n in nodes if ast.get_docstring(n) is None]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "formcheck").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_everything_public_says_what_it_does(path):
    assert _public_without_docstring(path) == []


def _commands() -> list[str]:
    import typer.main

    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        children = getattr(command, "commands", None)
        found += [f"{name} {child}" for child in children] if children else [name]
    return found


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_documented_in_the_readme(command):
    assert f"formcheck {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", _commands())
def test_every_command_and_option_has_help(command):
    done = subprocess.run(
        [sys.executable, "-m", "formcheck.cli", *command.split(), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 200


def test_readme_names_the_two_commands_and_every_exercise():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    for name in exercise_names():
        assert name in readme


def test_pictures_in_the_readme_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture


def test_architecture_page_names_every_room():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [p.name for p in (ROOT / "formcheck").iterdir() if (p / "__init__.py").exists()]
    for room in rooms:
        assert f"{room}/" in page


def test_the_published_schema_has_the_promised_fields():
    published = schema()
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
    # Spelled in pieces, or this test would find itself.
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
