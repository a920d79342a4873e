"""What the tests of the worked agreements share: where they are, and an assessment of a feed under one."""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from hudna.agreements import Loaded, load_agreement, resolve
from hudna.incidents import Feed, open_feed
from hudna.monitoring import Assessment, assess

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
AGREEMENTS = {
    "syria": EXAMPLES / "syria-2016" / "agreement.yaml",
    "minsk": EXAMPLES / "minsk-2015" / "agreement.yaml",
    "aleppo": EXAMPLES / "aleppo-2014" / "agreement.yaml",
    "aleppo-rehearsal": EXAMPLES / "aleppo-2014" / "rehearsal.yaml",
}
BORROWED = ROOT.parent / "shared" / "data"  # other people's data, which the project does not ship


@cache
def load(name: str) -> Loaded:
    return load_agreement(AGREEMENTS[name])


def exercise(name: str) -> Path:
    return AGREEMENTS[name].parent / "exercise.csv"


def open_exercise(name: str) -> Feed:
    loaded = load(name)
    zone = loaded.agreement.timezone or "Asia/Damascus"
    return open_feed(exercise(name), loaded.parties, loaded.acts, loaded.areas, zone=zone)


@cache
def assess_exercise(name: str) -> Assessment:
    return assess(resolve(load(name)), [open_exercise(name)])


def findings(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = assess_exercise(name).findings.to_pylist()
    return rows


@cache
def makers() -> ModuleType:
    """The script that makes the exercise feeds, as a module."""
    path = EXAMPLES / "make_exercises.py"
    spec = importlib.util.spec_from_file_location("make_exercises", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
