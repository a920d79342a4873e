"""The start file `hudna`: its parts that need no network, and how it refuses."""

import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load_bootstrap(path: Path) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("hudna_bootstrap", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # no hudnac beside hudna
    return load_bootstrap(ROOT / "hudna")


@pytest.fixture
def checkout(tmp_path: Path, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, with an interpreter in .venv and nothing installed."""
    for name in ("hudna", "pyproject.toml", *bootstrap.LOCKS.values()):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    return tmp_path


def start(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "hudna"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | env, timeout=60)


def test_a_stamp_follows_lock_project_and_place(bootstrap: ModuleType) -> None:
    contents = [(lock, project) for lock in (b"a", b"ab") for project in (b"", b"b")]
    stamps = {bootstrap.stamp(*both, place) for both in contents for place in "xy"}
    assert len(stamps) == 8
    assert bootstrap.stamp(b"a", b"b", "x") == bootstrap.stamp(b"a", b"b", "x")


def test_a_stamp_tells_its_place_apart_from_its_contents(bootstrap: ModuleType) -> None:
    here, there = bootstrap.stamp(b"1", b"", "here"), bootstrap.stamp(b"1", b"", "there")
    assert here.partition("-")[0] == bootstrap.stamp(b"2", b"", "here").partition("-")[0]
    assert here.partition("-")[0] != there.partition("-")[0]


def test_one_package_is_cut_out_of_the_lock_with_all_its_hashes(bootstrap: ModuleType) -> None:
    wanted = "uv==2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    lock = f"uv-extra==1 \\\n    --hash=sha256:00\n{wanted}    # via x\nz==3\n"
    assert bootstrap.pinned(lock, "uv") == wanted
    with pytest.raises(bootstrap.Refused, match="does not pin rye"):
        bootstrap.pinned(lock, "rye")


def test_uv_itself_is_pinned_in_our_lock(bootstrap: ModuleType) -> None:
    lines = bootstrap.pinned((ROOT / "requirements.txt").read_text(encoding="utf-8"), "uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all("--hash=sha256:" in line for line in lines[1:])
    assert len(lines) > 2


def test_pip_settings_are_read_in_pips_own_order(bootstrap: ModuleType) -> None:
    listing = "\n".join(
        [
            ":env:.timeout='60'",
            "download.timeout='1'",
            "global.index-url='https://one.example/simple'",
            "global.timeout='15'",
            "install.index-url='https://two.example/a=b'",
            "not a setting",
        ]
    )
    assert bootstrap.pip_settings(listing) == {"index-url": "https://two.example/a=b", "timeout": "60"}


def test_uv_is_told_what_pip_is_told(bootstrap: ModuleType, tmp_path: Path) -> None:
    pip = {
        "index-url": "https://one.example/simple",
        "extra-index-url": "\nhttps://two.example/simple\nhttps://three.example/simple",
        "find-links": f"{tmp_path} {tmp_path}/missing https://four.example/files",
        "cert": "/etc/ca.pem",
        "trusted-host": "one.example",
        "quiet": "1",
    }
    assert bootstrap.uv_settings(pip, {}) == {
        "UV_DEFAULT_INDEX": "https://one.example/simple",
        "UV_INDEX": "https://two.example/simple https://three.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": f"{tmp_path},https://four.example/files",
        "SSL_CERT_FILE": "/etc/ca.pem",
        "UV_INSECURE_HOST": "one.example",
    }


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", ""),
        ("one\n\n  two \n", "two"),
        ("noise\nerror: no answer\n  cause: a proxy\n  cause: no name\n", "error: no answer; cause: no name"),
        ("error: no answer\n  Caused by: no name\n", "error: no answer; Caused by: no name"),
        ("WARNING: w\nERROR: first\nERROR: second\n", "ERROR: first"),
    ],
)
def test_a_failure_is_told_in_one_line(bootstrap: ModuleType, output: str, reason: str) -> None:
    assert bootstrap.reason_in(output) == reason


@pytest.mark.parametrize("word", ["UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"])
def test_an_index_told_to_uv_outranks_those_told_to_pip(bootstrap: ModuleType, word: str) -> None:
    pip = {"index-url": "https://one.example/simple", "cert": "/etc/ca.pem"}
    assert bootstrap.uv_settings(pip, {word: "https://mine.example"}) == {"SSL_CERT_FILE": "/etc/ca.pem"}


def test_the_callers_own_certificates_stay(bootstrap: ModuleType) -> None:
    assert bootstrap.uv_settings({"cert": "/etc/ca.pem"}, {"SSL_CERT_FILE": "/mine.pem"}) == {}


def test_nothing_is_sent_elsewhere_by_the_callers_environment(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("UV_SYSTEM_PYTHON", "1")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/kernels")
    env = bootstrap.clean_environment()
    assert not {"PIP_TARGET", "UV_SYSTEM_PYTHON"} & env.keys()
    assert env["NUMBA_CACHE_DIR"] == "/kernels"


def test_a_finished_set_up_is_ready_until_its_lock_changes(bootstrap: ModuleType, checkout: Path) -> None:
    assert not bootstrap.is_ready("run")
    (checkout / ".venv" / "run.stamp").write_text(bootstrap.expected("run"))
    assert bootstrap.is_ready("run")
    assert not bootstrap.is_ready("dev")
    with open(checkout / "requirements.txt", "a") as lock:
        lock.write("# changed\n")
    assert not bootstrap.is_ready("run")
    assert bootstrap.is_sound()


@pytest.mark.parametrize("interrupted", ["run", "dev", "bench"])
def test_an_interrupted_set_up_is_not_built_upon(bootstrap: ModuleType, checkout: Path, interrupted: str) -> None:
    (checkout / ".venv" / "run.stamp").write_text(bootstrap.expected("run"))
    (checkout / ".venv" / f"{interrupted}.stamp").write_text(bootstrap.UNFINISHED)
    assert not bootstrap.is_sound()


def test_a_moved_checkout_is_set_up_anew(
    bootstrap: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / ".venv" / "run.stamp").write_text(bootstrap.expected("run"))
    monkeypatch.setattr(bootstrap, "ROOT", checkout.rename(checkout.with_name("moved")))
    monkeypatch.setattr(bootstrap, "VENV", bootstrap.ROOT / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", bootstrap.VENV / "bin" / "python")
    assert not bootstrap.is_sound()


def test_alone_it_prints_help_and_makes_nothing(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    done = start(checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "./hudna demo" in done.stdout
    assert not (checkout / ".venv").exists()


def test_a_missing_lock_is_refused_in_one_line(checkout: Path) -> None:
    (checkout / "requirements.txt").unlink()
    done = start(checkout, "demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hudna: ")
    assert done.stderr.count("\n") == 1


def test_a_finished_set_up_hands_over_in_place(bootstrap: ModuleType, checkout: Path) -> None:
    """The interpreter is replaced, so that signals, exit status and both streams are the program's own."""
    python = checkout / ".venv" / "bin" / "python"
    launcher = checkout / "launcher"
    launcher.write_text('#!/bin/sh\necho "$@"\nexit 7\n')
    launcher.chmod(0o755)
    python.unlink()
    python.symlink_to(launcher)
    (checkout / ".venv" / "run.stamp").write_text(bootstrap.expected("run"))
    done = start(checkout, "assess", "a file.csv", "--format", "json")
    assert (done.returncode, done.stdout) == (7, "-P -m hudna assess a file.csv --format json\n")
    assert done.stderr == ""
