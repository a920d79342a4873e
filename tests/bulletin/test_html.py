"""The file: nothing is fetched, nothing of a feed is markup, it reads in every language, and it stays small."""

import re
import time
from html.parser import HTMLParser

import pytest

from hudna.bulletin import Bar, Cell, Chart, Fact, Section, Table, Text, clean, compose, compose_sheet, render
from hudna.bulletin.render import shell
from hudna.bulletin.wording import isolate, isolate_runs
from tests.bulletin.scene import assessment, finding, many

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe\u2066\u0000'
VOID = {"meta", "img", "br", "input", "rect", "line", "circle", "path", "use"}


class Reading(HTMLParser):
    """Every tag with its attributes, and whether tags are closed in the order in which they were opened."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag


@pytest.fixture(scope="module", params=["en", "ar", "fr"])
def html(request: pytest.FixtureRequest) -> str:
    return render(compose(assessment(many(120), exercise=True), language=request.param))


def test_the_markup_is_whole(html: str) -> None:
    reading = Reading(html)
    assert reading.open == []
    assert len(reading.ids) == len(set(reading.ids))
    targets = {attrs["href"] for tag, attrs in reading.tags if tag in ("a", "use") and attrs.get("href")}
    assert {target[1:] for target in targets if target} <= set(reading.ids)


def test_nothing_is_fetched(html: str) -> None:
    for tag, attrs in Reading(html).tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "audio", "video", "source")
        assert not {"src", "srcset", "action", "formaction", "poster", "background", "ping", "style"} & set(attrs)
        assert (attrs.get("href") or "#").startswith("#")
        assert not [name for name in attrs if name.startswith("on")]
    style = html[html.index("<style>") : html.index("</style>")]
    assert re.findall(r"url\((?!#)", style) == []
    assert "@import" not in style
    script = html[html.index("<script>") : html.index("</script>")]
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|import\(|https?:", script)


def test_the_policy_allows_this_style_and_script_and_no_other(html: str) -> None:
    policy = next(a["content"] for t, a in Reading(html).tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_it_can_be_read_by_ear_and_by_keyboard(html: str) -> None:
    tags = Reading(html).tags
    assert [t for t, _ in tags if t == "h1"] == ["h1"]
    assert any(t == "a" and a.get("class") == "skip" and a.get("href") == "#content" for t, a in tags)
    assert html.count("<table") == html.count("<caption")
    assert all(a.get("scope") for t, a in tags if t == "th")
    for tag, attrs in tags:
        if tag == "svg":
            assert attrs.get("aria-hidden") or attrs.get("role") == "img" or attrs.get("y")


def luminance(colour: str) -> float:
    full = colour.lstrip("#") if len(colour) == 7 else "".join(2 * sign for sign in colour.lstrip("#"))
    parts = [int(full[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_letters_and_lines_stand_out_from_their_ground(scheme: int) -> None:
    """WCAG 2.2, 1.4.3 (letters: 4.5 to 1) and 1.4.11 (lines of drawings: 3 to 1)."""
    blocks = re.findall(r":root \{([^}]*--paper[^}]*)\}", str(shell().style))
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", blocks[scheme]))
    for ground in ("paper", "shade"):
        for letters in ("ink", "soft", "link", "breach", "unattributed", "unverifiable", "excepted", "zone"):
            assert contrast(colours[letters], colours[ground]) >= 4.5, (letters, ground)
        assert contrast(colours["expected"], colours[ground]) >= 3


def test_language_and_direction_are_named() -> None:
    for language, direction in (("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")):
        page = render(compose(assessment(), language=language))
        assert f'<html lang="{language}" dir="{direction}">' in page


def test_a_hostile_feed_stays_text() -> None:
    row = finding(
        incident_id=HOSTILE, clause="1", reasons=HOSTILE, note=HOSTILE, reported_by=HOSTILE, file=HOSTILE,
        side_a=f"?{HOSTILE}", side_b=HOSTILE, author=HOSTILE, authors=f"{HOSTILE} 0.5", act=HOSTILE, weapon=HOSTILE,
        area=HOSTILE, where_class=HOSTILE, when_class=HOSTILE, undecided="who", verdict="unattributed",
    )  # fmt: skip
    found = assessment([row], expected_by_party={HOSTILE: assessment().expected})
    for language in ("en", "ar"):
        page = render(compose(found, language=language, title=HOSTILE))
        reading = Reading(page)
        assert [t for t, _ in reading.tags if t in ("script", "img")] == ["script"]
        assert "onerror=alert(2)&gt;" in page
        assert not re.search("[\u202a-\u202e\u0000]", page)
        assert page.count("\u2068") == page.count("\u2069")
        page.encode("utf-8")


def test_text_of_others_keeps_no_hidden_signs() -> None:
    assert clean("a\u202eb\u0000c\ud800d\nf\u200fg\U000e0041") == "a b c d f g"
    assert clean("محمد\u200cعلي") == "محمد\u200cعلي"
    assert len(clean("x" * 10_000)) == 600
    assert len(clean("e" + "\u0301" * 500)) < 10
    assert isolate("\u2069out") == "\u2068out\u2069"


def test_clause_numbers_stay_whole_within_arabic() -> None:
    assert isolate_runs("(البند 1(e)) يقتضي") == "(البند \u20681(e)\u2069) يقتضي"
    assert isolate_runs("50% من 2 كم") == "50% من 2 كم"
    assert isolate_runs("بلاغ Waha Report أمس") == "بلاغ \u2068Waha Report\u2069 أمس"


@pytest.mark.slow
def test_fifty_thousand_findings_fit_a_page() -> None:
    found = assessment(many(50_000, places=5_000))
    start = time.process_time()
    page = render(compose(found))
    assert time.process_time() - start < 10
    assert len(page.encode()) < 15_000_000
    assert page.count("<tr id=") == 2000


def test_a_page_of_sections_only() -> None:
    bar = Bar("what", "3 of 9", 33.3, 10, 50)
    table = Table("Shares", ("term", "share"), (False, True), ((Cell("a<b"), Cell("3", "number")),))
    section = Section("first", "", "First", (Text("Words.", "en"),), (Chart("By question", (bar,)),), (table,))
    page = compose_sheet(
        kind="rehearsal",
        title="Draft",
        answer="It would have caught 3.",
        sections=[section],
        facts=[Fact("Draft", "x")],
    )
    html = render(page)
    assert "a&lt;b" in html
    assert page.kind == "Rehearsal of a draft"
    assert page.sections[0].number == "1"
    assert 'id="filters"' not in html
    assert Reading(html).open == []
