"""The day of a hand-over on phones that have no network: 400 people, two phones, and nothing lost.

Where Chromium is not installed these tests are skipped, and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from hudna.exchange import PersonTicked, TickWithdrawn, commitment_of_list, outcomes
from hudna.house import open_case
from tests.desk.exchanged import NAME, make_exchange
from tests.desk.in_chromium import AA, CHROMIUM, demonstration

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
PEOPLE = 400
PHONE = {"width": 390, "height": 844}
TAP_ALL = "() => document.querySelectorAll('.one:not([hidden]) .tap').forEach(tap => tap.click())"
IN_BASE = """async () => {
  const asked = request => new Promise(good => { request.onsuccess = () => good(request.result); });
  const base = await asked(indexedDB.open('hudna-hand-over')), found = { lists: [], ticks: [] };
  for (const store of Object.keys(found)) {
    const there = base.objectStoreNames.contains(store);
    if (there) found[store] = await asked(base.transaction(store).objectStore(store).getAll());
  }
  base.close();
  return found;
}"""
SMALL = """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 44)
  .map(one => one.outerHTML.slice(0, 80))"""
"""Buttons that are there to be touched and too low for a thumb."""


@dataclass(frozen=True)
class Stage:
    """A demonstration with an exchange in its case: its address, and the case."""

    base: str
    case: Path


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    out = tmp_path_factory.mktemp("phones")
    with demonstration(out) as address:
        make_exchange(PEOPLE, PEOPLE, path=out / "aleppo.hudna")
        yield Stage(address, out / "aleppo.hudna")


Phone = Callable[..., tuple[BrowserContext, Page]]


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Phone]:
    """Phones, each with its own storage, on which an account has opened the page of the day."""
    contexts: list[BrowserContext] = []

    def hold(account: str, language: str = "en") -> tuple[BrowserContext, Page]:
        context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{stage.base}/me/")
        page.locator(f".demo button[value={account}]").click()
        page.locator(f".tongues button[value={language}]").click()
        page.goto(f"{stage.base}/hand-over/")
        page.wait_for_selector("body[data-ready][data-synced]", state="attached")
        return context, page

    yield hold
    for context in contexts:
        context.close()


def take_along(page: Page) -> None:
    page.locator("#handovers button").first.click()
    expect(page.locator(".one")).to_have_count(PEOPLE)


def off(context: BrowserContext, page: Page) -> None:
    """No network, and the page loaded anew without it."""
    context.set_offline(True)
    page.reload()
    expect(page.locator(".one")).to_have_count(PEOPLE)
    expect(page.locator("body")).to_have_attribute("data-line", "off")


def on(context: BrowserContext, page: Page) -> None:
    """The network is back, and everything is sent."""
    context.set_offline(False)
    page.locator("#send").click()
    expect(page.locator("#waits")).to_have_text("", timeout=60_000)
    expect(page.locator("body")).to_have_attribute("data-line", "on")


def say(page: Page, person: int, outcome: str) -> None:
    """Find somebody by number and say something else than one tap would."""
    page.fill("#find", str(person))
    page.locator(f".one[data-person='p-{person:06}'] .more").click()
    page.locator("#sheet-outcomes button", has_text=outcome).click()
    page.fill("#find", "")


def ticks_of(stage: Stage) -> list[PersonTicked]:
    with open_case(str(stage.case), read_only=True) as case:
        return [entry.event for entry in case.entries() if isinstance(entry.event, PersonTicked)]


def test_400_people_on_two_offline_phones_with_ticks_that_do_not_agree(stage: Stage, phone: Phone) -> None:
    """Nothing is lost, what was sent twice counts once, and what does not agree is shown on the phones and the desk."""
    first_context, first = phone("mediator-1")
    second_context, second = phone("monitor-1")
    for context, page in ((first_context, first), (second_context, second)):
        take_along(page)
        off(context, page)
    first.evaluate(TAP_ALL)
    expect(first.locator("#ticked")).to_have_text(str(PEOPLE))
    for person in range(1, 11):
        say(second, person, "not here")
    second.locator(".one[data-person='p-000020'] .tap").click()
    second.locator("#undo").click()
    second.locator(".one[data-person='p-000021'] .tap").click()
    expect(second.locator("#ticked")).to_have_text("11")
    assert ticks_of(stage) == []  # nobody has the network yet

    lost: list[str] = []

    def answer_lost(route: Route) -> None:
        """The desk takes the first ticks in, and its answer gets lost on the way."""
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    first_context.route("**/hand-over/ticks/", answer_lost)
    first_context.set_offline(False)
    first.locator("#send").click()
    expect(first.locator("#line")).to_have_text("no network")
    on(first_context, first)
    on(second_context, second)
    first.locator("#send").click()

    assert len(lost) == 1
    made = ticks_of(stage)
    assert len(made) == len({(one.device, one.tick) for one in made}) == PEOPLE + 12
    with open_case(str(stage.case), read_only=True) as case:
        entries = case.entries()
        assert sum(isinstance(entry.event, TickWithdrawn) for entry in entries) == 1
        found = outcomes(case.state().exchanges[NAME], 1)
    torn = {person for person, one in found.items() if one.course == "contradicted"}
    assert torn == {f"p-{n:06}" for n in range(1, 11)}
    assert all("seen" in one.said[""] for one in found.values())
    for page in (first, second):
        expect(page.locator("#conflicts")).to_have_text("10", timeout=60_000)
    assert len(first.evaluate(IN_BASE)["ticks"]) == PEOPLE  # kept until the hand-over is closed

    first.goto(f"{stage.base}/exchange/{NAME}/hand-overs/1/")
    expect(first.locator("tr.conflict")).to_have_count(10)
    first.locator("summary", has_text="Settle").click()
    first.select_option("#settle-of", "p-000001")
    first.select_option("#settle-released", "no")
    first.fill("#settle-why", "Looked for at both crossings.")
    first.locator("#settle form button").click()
    expect(first.locator("tr.conflict")).to_have_count(9)


def test_a_side_ticks_its_own_and_is_not_told_what_others_ticked(stage: Stage, phone: Phone) -> None:
    _context, page = phone("liaison-gov")
    take_along(page)
    page.fill("#find", "250")
    page.locator(".one:not([hidden]) .tap").click()
    expect(page.locator(".one[data-person='p-000250'] .mark")).to_have_text("received")
    page.fill("#find", "50")
    page.locator(".one[data-person='p-000050'] .tap").click()
    expect(page.locator(".one[data-person='p-000050'] .mark")).to_contain_text("handed over")
    expect(page.locator("#waits")).to_have_text("", timeout=30_000)
    expect(page.locator("#conflicts")).to_have_text("")
    kept = page.evaluate(IN_BASE)
    assert "words" not in str(kept["lists"][0]["standing"])
    assert "name" not in kept["lists"][0]["people"][0]


def test_what_lies_on_a_phone_is_wiped_and_what_was_not_sent_is_told_of_before(stage: Stage, phone: Phone) -> None:
    context, page = phone("mediator-1")
    take_along(page)
    off(context, page)
    page.locator("[data-show=all]").click()
    page.locator(".one .tap").nth(30).click()
    page.locator("#sheet-outcomes button").nth(1).click()
    page.locator("#wipe").click()
    expect(page.locator("#clear-waits")).to_contain_text("1 ticks were not sent")
    page.locator("#clear button", has_text="Keep").click()
    on(context, page)
    page.locator("#wipe").click()
    expect(page.locator("#clear-waits")).to_have_text("")
    page.locator("#clear button", has_text="Wipe").click()
    page.wait_for_url(f"{stage.base}/today/**")
    assert page.evaluate(IN_BASE) == {"lists": [], "ticks": []}
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_one_office_does_not_send_what_another_ticked(stage: Stage, phone: Phone) -> None:
    context, page = phone("monitor-1")
    take_along(page)
    off(context, page)
    before = len(ticks_of(stage))
    say(page, 77, "boarded")
    context.set_offline(False)
    page.goto(f"{stage.base}/me/")
    page.locator(".demo button[value=mediator-1]").click()
    page.goto(f"{stage.base}/hand-over/")
    expect(page.locator("#others")).to_contain_text("1 ticks of monitor-1")
    assert len(ticks_of(stage)) == before
    page.goto(f"{stage.base}/me/")
    page.locator(".demo button[value=monitor-1]").click()
    page.goto(f"{stage.base}/hand-over/")
    page.wait_for_selector("body[data-synced]", state="attached")
    assert len(ticks_of(stage)) == before + 1


PAGES = ("", f"{NAME}/", f"{NAME}/lists/", f"{NAME}/persons/", f"{NAME}/persons/p-000001/", f"{NAME}/hand-overs/1/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_an_exchange_stand_at_every_width_and_in_nobodys_way(
    stage: Stage, phone: Phone, language: str
) -> None:
    _context, page = phone("mediator-1", language)
    for path in PAGES:
        page.goto(f"{stage.base}/exchange/{path}")
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AA}}).response["violations"]
        assert [(path, one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []


def test_a_list_is_sealed_in_the_browser_and_does_not_leave_it(stage: Stage, phone: Phone, tmp_path: Path) -> None:
    _context, page = phone("liaison-gov")
    file = tmp_path / "list.csv"
    file.write_text("name\nNobody Nowhere\n", encoding="utf-8")
    page.goto(f"{stage.base}/exchange/{NAME}/lists/")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method != "GET" else None)
    page.set_input_files(".sealing input[type=file]", file)
    page.locator(".sealing button").click()
    expect(page.locator(".sealing code")).not_to_be_empty()
    salt = page.locator(".sealing code").inner_text()
    sealed = page.locator("#seal-list-commitment").input_value()
    assert sealed == commitment_of_list(salt, sha256(file.read_bytes()).hexdigest())
    assert sent == []


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_page_stands_on_a_phone_in_every_language(phone: Phone, language: str) -> None:
    context, page = phone("mediator-1", language)
    take_along(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.locator("[data-show=all]").click()
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
    assert page.locator(".people button, .tabs button, #undo, #find").evaluate_all(SMALL) == []
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AA}}).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []
    page.locator(".one:not([hidden]) .more").first.click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AA}}).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []
    del context
