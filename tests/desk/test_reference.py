"""The reference of the desk names every page, compartment, setting and path that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

from hudna.desk.roles import actions
from hudna.desk.shell import ways

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
DESK = (REFERENCE / "desk.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[str]:
    """The first cells of the table under a heading."""
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("|")]
    return [cell.strip("`") for cell in cells[2:]]


def test_every_page_has_its_line() -> None:
    assert rows(DESK, "Pages") == [words for _, words, _, _ in ways()] + ["Devices"]


def test_every_setting_has_its_line() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "hudna" / "desk").glob("*.py"))
    own = set(re.findall(r"\"(HUDNA_DESK_[A-Z_]+)\"", sources)) - {"HUDNA_DESK_PARENT", "HUDNA_DESK_STATIC"}
    assert own <= set(rows(DESK, "Settings"))
    assert set(rows(DESK, "Settings")) - {"HUDNA_PASSPHRASE"} <= own


def test_every_path_of_the_api_has_its_line() -> None:
    api = (REFERENCE / "api.md").read_text(encoding="utf-8")
    told = api.partition("## What is where")[2].partition("\n## ")[0]
    for path in Client().get("/api/v1/openapi.json").json()["paths"]:
        short = path.removeprefix("/api/v1")
        named = short in told or (short.count(".") and f".{short.rpartition('.')[2]}" in told)
        assert named, path


def test_the_api_names_actions_that_there_are() -> None:
    api = (REFERENCE / "api.md").read_text(encoding="utf-8").partition("## What is where")[2].partition("\n## ")[0]
    named = {
        cell.strip().strip("`") for line in api.splitlines() if line.startswith("| `") for cell in [line.split("|")[2]]
    }
    assert named - {""} <= set(actions())
