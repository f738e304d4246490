"""Each report says which law, article, page, quote and hash, escapes everything, and says who checked."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html

from lawscan.benchmarks import count
from lawscan.errors import UsageError
from lawscan.jurisdictions import _data
from lawscan.law import Hit
from lawscan.report import FORMATS, render
from lawscan.report.gather import Provenance, Scan
from lawscan.report.laws import LawList, build
from lawscan.report.translations import Translations
from lawscan.scheme import load

Factory = Callable[..., Hit]
EVIL = '<script>alert(1)</script>"\'&\u0000|`'
ARABIC = "يجوز للمواطن أن يحتفظ بجنسيته"
READ = {"files": 1, "pages": 9, "provisions": 40, "instruments": 1}


def laid_out(*hits: Hit, beside: Path | None = Path("/reports"),
             translations: Translations = Translations()) -> LawList:
    """A law list of hits, as a scan on a fixed day would give."""
    coverage = {each.iso3: READ for each in hits} | {"BRA": READ}
    scan = Scan(hits, coverage, Provenance("scan.db", "0.1.0", (), (), (), 0))
    results = count(hits, coverage, load(), "2026-11-25")
    return build(scan, results, load(), "2026-11-25", "lawscan laws scan.db --format html", beside=beside,
                 translations=translations)


@pytest.fixture
def laws(hit: Factory) -> LawList:
    """Three countries: a plain law, an Arabic one, and one full of dangerous characters."""
    arabic = hit("EGY", id=2, lang="ar", title="قانون الجنسية", text=ARABIC, quote=ARABIC, heading="الجنسية")
    evil = hit("PHL", id=3, title=EVIL, text=EVIL, quote=EVIL, heading=EVIL, num=EVIL,
               source_url="javascript:alert(1)", file_path=f"laws/{EVIL[:-3]}.pdf")
    return laid_out(hit("KEN", source_url="https://example.org/act"), arabic, evil)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_format_holds_the_evidence(laws: LawList, format: str) -> None:
    """The quote of each provision stands in every format."""
    content = render(laws, format)
    if format == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    text = content.decode("utf-8")
    assert "Section 1. A citizen of KEN" in text
    assert ARABIC in text


def test_unknown_format_is_refused(laws: LawList) -> None:
    """A format that nobody makes is a usage error that lists the ones there are; PDF says how."""
    with pytest.raises(UsageError, match="One of: markdown"):
        render(laws, "odt")
    with pytest.raises(UsageError, match="print to PDF"):
        render(laws, "pdf")


def test_html_escapes_and_stays_offline(laws: LawList) -> None:
    """Text of a law never becomes markup, no link runs script, and nothing is loaded from elsewhere."""
    page = html.fromstring(render(laws, "html"))
    assert 1 == len(page.xpath("//script"))
    assert not [href for href in page.xpath("//@href") if href.lower().startswith("javascript")]
    assert not page.xpath("//@src | //link | //iframe | //object | //*[@onclick] | //*[@style]")
    assert EVIL.replace("\u0000", "") in page.xpath("string(//article[@id='PHL']//blockquote)").replace("\ufffd", "")


def test_html_leads_from_number_to_page(laws: LawList) -> None:
    """From a country in the table one link leads to its card, and one from there to the file at the page."""
    page = html.fromstring(render(laws, "html"))
    row = next(each for each in page.xpath("//table[@id='countries-table']//tr") if "Kenya" in each.text_content())
    card = page.get_element_by_id(row.xpath(".//a/@href")[0].removeprefix("#"))
    assert any(link.endswith("laws/KEN/act.pdf#page=7") for link in card.xpath(".//a/@href"))
    assert "ab" * 32 in card.text_content()


def test_html_is_accessible(laws: LawList) -> None:
    """Landmarks, a language, one h1, headed tables, unique ids, and language and direction on each quote."""
    page = html.fromstring(render(laws, "html"))
    assert ["en"] == page.xpath("/html/@lang")
    assert all(1 == len(page.xpath(f"//{name}")) for name in ("h1", "main", "header", "nav", "head/title"))
    assert all(each.xpath(".//th[@scope='col']") and each.xpath("./caption") for each in page.xpath("//table"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(each.get("lang") and each.get("dir") for each in page.xpath("//blockquote"))
    assert ["rtl"] == page.xpath("//article[@id='EGY']//blockquote/@dir")
    targets = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(ids)


def test_html_has_the_map(laws: LawList) -> None:
    """Each scanned country is a named link on the map, small ones too."""
    page = html.fromstring(render(laws, "html"))
    assert page.xpath("//a[@href='#BRA'][contains(@aria-label, 'Brazil: not found')]/path")
    assert page.xpath("//a[@href='#KEN'][contains(@aria-label, 'Kenya: machine')]/path")


def test_html_policy_names_its_script(laws: LawList) -> None:
    """The content policy allows exactly the script and style of the page."""
    from lawscan.report.html import _hash

    text = render(laws, "html").decode("utf-8")
    script = re.search(r"<script>(.*?)</script>", text, re.S)
    assert script is not None
    policy = html.fromstring(text).xpath("string(//meta[@http-equiv]/@content)")
    assert f"script-src 'sha256-{_hash(script.group(1))}'" in policy


def test_csv_runs_no_formula(hit: Factory) -> None:
    """Cells that a spreadsheet would run begin with an apostrophe; numbers stay numbers."""
    evil = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1")
    laws = laid_out(*(hit("KEN", id=n, title=text, quote=text, num=text) for n, text in enumerate(evil)))
    rows = list(csv.DictReader(io.StringIO(render(laws, "csv").decode("utf-8"), newline="")))
    assert len(evil) == len(rows)
    assert all(row[name].startswith("'") for row in rows for name in ("law", "quote", "article"))
    assert {"0.95"} == {row["score"] for row in rows}


def test_csv_has_all_columns(laws: LawList) -> None:
    """Quote, page, date, hash, address, who checked: a line can be checked by itself."""
    row = next(csv.DictReader(io.StringIO(render(laws, "csv").decode("utf-8"))))
    assert {"quote", "page", "enacted", "enacted_since_benchmark", "force", "file_sha256", "text_sha256", "address",
            "checked", "link", "translated_title", "carries"} <= row.keys()


def test_json_fits_its_schema(laws: LawList) -> None:
    """The JSON holds what the published schema asks for, all the way down."""
    schema = json.loads(Path(render.__globals__["__file__"]).with_name("benchmarks.schema.json").read_text("utf-8"))
    _fits(json.loads(render(laws, "json")), schema, schema)


def _fits(value: object, shape: dict[str, object], root: dict[str, object]) -> None:
    """The part of JSON Schema that our schema uses."""
    if "$ref" in shape:
        name = str(shape["$ref"]).rpartition("/")[2]
        return _fits(value, root["$defs"][name], root)  # type: ignore[index]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
             "null": type(None)}
    if "type" in shape:
        names = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
        assert any(isinstance(value, kinds[name]) for name in names), (value, shape)  # type: ignore[union-attr]
    if "enum" in shape:
        assert value in shape["enum"]  # type: ignore[operator]
    if isinstance(value, dict):
        assert set(shape.get("required", ())) <= value.keys()  # type: ignore[call-overload]
        for name, inner in shape.get("properties", {}).items():  # type: ignore[attr-defined]
            if name in value:
                _fits(value[name], inner, root)
    if isinstance(value, list) and "items" in shape:
        for each in value:
            _fits(each, shape["items"], root)  # type: ignore[arg-type]
    return None


def test_markdown_escapes(laws: LawList) -> None:
    """Markup in a law's title stays text."""
    text = render(laws, "markdown").decode("utf-8")
    assert "<script>" not in text.replace("\\<", "")
    assert "not legal advice" in text


