"""A page says what was found, how sure that is, and what to do where nothing was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hudna.bulletin import Page, compose, dates, wording
from hudna.ground import Fault
from hudna.monitoring import Exposure
from tests.bulletin.scene import assessment, finding, many

LANGUAGES = ("en", "ar", "fr")


def of(page: Page, section: str) -> str:
    return str(next(part for part in page.sections if part.id == section))


def test_the_answer_is_one_sentence_with_its_interval() -> None:
    page = compose(assessment(many(300)))
    assert "95% interval" in page.answer
    assert str(page.figures[3].value) in page.answer


def test_the_parts_are_numbered_in_order() -> None:
    page = compose(assessment(many(30)))
    assert [part.number for part in page.contents] == [str(k + 1) for k in range(len(page.contents))]
    assert [part.id for part in page.contents][:5] == ["figures", "map", "timeline", "clauses", "findings"]


def test_no_findings_says_what_to_do() -> None:
    page = compose(assessment([]))
    assert "does not show that the agreement was kept" in page.answer
    assert page.findings is not None
    assert len(page.findings.empty) == 4
    assert page.map is not None  # the zones alone


def test_nothing_read_and_nothing_counted_still_makes_a_page() -> None:
    bare = assessment([], incidents=0, feeds=(), by_day={}, baseline_by_day={}, baseline=None, matched=None)
    page = compose(bare)
    assert page.timeline is None
    assert any("rejects file" in line for line in page.cautions)
    assert "do not reach back" in page.comparison.verdict  # type: ignore[union-attr]


def test_all_verdicts_are_told_apart_by_letter_and_name() -> None:
    for language in LANGUAGES:
        keys = compose(assessment(), language=language).verdicts
        assert len({key.letter for key in keys}) == len({key.name for key in keys}) == 4


@pytest.mark.parametrize(
    ("low", "high", "value", "told"),
    [(90, 130, 110.0, "do not show a difference"), (1, 5, 3.0, "fewer"), (300, 400, 350.0, "more")],
)
def test_the_time_before_is_compared_by_intervals_and_no_cause_is_named(
    low: int, high: int, value: float, told: str
) -> None:
    found = assessment()
    before = replace(found.baseline, value=100.0, low=80, high=120)  # type: ignore[type-var]
    now = replace(found.matched, value=value, low=low, high=high)  # type: ignore[type-var]
    comparison = compose(replace(found, baseline=before, matched=now)).comparison
    assert comparison is not None
    assert told in comparison.verdict
    if "intervals do not overlap" in comparison.verdict:
        assert "nothing of the cause" in comparison.verdict
    assert any("incident" in line for line in comparison.conditions)


def test_counts_of_different_exposure_are_not_compared() -> None:
    found = assessment()
    watched = replace(found.matched, exposure=Exposure(100.0))  # type: ignore[type-var]
    comparison = compose(replace(found, matched=watched)).comparison
    assert "not compared" in comparison.verdict  # type: ignore[union-attr]


def test_findings_beyond_the_limit_are_counted_and_the_gravest_are_shown() -> None:
    rows = many(200)
    page = compose(assessment(rows), rows=20)
    assert page.findings is not None
    assert len(page.findings.rows) == 20
    assert "180" in page.findings.more
    assert "findings.csv" in page.findings.more
    breaches = sum(row["verdict"] == "breach" for row in rows)
    assert sum(row.mark == "breach" for row in page.findings.rows) == min(breaches, 20)
    assert [row.order for row in page.findings.rows] == sorted(row.order for row in page.findings.rows)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(Fault, match="rows-negative"):
        compose(assessment(), rows=-1)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(Fault, match="language-unknown"):
        compose(assessment(), language="tlh")


def test_names_are_in_the_language_of_the_page_else_in_english() -> None:
    page = compose(assessment([finding(side_b="river")]), language="ar")
    row = page.findings.rows[0]  # type: ignore[union-attr]
    assert "قيادة الشمال" in row.sides
    assert "حراس النهر" in row.sides
    french = compose(assessment([finding(side_b="river")]), language="fr").findings.rows[0]  # type: ignore[union-attr]
    assert "River Guards" in french.sides


def test_the_words_signed_stand_in_every_language_the_page_s_own_first() -> None:
    clauses = {row.id: row for row in compose(assessment(), language="ar").clauses}
    assert [text.language for text in clauses["1"].words] == ["ar", "en"]
    assert [text.language for text in clauses["2"].words] == ["en"]


def test_a_day_is_a_day_on_the_agreement_s_clock() -> None:
    midnight = datetime(2031, 3, 4, 22, tzinfo=UTC)
    rows = [
        finding(),
        finding(earliest=midnight, latest=midnight + timedelta(days=1), zone="UTC", line=3),
        finding(earliest=midnight + timedelta(hours=2), latest=midnight + timedelta(hours=26), zone="UTC", line=4),
    ]
    told = [row.when for row in compose(assessment(rows)).findings.rows]  # type: ignore[union-attr]
    assert told[0] == "5 Mar 2031"
    assert told[1].startswith("5 Mar 2031, 01:00 to 6 Mar 2031, 01:00")
    assert told[2].startswith("5 Mar 2031 (dated in")


def test_incidents_not_dated_to_the_day_are_not_drawn_on_one() -> None:
    week = finding(latest=finding()["earliest"] + timedelta(days=7), line=3)
    page = compose(assessment([finding(), week]))
    assert page.timeline is not None
    assert sum(len(bar.slices) for bar in page.timeline.bars) == 1
    assert any("not known to the day" in note for note in page.timeline.notes)


def test_the_timeline_mirrors_for_right_to_left() -> None:
    left, right = (compose(assessment(many(50)), language=code).timeline for code in ("en", "ar"))
    assert left is not None
    assert right is not None
    assert left.bars[0].x < left.bars[-1].x
    assert right.bars[0].x > right.bars[-1].x


@pytest.mark.parametrize(("days", "step"), [(60, "day"), (600, "week"), (3000, "month")])
def test_long_windows_are_drawn_in_larger_steps(days: int, step: str) -> None:
    found = assessment()
    one = next(iter(found.by_day.values()))
    first = datetime(2031, 3, 1, tzinfo=UTC)
    by_day = {(first + timedelta(days=k)).date().isoformat(): one for k in range(days)}
    drawn = compose(replace(found, by_day=by_day, baseline_by_day={})).timeline
    assert drawn is not None
    assert drawn.step == step
    assert len(drawn.bars) <= 190


def test_many_places_become_cells_with_the_breaches_on_top() -> None:
    few, lots = (compose(assessment(many(1500, places=n))).map for n in (50, 1500))
    assert few is not None
    assert lots is not None
    assert (len(few.places), len(few.cells)) == (50, 0)
    assert 0 < len(lots.cells) < 1500
    assert {place.mark for place in lots.places} == {"breach"}


def test_the_map_says_whose_outline_it_draws_and_what_it_does_not_draw() -> None:
    page = compose(assessment([finding(), finding(lon=None, lat=None, radius_km=None, line=3)]))
    assert page.map is not None
    assert "Outline of \u2068Karsh valley\u2069: \u2068the survey of the two parties\u2069" in page.map.whose
    assert any("not drawn" in note for note in page.map.notes)


def test_who_was_bound_says_by_what_and_when() -> None:
    bound = of(compose(assessment()), "bound")
    for told in (
        "accepted, 27 Feb 2031, 18:00, through",
        "stands under",
        "1 March 2031 to",
        "Grey Banner",
        "Local groups",
    ):
        assert told in bound


def test_open_questions_have_their_commonest_causes() -> None:
    undecided = of(compose(assessment(many(400))), "undecided")
    assert "who acted is not said" in undecided
    assert "ucdp 1 (exact place)" in undecided


def test_a_fault_is_told_apart_from_what_needs_no_assessment() -> None:
    found = assessment()
    fault = Fault("zone-missing", "There is no scope clause.", remedy="give the clause a zone.")
    resolved = replace(found.resolved, left_out={**found.resolved.left_out, "2": fault})
    page = compose(replace(found, resolved=resolved))
    tables = next(part for part in page.sections if part.id == "left-out").tables
    assert [row[0].text for row in tables[0].rows] == ["2"]
    assert "give the clause a zone." in str(tables[0])
    assert "There is no scope clause." not in str(tables[-1])
    assert "It forbids nothing" in str(tables[-1])
    assert "not assessed by design" in tables[-1].caption
    assert any("1 clause could not be assessed" in line for line in page.cautions)
    assert not any("could not be assessed" in line for line in compose(found).cautions)


def test_beside_an_open_author_stands_what_is_open() -> None:
    rows = [
        finding(verdict="unattributed", undecided="who", author=None, directed=False, side_b="river"),
        finding(verdict="unattributed", undecided="who", author=None, side_a="locals", p_who=0.5, line=3),
        finding(line=4),
    ]
    shown = compose(assessment(rows)).findings.rows  # type: ignore[union-attr]
    assert [row.questions[3].note for row in shown] == ["bound, author open", "", ""]
    assert not any(question.note for row in shown for question in row.questions[:3])


def test_a_window_across_a_change_of_clocks_says_what_its_days_are() -> None:
    """Damascus put its clocks forward in March 2016."""
    words, start = wording("en"), datetime(2016, 2, 26, 22, tzinfo=UTC)
    assert dates.length(words, start, start + timedelta(days=55), "Asia/Damascus") == "55 days of 24 hours"
    assert dates.length(words, start, start + timedelta(days=55, hours=-1), "Asia/Damascus") == "55 days"
    assert dates.length(words, start, start + timedelta(days=20), "Asia/Damascus") == "20 days"
    assert dates.length(words, start, start + timedelta(days=55), "UTC") == "55 days"


def test_what_is_left_out_has_its_reason() -> None:
    left_out = of(compose(assessment()), "left-out")
    assert "It forbids nothing that an incident could breach." in left_out
    assert "agreement.yaml:" in left_out
    assert "others" in left_out


@pytest.mark.parametrize(
    ("share", "told"), [(1.0, "100%"), (0.9999, ">99%"), (0.5, "50%"), (0.0001, "<1%"), (0.0, "0%")]
)
def test_a_share_is_never_rounded_to_certainty(share: float, told: str) -> None:
    assert wording("en").percent(share) == told


def test_numerals_follow_the_language() -> None:
    assert wording("en").number(1234567.5, 1) == "1,234,567.5"
    assert wording("fr").number(1234567.5, 1) == "1\u202f234\u202f567,5"
    assert wording("ar").number(1234567) == "1,234,567"
    assert wording("ar", True).number(1234567.5, 1) == "١٬٢٣٤٬٥٦٧٫٥"
    page = compose(assessment(many(50)), language="ar", arabic_digits=True)
    assert page.contents[0].number == "١"


def test_arabic_digits_reach_the_reasons_and_the_words_but_no_identifier() -> None:
    reasons = "أين: 50% من الأرض ضمن 2.5 كم. 3 من أفعال البند 2(b)."
    found = assessment([finding(reasons=reasons)])
    plain, arabic = (compose(found, language="ar", arabic_digits=on) for on in (False, True))
    told = [page.findings.rows[0].reasons.words for page in (plain, arabic)]  # type: ignore[union-attr]
    assert told[0] == "أين: 50% من الأرض ضمن 2.5 كم. 3 من أفعال البند \u20682(b)\u2069."
    assert told[1] == "أين: ٥٠٪ من الأرض ضمن ٢٫٥ كم. ٣ من أفعال البند \u20682(b)\u2069."
    assert "٩٥٪" in arabic.answer
    assert "95%" in plain.answer
    english = compose(assessment(), language="ar", arabic_digits=True, reasons_language="en")
    assert "clause 1." in english.findings.rows[0].reasons.words  # type: ignore[union-attr]


def test_the_agreement_and_its_version_read_in_one_direction() -> None:
    fact = compose(assessment(), language="ar").facts[0].value
    assert (fact[0], fact[-1]) == ("\u2068", "\u2069")
    assert fact.count("\u2068") == 1


def test_arabic_months_carry_both_names_long_and_short() -> None:
    months = wording("ar").words["months"]
    assert months["long"] == months["short"]


def test_an_exercise_says_so() -> None:
    assert compose(assessment(exercise=True)).exercise
    assert not compose(assessment()).exercise
