"""The printed statutes of benchmarks/reading are cut where they should be, and recorded provisions are found."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import lawscan

ROOT = Path(lawscan.__file__).parents[1]
SHARED = ROOT.parent / "shared" / "pdf"
FONTS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
QUICK = {"GTM/constitucion_guatemala.pdf", "ARM/constitution_armenia_en.pdf", "LKA/homoeopathy_act_10_2016.pdf"}


def benchmark(name: str) -> ModuleType:
    """A file of benchmarks/reading as a module."""
    spec = importlib.util.spec_from_file_location(f"reading_{name}", ROOT / "benchmarks" / "reading" / f"{name}.py")
    if spec is None or spec.loader is None or not Path(str(spec.origin)).exists():
        pytest.skip("the benchmarks are not beside this package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not FONTS.exists(), reason="needs the DejaVu fonts to print with")
@pytest.mark.parametrize("layout", ["notes on the outer side", "two acts of a gazette", "two languages side by side"])
def test_printed_statutes_are_cut_where_they_should_be(layout: str, tmp_path: Path) -> None:
    """At least 97 of 100 boundaries are right in each of these layouts, as the measures say."""
    tally = benchmark("golden").measure(tmp_path, [layout])[layout]
    assert tally.scores[2] >= 0.97, tally.notes


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the folder of real laws beside the checkout")
def test_recorded_provisions_are_found_on_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three real PDFs every recorded provision is read whole on its page."""
    recorded = benchmark("recorded")
    places = [place for place in recorded.recorded() if place["file"] in QUICK]
    monkeypatch.setattr(recorded, "recorded", lambda: places)
    assert [] == [outcome for outcome in recorded.check(SHARED, ocr=False) if outcome.cause]
