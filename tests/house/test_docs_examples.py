"""Every console block of the documents is run, and prints what it shows.

A block whose first line names a file (```` ```yaml truce.yaml ````) is written into the folder of its page; blocks
marked ``console`` are run there in order. In what they show, runs of spaces count as one, ``…`` stands for any text,
and a line of ``…`` for any lines.
"""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from hudna.cli import main
from tests.house.pages import DOCS, ROOT, Fence, fences, pages, sections

EXECUTED = [page for page in pages() if any(fence.language == "console" for fence in fences(page))]


class Shell:
    """A folder in which a page's commands are run; ``./hudna`` runs within this process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.status = folder, 0
        (folder / "examples").symlink_to(ROOT / "examples")

    def run(self, command: str) -> str:
        """What a command prints, standard output first."""
        if command == "echo $?":
            return f"{self.status}\n"
        words = command.split()
        if words[0] == "./hudna":
            return self._hudna(words)
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True, text=True)
        self.status = done.returncode
        return done.stdout + done.stderr

    def _hudna(self, words: list[str]) -> str:
        out, told = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(told):
            patch.chdir(self.folder)
            patch.setenv("COLUMNS", "160")
            patch.setattr(sys, "argv", words)
            try:
                main()
            except SystemExit as end:
                self.status = int(end.code or 0)
        return out.getvalue() + told.getvalue()


def commands(fence: Fence) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it shall print."""
    found: list[tuple[str, list[str]]] = []
    for line in fence.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    yield from found


def plain(line: str) -> str:
    return " ".join(line.lstrip("\ufeff").split())


def is_shown(expected: list[str], printed: str) -> bool:
    """Does the output read as shown?"""
    pattern = ""
    for line in map(plain, expected):
        pattern += r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
    text = "".join(f"{plain(line)}\n" for line in printed.splitlines() if line.strip())
    return re.fullmatch(pattern, text) is not None


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, tuple[Path, list[str]]]:
    """Every page that has console blocks: the folder they were run in, and what came out otherwise than shown."""
    found = {}
    for page in EXECUTED:
        shell, wrong = Shell(tmp_path_factory.mktemp(page.stem)), []
        for fence in fences(page):
            if fence.name:
                (shell.folder / fence.name).write_text(fence.text, encoding="utf-8")
            if fence.language != "console":
                continue
            for command, expected in commands(fence):
                printed = shell.run(command)
                if not is_shown([line for line in expected if line.strip()], printed):
                    wrong.append(f"$ {command}\n{printed}")
        found[page] = shell.folder, wrong
    return found


@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_print_what_it_shows(page: Path, played: dict[Path, tuple[Path, list[str]]]) -> None:
    _, wrong = played[page]
    assert not wrong, "\n".join(wrong)


def test_the_front_page_and_the_tutorial_are_run() -> None:
    assert {ROOT / "README.md", DOCS / "tutorial" / "first-assessment.md"} <= set(EXECUTED)


# The summary


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all values, ``[]`` for entries of lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value or [None]:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", text, flags=re.MULTILINE))


def patterns() -> dict[str, re.Pattern[str]]:
    """What summary-json.md lists, counts written out, as patterns of paths."""
    page = DOCS / "reference" / "summary-json.md"
    whole = page.read_text(encoding="utf-8").partition("\n## ")[0]
    parts = sections(page, 2)
    count = list(rows(parts["A count"]))
    told = []
    for key, meaning in {**rows(whole), **rows(parts["Of a rehearsal"])}.items():
        if "count" in meaning.split(":")[0] and not key.endswith("]"):
            parts_told = count[:5] if "short" in meaning else count
            if "not known" in meaning:
                parts_told = [part for part in parts_told if not part.startswith("exposure.")]
            told += [f"{key}.{part}" for part in parts_told]
            told += [key] if "null" in meaning else []
        else:
            told.append(key)
    names = {key: re.escape(key).replace(r"\*", r".+?") for key in told}
    return {key: re.compile(pattern + r"\Z") for key, pattern in names.items()}


def test_every_key_of_the_summaries_is_told_and_no_other(played: dict[Path, tuple[Path, list[str]]]) -> None:
    folders = [folder for folder, _ in played.values()]
    files = [path for folder in folders for path in sorted(folder.glob("*/*.json"))]
    seen = {leaf for path in files for leaf in leaves(json.loads(path.read_text(encoding="utf-8")))}
    told = patterns()
    assert [leaf for leaf in sorted(seen) if not any(pattern.match(leaf) for pattern in told.values())] == []
    assert [key for key, pattern in told.items() if not any(pattern.match(leaf) for leaf in seen)] == []
