"""Fill: sentences for whole columns, each distinct one made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.monitoring.numbering import number_rows

Texts = tuple[NDArray[Any], pa.Array]
"""The number of each row's text, and the texts."""

# as many shares as are told apart: whole per cents, and what is under the first and over the last of them
TOLD = (0.0, 0.005, *(n / 100 for n in range(1, 100)), 0.995, 1.0)


def as_told(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places in ``TOLD`` of shares rounded to four digits, of which no open one becomes a closed one."""
    rounded = np.clip(np.round(shares, 4), np.where(shares > 0.0, 0.0001, 0.0), np.where(shares < 1.0, 0.9999, 1.0))
    place = np.rint(rounded * 100).astype(np.int64) + 1
    place[(rounded > 0.0) & (rounded < 0.01)] = 1
    place[rounded == 0.0] = 0
    place[(rounded > 0.99) & (rounded < 1.0)] = len(TOLD) - 2
    place[rounded == 1.0] = len(TOLD) - 1
    return place


def made(make: Callable[..., str], *columns: NDArray[Any]) -> Texts:
    """Call ``make`` once for every distinct row of ``columns``."""
    codes, first = number_rows(*columns)
    rows = zip(*(column[first].tolist() for column in columns), strict=True)
    return codes, pa.array([make(*row) for row in rows], pa.string())


def filled(sentences: Sequence[str], which: NDArray[Any], fields: Mapping[str, Texts]) -> Texts:
    """For each row the sentence of number ``which`` with its {fields} filled in: columns are joined, not texts."""
    parsed = [[*Formatter().parse(sentence)] for sentence in sentences]
    asked = {name: np.array([any(part[1] == name for part in parts) for parts in parsed])[which] for name in fields}
    codes, first = number_rows(which, *(np.where(asked[name], code, 0) for name, (code, _) in fields.items()))
    joined, places = [pa.array([], pa.string())], [np.empty(0, dtype=np.int64)]
    for number, parts in enumerate(parsed):
        at = np.flatnonzero(which[first] == number)
        pieces: list[Any] = [pa.repeat("", len(at))]
        for literal, name, _, _ in parts:
            pieces.append(literal)
            if name:
                code, texts = fields[name]
                pieces.append(texts.take(pa.array(code[first[at]])))
        joined.append(pc.binary_join_element_wise(*pieces, ""))
        places.append(at)
    return codes, pa.concat_arrays(joined).take(pa.array(np.argsort(np.concatenate(places))))
