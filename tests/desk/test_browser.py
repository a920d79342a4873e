"""The desk as a new user meets it: ``hudna demo`` in headless Chromium, in three languages, at three widths.

Where Chromium is not installed these tests are skipped, and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.desk.in_chromium import AA, CHROMIUM, ROOT, demonstration

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
THEN = "at=2014-02-05T00:00"
PAGES = (
    "today",
    "agreement",
    "incidents",
    "findings",
    "cases",
    "ledgers",
    "lists",
    "exchange",
    "hand-over",
    "family",
    "journal",
    "bulletin",
    "imports",
    "me",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration, started as a new user starts it."""
    with demonstration(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base: str) -> Iterator[Page]:
    """A page that complains of every error of its script, and of every address outside this desk."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((base, "data:")) else wrong.append(asked.url))
    yield page
    assert wrong == []


Be = Callable[[str], None]


@pytest.fixture
def be(page: Page, base: str) -> Be:
    """Become another account of the demonstration."""

    def become(account: str) -> None:
        page.goto(f"{base}/me/")  # which every role may see
        page.locator(f".demo button[value={account}]").click()

    return become


def speak(page: Page, base: str, language: str) -> None:
    page.goto(f"{base}/today/")
    page.locator(f".tongues button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_new_user_comes_in_as_the_mediator_and_sees_who_is_bound(page: Page, base: str) -> None:
    page.goto(base)
    assert page.url.startswith(f"{base}/today/")
    expect(page.locator(".who")).to_contain_text("mediator-1")
    page.goto(f"{base}/today/?{THEN}")
    expect(page.locator("b.yes").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_page_stands_in_every_language_at_every_width(page: Page, base: str, language: str) -> None:
    speak(page, base, language)
    direction = "rtl" if language == "ar" else "ltr"
    for name in PAGES:
        page.goto(f"{base}/{name}/?{THEN}")
        expect(page.locator("html")).to_have_attribute("dir", direction)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_stands_in_the_way_of_those_who_cannot_see_or_point(
    page: Page, base: str, name: str, language: str
) -> None:
    speak(page, base, language)
    page.goto(f"{base}/{name}/?{THEN}")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AA}}).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []


def test_the_keyboard_goes_everywhere(page: Page, base: str) -> None:
    page.goto(f"{base}/today/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for key, name in (("i", "incidents"), ("c", "cases"), ("t", "today")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"{base}/{name}/**")


def test_arabic_digits_are_there_for_who_chose_them(page: Page, base: str) -> None:
    speak(page, base, "ar")
    page.goto(f"{base}/me/")
    page.locator("main input[name=digits]").check()
    page.locator("main form:has(input[name=digits]) button").first.click()
    page.goto(f"{base}/today/?{THEN}")
    expect(page.locator("main")).to_contain_text("٢٠١٤")
    page.goto(f"{base}/me/")
    page.locator("main input[name=digits]").uncheck()
    page.locator("main form:has(input[name=digits]) button").first.click()


def test_another_role_is_one_click_away_and_sees_what_is_its_own(page: Page, base: str, be: Be) -> None:
    be("liaison-opp")
    page.goto(f"{base}/incidents/")
    expect(page.locator("main")).not_to_contain_text("EX-AL-")
    page.goto(f"{base}/journal/?{THEN}")
    expect(page.locator("main")).not_to_contain_text("The lists of prisoners are exchanged first")
    be("admin-1")
    expect(page.locator("main")).to_contain_text("monitor-1")
    be("mediator-1")
    page.goto(f"{base}/incidents/")
    expect(page.locator("main")).to_contain_text("EX-AL-")


def test_the_map_draws_what_lies_in_it(page: Page, base: str) -> None:
    page.goto(f"{base}/incidents/?{THEN}")
    canvas = page.locator(".leaflet-container canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_load_state("networkidle")
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    page.wait_for_function(f"() => [...document.querySelectorAll('.leaflet-container canvas')].some({drawn})")


def test_a_bulletin_is_read_and_saved(page: Page, base: str) -> None:
    page.goto(f"{base}/bulletin/?{THEN}")
    with page.expect_download() as waiting:
        page.locator("button[formaction]").click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    page.goto(f"{base}/bulletin/?{THEN}")
    page.locator("main form button").first.click()
    page.locator("a[href^='#findings-']").first.click()
    assert "#findings-" in page.url


@pytest.fixture
def reviewing(page: Page, base: str, be: Be) -> Page:
    """The review of the two invented lists, with its first pair; a dear merge leaves many."""
    be("mediator-1")
    speak(page, base, "en")
    page.goto(f"{base}/lists/")
    for side in ("a", "b"):
        if not page.locator(f"#file_{side}").is_visible():
            page.locator("#bring summary").click()
        page.set_input_files(f"#file_{side}", ROOT / "examples" / "lists" / f"{side}.csv")
        page.fill(f"#label_{side}", f"list-{side}")
    page.fill("#purpose", "reconcile")
    page.locator("#bring button").click()
    page.fill("#wrong_merge", "1000000")
    page.locator("main form.pair button").click()
    page.wait_for_selector("a.button", timeout=60_000)
    page.locator("a.button").click()
    page.fill("#purpose", "ask the families")
    page.locator("main form button").click()
    expect(page.locator("form.judge")).to_be_visible()
    return page


def test_pairs_are_judged_with_the_keyboard_alone(reviewing: Page) -> None:
    pair, done = reviewing.locator("input[name=pair]"), reviewing.locator(".course progress")
    before = int(done.get_attribute("value") or 0)
    first = pair.input_value()
    reviewing.keyboard.press("k")
    expect(pair).not_to_have_value(first)
    second = pair.input_value()
    reviewing.keyboard.press("d")
    expect(done).to_have_attribute("value", str(before + 1))
    expect(pair).not_to_have_value(second)
    reviewing.keyboard.press("u")
    expect(done).to_have_attribute("value", str(before))
    expect(pair).to_have_value(second)
    reviewing.locator("#why").press_sequentially("said by the sister")
    expect(pair).to_have_value(second)
    reviewing.locator("h1").click()
    reviewing.keyboard.press("s")
    expect(done).to_have_attribute("value", str(before + 1))
    found = Axe().run(reviewing, options={"runOnly": {"type": "tag", "values": AA}}).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []
    for width in (360, 768, 1440):
        reviewing.set_viewport_size({"width": width, "height": 800})
        assert reviewing.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_a_slip_is_opened_from_the_browser(page: Page, base: str, be: Be) -> None:
    be("mediator-1")
    page.goto(f"{base}/journal/?{THEN}")
    link = page.locator("a[href*='/journal/slips/']").first
    if not link.count():
        page.locator("a[href*='/journal/entry/']:has-text('slip')").first.click()
        link = page.locator("a[href*='/journal/slips/']").first
    link.click()
    page.locator("main textarea, main input[name=purpose]").first.fill("witness protection")
    page.locator("main form button").last.click()
    expect(page.locator("main .note b")).to_be_visible()


def test_it_works_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in PAGES:
        answer = page.goto(f"{base}/{name}/?{THEN}")
        assert answer is not None
        assert answer.status == 200, name
        assert page.locator("main h1").count() == 1, name
    context.close()
