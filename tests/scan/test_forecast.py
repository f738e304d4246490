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


class Clock:
    """A forecast and the time it goes by."""

    def __init__(self, works: list[Work]) -> None:
        self.works, self.now = works, 0.0
        self.forecast = Forecast(works, clock=lambda: self.now)

    def done(self, number: int, seconds: float, first: bool = False, workers: float = 1.0) -> float | None:
        """A file is done, after so many seconds of one of the workers; what is left."""
        self.now += seconds / workers
        self.forecast.done(number, seconds, first)
        return self.forecast.left()


def told(works: list[Work], warm: int = 0, workers: float = 2.0) -> list[float | None]:
    """Errors of the time left, as shares of the true one, between the first tenth and the last; None for silence.

    Each of the first ``warm`` files takes another second, because it is the first of its language.
    """
    clock, wrong = Clock(works), []
    total = (sum(map(cost, works)) + warm) / workers
    for number, one in enumerate(works):
        first = number < warm
        left = clock.done(number, cost(one) + first, first, workers)
        if total * 0.1 < clock.now < total * 0.9:
            wrong.append(None if left is None else abs(left / (total - clock.now) - 1))
    return wrong


def test_time_left_is_right_within_a_fifth() -> None:
    """Whatever kinds and sizes are mixed, something is said most of the time, and it is right."""
    for seed in range(5):
        errors = told(in_good_order(mixed(300, seed)))
        said = [error for error in errors if error is not None]
        assert len(said) > len(errors) / 2 and max(said) < 0.2


def test_what_is_paid_once_is_not_reckoned_again() -> None:
    """Thirty files that had a language made ready for them, ten times as dear, do not make the others look dear."""
    works = [work(f"{n}.txt", 1000) for n in range(1000)]
    said = [error for error in told(works, warm=30) if error is not None]
    assert len(said) > 500 and max(said) < 0.05


def test_nothing_is_known_before_anything_is_done() -> None:
    """No forecast is better than a made-up one."""
    assert Forecast([work("a.pdf", 5)]).left() is None
    assert Forecast([]).left() is None


def test_nothing_is_said_until_it_has_come_true() -> None:
    """While files grow dearer, what was reckoned before is wrong, and nothing is said; once they stay, it is."""
    clock = Clock([work(f"{n}.txt", 1000) for n in range(700)])
    growing = [clock.done(number, 0.1 * 1.1 ** number) for number in range(60)]
    steady = [clock.done(number, 30.0) for number in range(60, 690)]
    assert set(growing) == {None}
    assert steady[-1] == pytest.approx(300.0, rel=0.2)


def test_a_file_that_does_not_end_makes_everything_uncertain() -> None:
    """While one file is in work much longer than the rest will take, nothing is said; when it is done, it is again."""
    clock = Clock([work(f"{n}.txt", 1000) for n in range(100)])
    before = [clock.done(number, 1.0) for number in range(20)]
    during = [clock.done(number, 1.0) for number in range(21, 60)]
    assert before[-1] is not None and during[-1] is None
    assert clock.done(20, 1.0) == pytest.approx(40.0)


def test_a_kind_not_met_yet_costs_what_others_do() -> None:
    """Texts take one second each and one more for every thousand bytes, so a PDF is reckoned at that too."""
    clock = Clock([*(work(f"{n}.txt", 1000 + n % 2 * 2000) for n in range(10)), work("c.pdf", 2000)])
    for number in range(10):
        left = clock.done(number, 2.0 + number % 2 * 2)
    assert left == pytest.approx(3.0)


def test_what_makes_no_sense_is_not_carried_on() -> None:
    """Large files that happened to be quicker than small ones do not make the rest cost less than nothing."""
    clock = Clock([*(work(f"{n}.txt", 1000 + n % 2 * 8000) for n in range(40)), work("c.txt", 50_000)])
    for number in range(40):
        left = clock.done(number, 4.0 - number % 2 * 0.4)
    assert left is not None and 3.6 < left < 4.0


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
