"""The rule of meltt 0.4.3 told step by step as its public source does it, searching lists: slow, and the oracle.

Ported by reading (the package is LGPL; nothing is copied): the window walked row by row from each event, the search
for the best partner with its tables of what is left, the tables of matches widened by two columns per data set.
``averaging`` is left out. What it says of the shipped example is what the package's README says, see test_meltt.py.
Held against the package itself under R 4.2 on all that it could do of 2,200 small cases of two to five data sets: the
same rows are left, and its tables are the same but for one, where two columns of R get one name (decision note 0016).
"""

from __future__ import annotations

import bisect
import math

Row = list  # data set, event, day, end, lat, lon, then the levels of every taxonomy


def distance(one: Row, other: Row) -> float:
    a, b = math.radians(one[4]), math.radians(other[4])
    c = math.radians(one[5]) - math.radians(other[5])
    top = math.sqrt(
        math.pow(math.cos(b) * math.sin(c), 2)
        + math.pow(math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(c), 2)
    )
    return math.degrees(math.atan2(top, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(c))) * 111.111


def fit(one: Row, other: Row, depths, certainty, partial, weight):
    """The score, or None where it is no match."""
    total, agreed, at = 0.0, 0, 6
    for k, depth in enumerate(depths):
        for level in range(depth) if certainty is None else [certainty[k] - 1]:
            if one[at + level] == other[at + level]:
                total += weight[k] * level / float(max(1, depth - 1))
                agreed += 1
                break
        at += depth
    if agreed == len(depths):
        return total / float(len(depths))
    if partial > 0 and agreed + partial == len(depths):
        return (total + partial) / float(len(depths))
    return None


def compare(rows, days, km, depths, certainty, partial, weight, episodal):
    matches = []
    kinds = sorted({row[0] for row in rows})
    first = [i for i, row in enumerate(rows) if row[0] == kinds[0]]
    second = [i for i, row in enumerate(rows) if row[0] == kinds[1]]

    def weigh(one, other, in_time):
        if in_time and distance(one, other) <= km:
            score = fit(one, other, depths, certainty, partial, weight)
            if score is not None:
                matches.append([kinds[0], one[1], kinds[1], other[1], score])

    for i in first:
        one = rows[i]
        at = bisect.bisect(second, i) - 1
        while at > -1:
            other = rows[second[at]]
            in_time = abs(one[2] - other[2]) <= days and abs(one[3] - other[3]) <= days
            if episodal:
                in_time = one[2] - other[2] <= days
            weigh(one, other, in_time)
            if not one[2] - other[2] <= days:
                break
            at -= 1
        at = bisect.bisect(second, i)
        while at < len(second):
            other = rows[second[at]]
            in_time = abs(other[2] - one[2]) <= days and abs(other[3] - one[3]) <= days
            if episodal:
                in_time = other[3] - one[3] <= days
            weigh(one, other, in_time)
            if not other[2] - one[2] <= days:
                break
            at += 1
    return matches


def unique(rows):
    found = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


def select(matches, episodal):
    """The search; ``free`` and ``partners`` are at first the very lists they are later compared with."""
    chosen = []
    free, partners = unique([m[:2] for m in matches]), unique([m[2:4] for m in matches])
    free_before, partners_before = free, partners
    at, stop = 0, False
    while free and partners and not stop:
        mine = [m for m in matches if m[:2] == free[at]]
        mine = [mine[n] for n in sorted(range(len(mine)), key=[m[0] for m in mine].__getitem__)]
        number = 0
        while number < len(mine):
            entry, incident, partner = mine[number], mine[number][:2], mine[number][2:4]
            if incident in free and partner in partners:
                at = free.index(incident)
                if at == len(free) - 1:
                    at = 0
                if not episodal:
                    free.remove(incident)
                partners.remove(partner)
                chosen.append(entry)
                break
            theirs = sorted((m for m in matches if m[2:4] == partner), key=lambda m: m[4])
            if entry[4] < theirs[0][4]:
                at = free.index(incident)
                if not episodal:
                    free.remove(incident)
                chosen.append(entry)
                break
            number += 1
            if number == len(mine):
                at += 1
                if at == len(free):
                    at = 0
                    if free == free_before and partners == partners_before:
                        stop = True
                    else:
                        free_before, partners_before = list(free), list(partners)
    return chosen


def match(rows, rule, episodal=False):
    rows = sorted(rows, key=lambda row: row[2])
    if len({row[0] for row in rows}) < 2:
        return []
    days, km, depths, certainty, partial, weight = rule
    return select(compare(rows, days, km, depths, certainty, partial, weight, episodal), episodal)


def disambiguate(rows, matches, index, prior):
    rows = [row for row in rows if not any(row[0] == m[2] and row[1] == m[3] for m in matches)]
    restored = [[*index[m[0]][m[1]], *index[m[2]][m[3]]] for m in matches]
    if not prior:
        return rows, restored
    width = len(prior[0])
    table = [[*line, 0, 0] for line in prior]
    for one in restored:
        hits = [line for line in table if any(line[c : c + 2] == one[:2] for c in range(0, width, 2))]
        for line in hits:
            line[width : width + 2] = one[2:]
        if not hits:
            line = [0] * (width + 2)
            for pair in (one[:2], one[2:]):
                line[(pair[0] - 1) * 2 : pair[0] * 2] = pair
            table.append(line[: width + 2])  # what is written beyond the table's width is cut off
    return rows, table


def integrate(sets, rule):
    """``sets``: per data set a list of rows [day, end, lat, lon, levels…]. What is left, tables, flags."""
    numbered = [[[d, n, *row] for n, row in enumerate(rows, 1)] for d, rows in enumerate(sets, 1)]
    left = sorted(numbered[0], key=lambda row: row[2])
    tables = {"event": [], "episode": []}
    flags: dict[tuple, list] = {}
    for later in numbered[1:]:
        new = sorted(later, key=lambda row: row[2])
        index = {
            1: {n: row[:2] for n, row in enumerate(left, 1)},
            2: {n: row[:2] for n, row in enumerate(new, 1)},
        }
        joined = [[1, n, *row[2:]] for n, row in enumerate(left, 1)]
        joined += [[2, n, *row[2:]] for n, row in enumerate(new, 1)]
        joined.sort(key=lambda row: row[2])
        kept = []
        for kind in ("event", "episode"):
            rows = [row for row in joined if (row[2] == row[3]) == (kind == "event")]
            if not rows or (kind == "episode" and len({row[0] for row in rows}) == 1):
                tables[kind] = []
                kept += rows
                continue
            rows, tables[kind] = disambiguate(rows, match(rows, rule), index, tables[kind])
            kept += rows
        for long, short in ((1, 2), (2, 1)):
            rows = [[1, *row[1:]] for row in kept if row[0] == long and row[2] != row[3]]
            rows += [[2, *row[1:]] for row in kept if row[0] == short and row[2] == row[3]]
            for m in match(rows, rule, episodal=True):
                flags.setdefault(tuple(index[short][m[3]]), []).append(tuple(index[long][m[1]]))
        left = [[*index[row[0]][row[1]], *row[2:]] for row in kept]
        left.sort(key=lambda row: (row[2], row[0], row[1]))
    return [tuple(row[:2]) for row in left], tables, flags


def groups(table):
    """Rows of a table of matches as groups, the kept row first."""
    found = {tuple(tuple(line[c : c + 2]) for c in range(0, len(line), 2) if line[c]) for line in table}
    return found - {()}
