"""Plan an exchange, explain a place in it, or check a schedule: what the verb does."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from hudna.cli.lists import telling
from hudna.cli.plan_ground import Ground, Request, calendar_of, ground_of
from hudna.cli.plan_told import told_breaches, told_conflict, told_explanation, told_lists, told_plan, told_ranges
from hudna.cli.plan_written import Output, wants_pdf, write_output
from hudna.exchange import (
    EXCHANGE,
    Impossible,
    check_plan,
    explain_place,
    read_schedule,
)
from hudna.ground import decode, read_bytes

_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
"""Marks that keep a name's own direction in a page; a terminal shows them as boxes."""


def plan(request: Request) -> int:
    """Plan, write, print; 1 if there can be no plan, or a person must look at something."""
    as_json = request.access.as_json
    with telling(as_json) as step:
        ground = ground_of(request, step)
        made = ground.plan(step)
        output = Output(ground, made)
        written = write_output(output, request, step)
    if as_json:
        print(output.document.as_json(), end="")
    else:
        told_lists(ground)
        told_ranges(output.ranges)
        if isinstance(made, Impossible):
            told_conflict(ground, made)
        else:
            told_plan(ground, made)
            for line in output.statement("en"):
                print(line.translate(_ISOLATES))
        if request.pdf is None and not wants_pdf(output, request):
            print("PDF files are left out for so many people: print the pages, or ask for them with --pdf.")
        print("Written: " + ", ".join(str(path) for path in written))
    return int(isinstance(made, Impossible) or _to_look_at(ground))


def _to_look_at(ground: Ground) -> bool:
    """Is a question open, was a row not read, or is it only claimed that anybody is held?"""
    return bool(ground.register.questions or not ground.answered or any(read.rejects for read in ground.reads.values()))


def explain(request: Request, person: str) -> int:
    """Say why somebody leaves when they do, by number and without a name."""
    with telling(request.access.as_json) as step:
        ground = ground_of(request, step)
        made = ground.plan(step)
    if isinstance(made, Impossible):
        if request.access.as_json:
            print(Output(ground, made).document.as_json(), end="")
        else:
            told_conflict(ground, made)
        return 1
    if person not in {one.id for one in ground.people}:
        raise EXCHANGE.fault("person-unknown", "The register has nobody of that number.")
    found = explain_place(ground.terms, ground.people, made, person, actuals=ground.actuals, answered=ground.answered)
    if request.access.as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        told_explanation(found)
    return 0


def check(request: Request, schedule: Path) -> int:
    """Check a schedule that somebody made; 1 if anything in it goes against a term."""
    with telling(request.access.as_json) as step:
        ground = ground_of(request, step)
        text = decode(read_bytes(schedule), str(schedule))
        given = read_schedule(text, str(schedule), calendar=calendar_of(ground.terms), zone=ground.terms.zone)
        found = check_plan(
            ground.terms, ground.people, given.hand_overs, given.releases, actuals=ground.actuals,
            answered=ground.answered,
        )  # fmt: skip
    if request.access.as_json:
        print(
            json.dumps({"hudna": "check/1", "breaches": [asdict(one) for one in found]}, ensure_ascii=False, indent=1)
        )
    else:
        told_breaches(found)
    return int(bool(found))
