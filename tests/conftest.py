"""One-line factories for hits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lawscan.law import Event, Evidence, Hit, Tag, Verdict, text_sha256


def make_hit(iso3: str = "KEN", stance: str = "permits", mode: str | None = "outbound", **given: Any) -> Hit:
    """A hit of a made-up law; whatever a test does not name is plain."""
    number = given.pop("id", 1)
    tag = given.pop("tag", "dual_nationality")
    score = given.pop("score", 0.95)
    text = given.pop("text", f"Section {number}. A citizen of {iso3} who acquires another citizenship.")
    quote = given.pop("quote", text[:30])
    repealed = given.pop("repealed", "")
    events = (Event("repeal", repealed),) if repealed else ()
    facts = {
        "provision_id": number,
        "address": f"/akn/{iso3.lower()}/act/2011/{given.get('instrument_id', 1)}/~sec_{number}",
        "iso3": iso3, "instrument_id": 1, "title": f"Citizenship Act of {iso3}", "instrument_kind": "act",
        "instrument_number": "12", "instrument_date": "2011-08-30", "force": "in-force", "lang": "en",
        "eid": f"sec_{number}", "num": str(number), "heading": "Dual citizenship", "text": text,
        "text_sha256": text_sha256(text), "page_first": 7, "page_last": 7, "boxes": (),
        "tag": Tag(tag, score, stance, 0.9, mode if tag == "dual_nationality" else None,
                   Evidence(0, len(quote), quote), unsure=given.pop("unsure", False)),
        "file_path": f"laws/{iso3}/act.pdf", "file_sha256": "ab" * 32, "events": events,
    }
    return Hit(**{**facts, **given})


def make_verdict(hit: Hit, *tags: Tag) -> Verdict:
    """People's answer about a hit's provision."""
    return Verdict(hit.address, hit.text_sha256, tags, ("Amina", "Luis"), "2026-11-20T10:00:00Z")


@pytest.fixture
def hit() -> Callable[..., Hit]:
    """The factory of hits."""
    return make_hit


@pytest.fixture
def verdict() -> Callable[..., Verdict]:
    """The factory of verdicts."""
    return make_verdict
