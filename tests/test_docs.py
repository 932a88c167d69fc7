"""The files and headings that the documents name exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEASUREMENTS = (ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")
HEADINGS = sorted(re.findall(r"^## (.+)$", MEASUREMENTS, flags=re.MULTILINE), key=len, reverse=True)
LINK = re.compile(r"docs/measurements\.md, ([^\n]{0,80}(?:\n[^\n]{0,80})?)")


def test_every_pointer_into_the_measurements_names_a_heading_of_theirs():
    lost = []
    for path in sorted((ROOT / "formcheck").rglob("*.*")):
        if path.suffix not in {".py", ".toml", ".js"}:
            continue
        for rest in LINK.findall(path.read_text(encoding="utf-8")):
            words = " ".join(re.sub(r"^\s*(?:#|\*|//)?", "", line) for line in rest.splitlines())
            named = re.sub(r"\s+", " ", words)
            if not any(named.startswith(heading) for heading in HEADINGS):
                lost.append(f"{path.relative_to(ROOT)}: {named[:60]}")
    assert lost == []


def test_every_file_the_documents_name_is_there():
    named = set()
    for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named |= {
            (page, one) for one in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|js|toml|json|md))`", text)
        }
    lost = [
        (page, one)
        for page, one in sorted(named)
        if "NAME" not in one and not any((ROOT / top / one).exists() for top in ("", "formcheck"))
    ]
    assert lost == []
