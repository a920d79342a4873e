"""Read the documents: their links, headings, tables and fenced blocks."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.test_tree import tracked_files

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Fence:
    """A fenced block: what stands after the three marks, its text, and the heading above it."""

    language: str
    name: str
    text: str
    heading: str


def pages() -> list[Path]:
    """Every page of the repository that is written by hand."""
    made = {".venv", "node_modules", "out", ".hypothesis"}
    named = {path for path in tracked_files() if path.suffix == ".md"} | set(DOCS.rglob("*.md"))
    return sorted(path for path in named if not made.intersection(path.relative_to(ROOT).parts))


def without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    return LINK.findall(without_fences(page.read_text(encoding="utf-8")))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(page.read_text(encoding="utf-8")), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return frozenset(plain)


def sections(page: Path, level: int) -> dict[str, str]:
    """The text below each heading of a level, up to the next of that level or above; backticks are dropped."""
    marks = "#" * level
    parts = re.split(rf"^{marks} (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    upper = re.compile(rf"^#{{1,{level - 1}}} ", re.MULTILINE)
    return {
        heading.replace("`", ""): upper.split(body)[0] for heading, body in zip(parts[::2], parts[1::2], strict=True)
    }


def first_cells(text: str) -> list[str]:
    """The code words in the first cells of all tables of a text, their heads left out."""
    rows = re.findall(r"^\| (`.+?) \|", text, flags=re.MULTILINE)
    return [word for row in rows for word in CODE.findall(row)]


def marked_tables(page: Path, mark: str) -> dict[str, str]:
    """Tables below a comment ``<!-- mark: name -->``, by name."""
    found = re.findall(rf"<!-- {mark}: (\w+) -->\n((?:\|.*\n)+)", page.read_text(encoding="utf-8"))
    names = [name for name, _ in found]
    assert len(set(names)) == len(names), f"{page.name} describes one thing twice"
    return dict(found)


def fences(page: Path) -> list[Fence]:
    """The fenced blocks of a page, in order."""
    found, heading, inside = [], "", None
    for line in page.read_text(encoding="utf-8").splitlines():
        if inside is None and line.startswith("#"):
            heading = line.lstrip("# ").replace("`", "")
        elif inside is None and line.startswith("```"):
            language, _, name = line[3:].strip().partition(" ")
            inside = (language, name, list[str]())
        elif inside is not None and line.startswith("```"):
            found.append(Fence(inside[0], inside[1], "\n".join(inside[2]) + "\n", heading))
            inside = None
        elif inside is not None:
            inside[2].append(line)
    assert inside is None, f"{page.name} ends within a fenced block"
    return found
