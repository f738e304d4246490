"""What goes to a worker and back is the same on the other side."""

from __future__ import annotations

from lawscan.engines.protocol import (
    Job,
    Limits,
    Outcome,
    Settings,
    Text,
    Toolbox,
    decode_job,
    decode_outcome,
    encode_job,
    encode_outcome,
    peek_outcome,
)
from lawscan.engines.worker import settings_from_json, settings_to_json
from lawscan.law import Box, Event, Evidence, Gazette, Instrument, Manifestation, PageReport, Provision, Tag
from lawscan.read.options import ReadOptions


def test_jobs_travel_unchanged() -> None:
    """Also with a name that is not UTF-8, a file of any bytes, and texts."""
    job = Job(3, "/a/\udcff.pdf", ReadOptions(password="x", iso3="KEN"), (Text(1, "Ä", "de", ""),), b"\n\x00\xff\n", 4)
    assert decode_job(encode_job(job)) == job


def test_outcomes_travel_unchanged() -> None:
    """All nouns survive the way."""
    tag = Tag("dual_nationality", 0.9, "permits", 0.8, None, Evidence(0, 2, "ab"), unsure=True)
    provision = Provision("sec_1", "1", "H", "国籍 ab", "zh", 1, 2, (Box(1, 0.5, 1.5, 2.5, 3.5),), quoted=True)
    law = Instrument("T", "act", "zh", "CHN", events=(Event("repeal", "2011", "c"),), gazette=Gazette("G", "1", "2011"),
                     provisions=(provision,))
    page = PageReport(1, "scanned", False, "why", "ocr", 3, 0.5, True)
    file = Manifestation("p", "s", 3, "pdf", (page,), (law,), ("x",))
    outcome = Outcome(1, file, {(0, 0): (tag,)}, {7: (tag,)}, read_seconds=0.25, tag_seconds=0.5, peak=12,
                      first=True)
    assert decode_outcome(encode_outcome(outcome)) == outcome
    peeked = peek_outcome(encode_outcome(outcome))  # what a cluster's worker looks at on the way
    assert (peeked.number, peeked.read_seconds, peeked.manifestation) == (1, 0.25, None)
    assert decode_outcome(peeked.packed) == outcome


def test_half_a_surrogate_pair_keeps_offsets() -> None:
    """Broken fonts give text that UTF-8 cannot hold; one letter stays one letter."""
    file = Manifestation("p", "s", 3, "pdf", problems=("a\ud800b",))
    got = decode_outcome(encode_outcome(Outcome(1, file))).manifestation
    assert got and got.problems == ("a?b",)


def test_settings_travel_unchanged() -> None:
    """A worker gets its limits on its command line."""
    settings = Settings(Limits(1.5, 2, 3), Toolbox(folders=("/x",)), "m")
    assert settings_from_json(settings_to_json(settings)) == settings
