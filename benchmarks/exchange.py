"""Plan an exchange of many thousands: how long it takes and how near to the best, beside one variable per person."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from benchmarks.releases import people, terms
from hudna.exchange import Actuals, Effort, Plan, Terms, check_plan, coming, explain_place, plan_exchange
from hudna.exchange.formulate import Formulation, formulate
from hudna.exchange.group import groups_of
from hudna.exchange.situation import situation

Told = dict[str, Any]


def hudna(size: tuple[int, int], full: bool, limit_s: float) -> Iterator[Told]:
    """Hudna as a user calls it: plan, check, a re-plan after a stop, one explanation."""
    everybody, agreed = people(*size), terms(full=full)
    made = _timed("plan", lambda: plan_exchange(agreed, everybody, seed="seed", effort=Effort(limit_s=limit_s)))
    plan = made["result"]
    assert isinstance(plan, Plan)
    yield _told(made, cost=plan.proof.cost, gap=plan.proof.gap, hand_overs=len(plan.hand_overs))
    checked = _timed("check", lambda: check_plan(agreed, everybody, plan.hand_overs, plan.releases))
    assert checked["result"] == ()
    yield _told(checked)
    stopped = plan.hand_overs[5].number
    gone = {
        r.person: r.hand_over
        for n, r in enumerate(plan.releases)
        if r.hand_over < stopped or (r.hand_over == stopped and n % 3)
    }
    actuals = Actuals(gone, plan.hand_overs[:6])
    again = _timed("re-plan", lambda: plan_exchange(agreed, everybody, actuals=actuals, seed="seed"))
    assert isinstance(again["result"], Plan)
    yield _told(again, cost=again["result"].proof.cost, gap=again["result"].proof.gap)
    last = plan.releases[-1].person
    yield _told(_timed("explain", lambda: explain_place(agreed, everybody, plan, last)))


def _program(size: tuple[int, int], full: bool, *, grouped: bool) -> Formulation:
    """The same program; with ``grouped`` off each unit is a group of its own, as one would first write it down."""
    agreed: Terms = terms(full=full)
    case = situation(agreed, people(*size), Actuals())
    groups = groups_of(case)
    needed = len(plan_hand_overs(size, full)) + 1
    ahead = list(islice(coming(agreed, Actuals()), needed))
    single = tuple(replace(group, units=(unit,)) for group in groups for unit in group.units)
    return formulate(case, groups if grouped else single, ahead, None)


def plan_hand_overs(size: tuple[int, int], full: bool) -> tuple[Any, ...]:
    """As many hand-overs as Hudna's plan takes: peers are told, and one more."""
    plan = plan_exchange(terms(full=full), people(*size))
    assert isinstance(plan, Plan)
    return plan.hand_overs


def _highs(size: tuple[int, int], full: bool, limit_s: float, *, grouped: bool) -> Iterator[Told]:
    form = _program(size, full, grouped=grouped)
    done = _timed("plan", lambda: form.program.solve(gap=0.001, limit_s=limit_s))
    answer = done["result"]
    gap = (answer.cost - answer.bound) / answer.cost if answer.state == "solved" else None
    yield _told(done, cost=answer.cost if answer.state == "solved" else None, gap=gap)


def _cp_sat(size: tuple[int, int], full: bool, limit_s: float, *, grouped: bool) -> Iterator[Told]:
    from ortools.sat.python import cp_model

    arrays = _program(size, full, grouped=grouped).program.arrays()
    model = cp_model.CpModel()
    columns = [model.new_int_var(int(low), int(high), "") for low, high in zip(arrays.lower, arrays.upper, strict=True)]
    matrix = arrays.matrix
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        pairs = zip(matrix.indices[part], matrix.data[part], strict=True)
        total = sum(columns[column] * int(factor) for column, factor in pairs)
        bounds = (max(arrays.row_lower[row], -1e15), min(arrays.row_upper[row], 1e15))
        model.add_linear_constraint(total, int(bounds[0]), int(bounds[1]))
    model.minimize(sum(column * int(cost) for column, cost in zip(columns, arrays.cost, strict=True) if cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.relative_gap_limit = 0.001
    done = _timed("plan", lambda: solver.solve(model))
    found = done["result"] in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    cost = solver.objective_value if found else None
    yield _told(done, cost=cost, gap=(cost - solver.best_objective_bound) / cost if cost else None)


PEERS: dict[str, Callable[..., Iterator[Told]]] = {
    "hudna": hudna,
    "highs-grouped": lambda *a: _highs(*a, grouped=True),
    "cp-sat-grouped": lambda *a: _cp_sat(*a, grouped=True),
    "highs": lambda *a: _highs(*a, grouped=False),
    "cp-sat": lambda *a: _cp_sat(*a, grouped=False),
}


def _timed(what: str, work: Callable[[], Any]) -> dict[str, Any]:
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    spent = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    return {"what": what, **spent, "result": result}


def _told(done: dict[str, Any], **more: Any) -> Told:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"what": done["what"], "wall_s": done["wall_s"], "cpu_s": done["cpu_s"], "peak_bytes": peak, **more}


def main(arguments: list[str]) -> int:
    """Run each peer in a process of its own and print a line per figure."""
    parser = argparse.ArgumentParser("benchmarks exchange", description=__doc__)
    parser.add_argument("--size", default="8576,7487", help="names asked of the first side and of the second")
    parser.add_argument("--terms", choices=["plain", "full"], default="full")
    parser.add_argument("--only", nargs="*", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one program")
    parser.add_argument("--here", choices=list(PEERS), help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    first, second = (int(part) for part in told.size.split(","))
    if told.here:
        for line in PEERS[told.here]((first, second), told.terms == "full", told.limit):
            print(json.dumps(line), flush=True)
        return 0
    for name in told.only:
        command = [sys.executable, "-m", "benchmarks", "exchange", *arguments, "--here", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        for line in done.stdout.splitlines() or [json.dumps({"what": "failed"})]:
            print(f"{name:15}", _words(json.loads(line)), flush=True)
    return 0


def _words(told: Told) -> str:
    gap = "" if told.get("gap") is None else f"within {100 * told['gap']:.4f} % of the best"
    if "wall_s" not in told:
        return str(told["what"])
    cost = "" if "cost" not in told else f"cost {told['cost']:,.0f}" if told["cost"] is not None else "no plan found"
    spent = f"{told['cpu_s']:8.2f} CPU-s {told['wall_s']:8.2f} s  {told['peak_bytes'] / 1e9:5.2f} GB"
    return f"{told['what']:8} {spent}  {cost} {gap}".rstrip()
