"""How sure a counted share is."""

from __future__ import annotations


def interval(seen: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """The Clopper–Pearson interval of a share: its coverage is never less than the confidence.

    >>> tuple(round(bound, 4) for bound in interval(0, 100))
    (0.0, 0.0362)
    >>> tuple(round(bound, 4) for bound in interval(3, 100))
    (0.0062, 0.0852)
    """
    from scipy.stats import beta

    if of == 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, seen, of - seen + 1)) if seen else 0.0
    high = float(beta.ppf(1 - tail, seen + 1, of - seen)) if seen < of else 1.0
    return low, high
