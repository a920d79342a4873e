"""How many, expected, with an interval: the Poisson–binomial distribution, exactly.

The number of breaches among incidents with probabilities p₁ … pₙ is not a sum to be quoted bare: its distribution
is the convolution of n Bernoulli laws (Poisson 1837; Wang 1993). It is worked out by convolving in pairs, so that
the cost grows as n log² n. Where a question is open the two bounds use the least and the most that the source
allows, so the interval covers chance and ignorance both.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
MOST_EXACT = 20_000
_SHORT = 65


def poisson_binomial(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of 0 … n successes among independent trials with probabilities ``p``.

    Raises ValueError for a probability outside 0…1.
    """
    p = _checked(p)
    certain = int((p == 1.0).sum())
    law = _convolved(p[(p > 0.0) & (p < 1.0)])
    full = np.zeros(len(p) + 1)
    full[certain : certain + len(law)] = law
    return full


def _checked(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.asarray(p, dtype=np.float64)
    if len(p) and not (np.isfinite(p).all() and p.min() >= 0.0 and p.max() <= 1.0):
        raise ValueError("probabilities lie between 0 and 1")
    return p


def _convolved(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The law of a sum of uncertain trials: neighbours are convolved, all pairs of a level at once."""
    if not len(p):
        return np.ones(1)
    size = 1 << (len(p) - 1).bit_length()
    laws = np.zeros((size, 2))
    laws[:, 0] = 1.0
    laws[: len(p), 0], laws[: len(p), 1] = 1.0 - p, p
    while len(laws) > 1:
        a, b = laws[::2], laws[1::2]
        width = 2 * laws.shape[1] - 1
        if width <= _SHORT:
            laws = np.zeros((len(a), width))
            for k in range(a.shape[1]):
                laws[:, k : k + b.shape[1]] += a[:, [k]] * b
        else:
            length = 1 << (width - 1).bit_length()
            product = np.fft.rfft(a, length) * np.fft.rfft(b, length)
            laws = np.maximum(np.fft.irfft(product, length)[:, :width], 0.0)
    law: NDArray[np.float64] = laws[0, : len(p) + 1] / laws[0, : len(p) + 1].sum()
    return law


def _normal_quantile(p: NDArray[np.float64], level: float) -> int:
    """Quantile of the count by the normal law with a correction for skewness (Hong 2013, “refined normal”)."""
    mean, variance = float(p.sum()), float((p * (1.0 - p)).sum())
    skew = float((p * (1.0 - p) * (1.0 - 2.0 * p)).sum()) / variance**1.5
    z = NormalDist().inv_cdf(level)
    place: float = mean + math.sqrt(variance) * (z + skew * (z * z - 1.0) / 6.0) - 0.5
    return math.ceil(place)


def quantile(p: NDArray[np.float64], level: float) -> int:
    """Smallest count that is reached with probability ``level`` at least.

    Exact for up to ``MOST_EXACT`` uncertain trials; beyond, the refined normal law, whose quantiles then differ by
    less than one from the exact ones (the tests compare them). Raises ValueError as :func:`poisson_binomial`.
    """
    p = _checked(p)
    certain = int((p == 1.0).sum())
    rest = p[(p > 0.0) & (p < 1.0)]
    if len(rest) > MOST_EXACT and (rest * (1.0 - rest)).sum() > 1000.0:
        return certain + min(max(_normal_quantile(rest, level), 0), len(rest))
    return certain + min(int(np.searchsorted(np.cumsum(_convolved(rest)), level)), len(rest))


def interval(low: NDArray[np.float64], high: NDArray[np.float64], level: float = LEVEL) -> tuple[int, int]:
    """Central interval of the count: lower quantile under ``low``, upper quantile under ``high`` (each 0…1)."""
    tail = (1.0 - level) / 2.0
    return quantile(low, tail + 1e-12), quantile(high, 1.0 - tail - 1e-12)
