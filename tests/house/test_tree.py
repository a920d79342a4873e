"""What is kept in the repository: nothing of one machine or one registry, and locks that pin everything."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import hudna

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]

# Where there is no git (an unpacked archive, a bare machine) the tree is walked instead, without these.
MADE_IN_THE_TREE = {".git", ".venv", "out", "build", "dist", "__pycache__", ".hypothesis", "data-cache"}

# Each pattern is put together from pieces, so that this file does not contain what it forbids.
FOLDERS = ["/(?:home|Users)/\\w+/", "/ro" + "ot/", "/wo" + "rk/(?:main|shared)"]
REGISTRIES = ["py" + "pi.org", "pythonho" + "sted.org", "npm" + "js.org", "anaco" + "nda.org"]
FORBIDDEN = {
    "a folder of one machine": re.compile(rf"(?<![\w.])(?:{'|'.join(FOLDERS)})"),
    "a registry's address": re.compile("|".join([*map(re.escape, REGISTRIES), "/opt/py" + "pi"])),
    "an index setting": re.compile("--(?:extra-)?index" + r"-url[ =]\S*://"),
}
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==[^\s;]+(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+$")


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return list(walked_files())
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def walked_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        made = {name for name in folders if name.endswith(("_cache", ".egg-info"))} | MADE_IN_THE_TREE
        folders[:] = [name for name in folders if name not in made]
        yield from (Path(folder) / name for name in names if not name.startswith(".venv"))


def pins_of(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked_files()
        if (match := FORBIDDEN[what].search(path.read_bytes().decode("utf-8", errors="ignore")))
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned_by_hash(lock: str) -> None:
    pins = pins_of(lock)
    assert pins
    assert [line[:80] for line in pins if not PIN.match(line)] == []


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_the_locks_agree_with_each_other(lock: str) -> None:
    def versions(name: str) -> dict[str, str]:
        return dict(line.split(" ")[0].split("==") for line in pins_of(name))

    run, other = versions("requirements.txt"), versions(lock)
    shared = run.keys() & other.keys()
    assert {name: other[name] for name in shared} == {name: run[name] for name in shared}


def test_every_dependency_is_in_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.txt": project["project"]["dependencies"] + project["dependency-groups"]["setup"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
        "requirements-bench.txt": project["project"]["optional-dependencies"]["bench"],
    }
    for lock, requirements in wanted.items():
        names = {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}
        locked = {line.split("==")[0] for line in pins_of(lock)}
        assert names - locked == set(), "run ./hudna lock"


def test_package_and_project_say_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == hudna.__version__