def test_docx_is_right_to_left_where_the_law_is(laws: LawList) -> None:
    """An Arabic quote is a right-to-left paragraph of right-to-left runs; an English one is not."""
    document = etree.fromstring(zipfile.ZipFile(io.BytesIO(render(laws, "docx"))).read("word/document.xml"))
    w = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    quotes = document.xpath("//w:p[w:pPr/w:pStyle[@w:val='Quote']]", namespaces=w)
    sides = {"".join(each.itertext()): each.xpath("w:pPr/w:bidi and w:r/w:rPr/w:rtl", namespaces=w) for each in quotes}
    assert sides[ARABIC]
    assert 1 == sum(sides.values())


def test_docx_table_has_no_empty_column(hit: Factory) -> None:
    """The column that says why stands only where there is something to say."""
    def heads(laws: LawList) -> list[int]:
        from docx import Document

        return [len(table.columns) for table in Document(io.BytesIO(render(laws, "docx"))).tables]

    assert 6 == heads(laid_out(hit("KEN")))[0]
    assert 7 == heads(laid_out(hit("KEN"), hit("DEU", id=2)))[0]


def test_globalcit_sheet(hit: Factory) -> None:
    """The coding sheet has GLOBALCIT's columns and categories."""
    laws = laid_out(hit("KEN", "prohibits"), hit("KEN", "conditional", "inbound", id=2))
    rows = list(csv.DictReader(io.StringIO(render(laws, "globalcit").decode("utf-8"))))
    assert [("KEN", "2026", "L05", "1", "Generally applicable provision"),
            ("KEN", "2026", "A06b", "2", "Requirement with major exceptions")] == [
        (row["iso3"], row["year"], row["mode_id"], row["article"], row["category"]) for row in rows]


