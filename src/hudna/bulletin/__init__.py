"""Bulletin: what may be published, to whom, in which language?

Answers a monitoring officer who must put an assessment before people that were not there: one page in their
language, complete in itself, with every number beside its unit, window and reasons. Refuses a language that it
has no words for, and to say more than the assessment does: no count without its interval, no ranking of
parties, no comparison of unlike counts, no claim as a fact.
"""

from hudna.bulletin.compose import compose, compose_sheet
from hudna.bulletin.daily import COMMON, MISSION, Daily, compose_daily
from hudna.bulletin.drawing import Bar, Chart
from hudna.bulletin.events import RELEASE_EVENTS, ReleaseAnswered, ReleaseAsked
from hudna.bulletin.exchange import compose_plan, exchange_words
from hudna.bulletin.exchange_sheet import NEUTRAL, Asked, Counted, PlanSheet
from hudna.bulletin.faults import BULLETIN
from hudna.bulletin.page import Cell, Fact, Figure, Page, Section, Table, Text
from hudna.bulletin.pdf import render_pdf
from hudna.bulletin.rehearsal import compose_rehearsal
from hudna.bulletin.releases import Release, Releases, answer_release, ask_release, fold_releases, is_guarded
from hudna.bulletin.render import page_policy, render
from hudna.bulletin.undecided import bars
from hudna.bulletin.wording import LANGUAGES, Wording, clean, wording

__all__ = [
    "BULLETIN",
    "COMMON",
    "LANGUAGES",
    "MISSION",
    "NEUTRAL",
    "RELEASE_EVENTS",
    "Asked",
    "Bar",
    "Cell",
    "Chart",
    "Counted",
    "Daily",
    "Fact",
    "Figure",
    "Page",
    "PlanSheet",
    "Release",
    "ReleaseAnswered",
    "ReleaseAsked",
    "Releases",
    "Section",
    "Table",
    "Text",
    "Wording",
    "answer_release",
    "ask_release",
    "bars",
    "clean",
    "compose",
    "compose_daily",
    "compose_plan",
    "compose_rehearsal",
    "compose_sheet",
    "exchange_words",
    "fold_releases",
    "is_guarded",
    "page_policy",
    "render",
    "render_pdf",
    "wording",
]
