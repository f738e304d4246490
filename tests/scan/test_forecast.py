"""The time left is learned from what is done, and large files do not come last."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from lawscan.engines.protocol import Job
from lawscan.scan.discover import Found
from lawscan.scan.forecast import LARGE, SAMPLE, Forecast, in_good_order
from lawscan.scan.plan import Work


def work(name: str, size: int) -> Work:
    """A file of a size."""
    return Work(Job(0, name), Found(Path(name), hashlib.sha256(name.encode()).hexdigest(), size), "")


def cost(one: Work) -> float:
    """What files cost: a little each, and for PDF ten times as much a byte as for text."""
    return 0.05 + one.found.bytes * (1e-6 if one.found.path.suffix == ".pdf" else 1e-7)


def mixed(count: int, seed: int) -> list[Work]:
    """Files of two kinds, from a kilobyte to some megabytes."""
    draw = random.Random(seed)
    return [work(f"{n}.{draw.choice(['pdf', 'txt'])}", int(1000 * 2 ** draw.uniform(0, 12))) for n in range(count)]


def worst(works: list[Work], workers: float = 2.0) -> float:
    """The largest error of the time left, as a share of the true one, between the first tenth and the last."""
    now, wrong = 0.0, 0.0
    forecast = Forecast(works, clock=lambda: now)
    total = sum(map(cost, works)) / workers
    for one in works:
        now += cost(one) / workers
        forecast.done(one, cost(one))
        left = forecast.left()
        if total * 0.1 < now < total * 0.9:
            assert left is not None
            wrong = max(wrong, abs(left / (total - now) - 1))
    return wrong


def test_time_left_is_right_within_a_fifth() -> None:
    """Whatever kinds and sizes are mixed."""
    assert max(worst(in_good_order(mixed(300, seed))) for seed in range(5)) < 0.2


def test_nothing_is_known_before_anything_is_done() -> None:
    """No forecast is better than a made-up one."""
    assert Forecast([work("a.pdf", 5)]).left() is None
    assert Forecast([]).left() is None


def test_a_kind_not_met_yet_costs_what_others_do() -> None:
    """Texts took one second each and one more for every thousand bytes, so a PDF is reckoned at that too."""
    now = 0.0
    texts = [work("a.txt", 1000), work("b.txt", 3000)]
    forecast = Forecast([*texts, work("c.pdf", 2000)], clock=lambda: now)
    for one, seconds in zip(texts, (2.0, 4.0), strict=True):
        now += seconds
        forecast.done(one, seconds)
    assert forecast.left() == pytest.approx(3.0)


def test_what_makes_no_sense_is_not_carried_on() -> None:
    """Large files that happened to be quicker than small ones do not make the rest cost less than nothing."""
    now = 0.0
    works = [work("a.txt", 1000), work("b.txt", 9000), work("c.txt", 50_000)]
    forecast = Forecast(works, clock=lambda: now)
    for one, seconds in zip(works, (4.0, 2.0), strict=False):
        now += seconds
        forecast.done(one, seconds)
    left = forecast.left()
    assert left is not None and 2.0 < left < 4.0


def test_order_is_a_sample_then_large_files_then_a_fair_sample() -> None:
    """Every file once; those over a hundredth of all bytes by size; halves of the rest are alike; always the same."""
    works = mixed(500, 1)
    ordered = in_good_order(works)
    assert sorted(map(id, ordered)) == sorted(map(id, works))
    assert ordered == in_good_order(works[::-1])
    sizes = [one.found.bytes for one in ordered]
    count = sum(size * LARGE > sum(sizes) for size in sizes)
    assert count > 5 and sizes[SAMPLE : SAMPLE + count] == sorted(sizes, reverse=True)[:count]
    rest = sizes[SAMPLE + count :]
    assert 0.8 < sum(rest[: len(rest) // 2]) / sum(rest[len(rest) // 2 :]) < 1.25
