"""The verbs of the desk as they are typed: what they refuse before they make anything, and the demonstration."""

from __future__ import annotations

import re
import shutil
import signal
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.cli.run import done, hudna
from tests.desk.test_serve import start, wait_for


def test_a_case_that_is_not_there_has_no_desk(tmp_path: Path) -> None:
    ran = hudna("desk", tmp_path / "nothing.hudna", "--init")
    assert (ran.status, ran.out) == (2, "")
    assert "[store-missing]" in ran.err or "[case-missing]" in ran.err or "To do: " in ran.err
    assert not (tmp_path / "nothing.hudna").exists()


def test_a_case_without_a_desk_has_no_accounts(tmp_path: Path) -> None:
    done("open", tmp_path / "a.hudna", "--by", "mediator-1")
    hudna("account", tmp_path / "a.hudna").refused("desk-missing")


@pytest.mark.parametrize("options", [("--port", "70000"), ("--workers", "0"), ("--lock", "0")])
def test_numbers_out_of_reach_are_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    hudna("desk", tmp_path / "a.hudna", *options).refused("usage")


def test_the_demonstration_without_its_desk_writes_the_report_and_ends(tmp_path: Path) -> None:
    ran = done("demo", "--no-desk", "--out", tmp_path / "demo")
    assert f"The report: {tmp_path / 'demo' / 'report.html'}" in ran.out
    assert not (tmp_path / "demo" / "aleppo.hudna").exists()


@pytest.mark.slow
def test_the_demonstration_opens_a_desk_of_the_exercise_for_every_role_and_is_made_afresh(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    (out / "aleppo.hudna.desk").mkdir(parents=True)
    (out / "aleppo.hudna.desk" / "left-over").write_text("x")
    (out / "notes.txt").write_text("somebody's own")
    process, said, log = start(tmp_path, "demo", "--out", str(out), "--port", "0")
    try:
        wait_for(lambda: "The desk is open" in said.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        address = re.findall(r"The desk is open at (http://127\.0\.0\.1:\d+)/", said.read_text())[0]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = browser.open(f"{address}/", timeout=60).read().decode()
        offices = re.findall(r'name="account" value="([a-z0-9-]+)"', page)
        assert offices == [
            "mediator-1",
            "monitor-1",
            "analyst-1",
            "liaison-gov",
            "liaison-opp",
            "observer-1",
            "families-1",
            "admin-1",
        ]
        assert 'value="mediator-1" aria-pressed="true"' in page
        found = browser.open(f"{address}/incidents/?at=2014-02-20T00:00", timeout=60).read().decode()
        assert "EX-AL-0" in found
        assert not (out / "aleppo.hudna.desk" / "left-over").exists()
        assert (out / "notes.txt").read_text() == "somebody's own"
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(90)
    assert status == 0
    assert log.read_text() == ""
    shutil.rmtree(out)
