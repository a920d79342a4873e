"""How many, expected, with an interval: the Poisson–binomial distribution, exactly.

The number of breaches among incidents with probabilities p₁ … pₙ is not a sum to be quoted bare: its distribution
is the convolution of n Bernoulli laws (Poisson 1837; Wang 1993). It is worked out trial by trial for ``BLOCK`` trials
at a time and then by convolving in pairs, so that the cost grows as n log² n. Where a question is open the two bounds
use the least and the most that the source allows, so the interval covers chance and ignorance both.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.kernels import kernel

LEVEL = 0.95
MOST_EXACT = 20_000
BLOCK = 1024


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
    """The law of a sum of uncertain trials: neighbouring blocks are convolved, all pairs of a level at once."""
    blocks = -(-len(p) // BLOCK)
    laws = np.zeros((1 << max(blocks - 1, 0).bit_length(), min(len(p), BLOCK) + 1))
    laws[:, 0] = 1.0
    for k in range(blocks):
        _trials(p[k * BLOCK : (k + 1) * BLOCK], laws[k])
    while len(laws) > 1:
        width = 2 * laws.shape[1] - 1
        length = 1 << (width - 1).bit_length()
        product = np.fft.rfft(laws[::2], length) * np.fft.rfft(laws[1::2], length)
        laws = np.maximum(np.fft.irfft(product, length)[:, :width], 0.0)
    law: NDArray[np.float64] = laws[0, : len(p) + 1] / laws[0, : len(p) + 1].sum()
    return law


@kernel
def _trials(p, law):  # type: ignore[no-untyped-def]
    """Add trials to ``law``, one by one; it begins as that of none."""
    for k in range(len(p)):
        q = 1.0 - p[k]
        for j in range(k + 1, 0, -1):
            law[j] = law[j] * q + law[j - 1] * p[k]
        law[0] *= q


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
