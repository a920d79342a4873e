"""The rooms keep to their doors: read from the syntax trees, so that nothing has to be imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "hudna"
FILES = sorted(SRC.rglob("*.py"))
DOORS = {door.parent.name: door for door in sorted(SRC.glob("*/__init__.py"))}
LONGEST_FILE = 400

# The desk and the command line stand between the rooms and the world, so they may look at the clock.
MAY_READ_THE_CLOCK = {"cli", "desk", "house"}
CLOCKS = {"now", "today", "utcnow", "utcfromtimestamp"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
each_door = pytest.mark.parametrize("room", DOORS)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room_of(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").parts[0]


def imports_of(tree: ast.Module, path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line, absolute module and names taken from it, for every import anywhere in a file."""
    package = ["hudna", *path.relative_to(SRC).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield node.lineno, module, [alias.name for alias in node.names]


def names_of_door(room: str) -> set[str] | None:
    for node in tree_of(DOORS[room]).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            return set(ast.literal_eval(node.value))
    return None


def visits_past_the_door(tree: ast.Module, path: Path) -> Iterator[str]:
    """Say, for each import from another room, how it avoids the door or asks it for a private name."""
    for line, module, names in imports_of(tree, path):
        parts = module.split(".")
        if parts[0] != "hudna" or len(parts) < 2 or parts[1] not in DOORS or parts[1] == room_of(path):
            continue
        room = parts[1]
        if len(parts) > 2:
            yield f"line {line}: {module} is inside {room}; import it from hudna.{room}"
        for name in sorted(set(names) - (names_of_door(room) or set())) if len(parts) == 2 else []:
            yield f"line {line}: {name} is not in __all__ of hudna.{room}"


def readings_of_the_clock(tree: ast.Module, *, naive_only: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = ast.unparse(node.func.value).rpartition(".")[2]
        if owner in ("datetime", "date", "dt") and node.func.attr in CLOCKS:
            aware = node.func.attr == "now" and bool(node.args or node.keywords)
            if not (naive_only and aware):
                yield f"line {node.lineno}: {ast.unparse(node)}"


@each_file
def test_a_room_meets_others_only_at_their_door(path: Path) -> None:
    assert list(visits_past_the_door(tree_of(path), path)) == []


@each_door
def test_a_door_says_what_the_room_answers(room: str) -> None:
    assert len((ast.get_docstring(tree_of(DOORS[room])) or "").split()) >= 8


@each_door
def test_a_door_lists_its_public_names(room: str) -> None:
    assert names_of_door(room)


@each_file
def test_only_the_desk_knows_django(path: Path) -> None:
    known = {module.split(".")[0] for _, module, _ in imports_of(tree_of(path), path)}
    assert room_of(path) == "desk" or "django" not in known


@each_file
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@each_file
def test_time_is_told_and_never_naive(path: Path) -> None:
    may_look = room_of(path) in MAY_READ_THE_CLOCK
    assert list(readings_of_the_clock(tree_of(path), naive_only=may_look)) == []


@pytest.mark.parametrize(
    ("line", "complaints"),
    [
        ("import hudna.{room}", 0),
        ("from hudna import {room}", 0),
        ("from hudna.{room} import {name}", 0),
        ("from hudna.{room} import _hidden", 1),
        ("from hudna.{room}.inner import thing", 1),
        ("import hudna.{room}.inner", 1),
        ("from ..{room}.inner import thing", 1),
        ("if True:\n    def late():\n        from ..{room}.inner import thing", 1),
    ],
)
def test_the_check_itself_sees_every_way_past_a_door(line: str, complaints: int) -> None:
    room = next(room for room in DOORS if names_of_door(room))
    text = line.format(room=room, name=min(names_of_door(room) or ""))
    visitor = SRC / "visitor" / "caller.py"
    assert len(list(visits_past_the_door(ast.parse(text), visitor))) == complaints


@pytest.mark.parametrize(
    ("line", "naive", "any_clock"),
    [
        ("datetime.now()", 1, 1),
        ("datetime.datetime.utcnow()", 1, 1),
        ("date.today()", 1, 1),
        ("datetime.now(UTC)", 0, 1),
        ("datetime.now(tz=UTC)", 0, 1),
        ("interval.now()", 0, 0),
    ],
)
def test_the_check_itself_knows_a_clock(line: str, naive: int, any_clock: int) -> None:
    tree = ast.parse(line)
    assert len(list(readings_of_the_clock(tree, naive_only=True))) == naive
    assert len(list(readings_of_the_clock(tree, naive_only=False))) == any_clock