def test_remarks(hit: Factory) -> None:
    """Excerpts, amending text, doubt and vanished states are noted on the line."""
    laws = laid_out(hit("KEN", title="Citizenship Act (extract)", quoted=True, unsure=True), hit("SUN", id=2))
    notes = {line.iso3: line.note for line in laws.lines}
    assert "excerpt of the law; text that an amending act puts into another law; unsure" in notes["KEN"]
    assert "successors: ARM, AZE" in notes["SUN"]
    page = html.fromstring(render(laws, "html"))
    assert ["KEN"] == page.xpath("//span[starts-with(., 'unsure')]/ancestor::article/@id")


def test_a_number_alone_is_no_quote(hit: Factory) -> None:
    """Where the evidence is only the provision's number, its first words are quoted."""
    text = "Section 4. Recognition of foreign diplomas is decided by the ministry."
    whole = hit("PHL", num="4", text=text, quote=text[11:30])
    laws = laid_out(hit("KEN", num="4", text=text, quote="Section 4."), whole)
    assert {"KEN": text, "PHL": "Recognition of fore"} == {line.iso3: line.quote for line in laws.lines}


@pytest.mark.parametrize("format", ["html", "markdown", "json"])
def test_what_was_left_out_is_said(laws: LawList, format: str) -> None:
    """A list without unsure lines says how many it leaves out; a whole list says nothing of it."""
    words = '"left_out": 7' if format == "json" else "7 provisions that the machine marked as unsure"
    assert words in render(replace(laws, left_out=7), format).decode("utf-8")
    assert words not in render(laws, format).decode("utf-8")


def test_people_are_named(hit: Factory, verdict: Callable[..., object]) -> None:
    """A verified line names who answered and when; a machine's line shows its score."""
    one = hit("KEN")
    laws = laid_out(replace(one, verdict=verdict(one, one.tag)), hit("PHL", id=2))  # type: ignore[arg-type]
    text = render(laws, "html").decode("utf-8")
    assert "verified by Amina, Luis on 2026-11-20" in text
    assert "machine (0.95)" in " ".join(text.split())


def test_large_report_is_small(hit: Factory) -> None:
    """200 countries and 5,000 provisions make one page under 5 MB; each of them is on it."""
    codes = sorted(_data()["alpha2"])[:200]
    stances = ("permits", "conditional", "prohibits")
    text = "Any citizen who by a voluntary act acquires the citizenship of another state keeps this one, provided " * 2
    hits = [hit(codes[n % 200], stances[n % 3], id=n, instrument_id=n % 600, text=text + str(n), quote=text[:180],
                title=f"Law {n % 600}") for n in range(5000)]
    page = render(laid_out(*hits), "html")
    assert len(page) < 5_000_000
