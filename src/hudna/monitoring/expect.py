"""How many, expected, with an interval: the Poisson–binomial distribution, exactly.

The number of breaches among incidents with probabilities p₁ … pₙ is not a sum to be quoted bare: its distribution
is the convolution of n Bernoulli laws (Poisson 1837; Wang 1993). It is worked out by convolving in pairs, so that
the cost grows as n log² n. Where a question is open the two bounds use the least and the most that the source
allows, so the interval covers chance and ignorance both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
_SMALL = 64


def poisson_binomial(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of 0 … n successes among independent trials with probabilities ``p``.

    Raises ValueError for a probability outside 0…1.
    """
    p = np.asarray(p, dtype=np.float64)
    if len(p) and not (np.isfinite(p).all() and p.min() >= 0.0 and p.max() <= 1.0):
        raise ValueError("probabilities lie between 0 and 1")
    certain = int((p == 1.0).sum())
    rest = p[(p > 0.0) & (p < 1.0)]
    laws = [_direct(rest[k : k + _SMALL]) for k in range(0, len(rest), _SMALL)] or [np.ones(1)]
    while len(laws) > 1:
        joined = [_convolve(a, b) for a, b in zip(laws[::2], laws[1::2], strict=False)]
        laws = joined + (laws[-1:] if len(laws) % 2 else [])
    law = np.clip(laws[0], 0.0, None)
    full = np.zeros(len(p) + 1)
    full[certain : certain + len(law)] = law / law.sum()
    return full


def _direct(p: NDArray[np.float64]) -> NDArray[np.float64]:
    law = np.ones(1)
    for chance in p:
        law = np.append(law * (1.0 - chance), 0.0) + np.append(0.0, law * chance)
    return law


def _convolve(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convolution by the fast Fourier transform, its rounding noise below zero cut off."""
    n = len(a) + len(b) - 1
    size = 1 << (n - 1).bit_length()
    return np.maximum(np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size)[:n], 0.0)


def interval(low: NDArray[np.float64], high: NDArray[np.float64], level: float = LEVEL) -> tuple[int, int]:
    """Central interval of the count: lower quantile under ``low``, upper quantile under ``high`` (each 0…1)."""
    tail = (1.0 - level) / 2.0
    lower = int(np.searchsorted(np.cumsum(poisson_binomial(low)), tail + 1e-12))
    upper = int(np.searchsorted(np.cumsum(poisson_binomial(high)), 1.0 - tail - 1e-12))
    return lower, min(upper, len(high))
