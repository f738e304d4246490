"""DOCX: the report for handing out and editing, with right-to-left text as Word wants it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from lawscan.benchmarks import BenchmarkResult, CountryResult
from lawscan.lexicon import direction
from lawscan.report.html import groups
from lawscan.report.laws import OUTCOMES, CountryLaws, LawLine, LawList, paged
from lawscan.report.markdown import DISCLAIMER, without
from lawscan.report.reading import SCORES, covers, words

WIDTHS = (2.9, 1.4, 1.9, 1.5, 2.2, 2.1, 4.6)  # cm: country, role, status, counts, law says, since, why
GAP = 6 * 12_700  # points above what follows a table
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(laws: LawList) -> bytes:
    """The law list as a Word file."""
    from docx import Document

    document = Document()
    _look(document)
    _text(document, "Benchmarks and law list", "Title")
    _text(document, f"The law as of {laws.as_of}. {len(laws.lines)} provisions of {len(laws.countries)} jurisdictions.")
    for result in laws.benchmarks:
        _benchmark(document, result)
    _text(document, "Laws by country", "Heading1")
    for told in filter(None, (covers(laws), *words(laws), SCORES)):
        _text(document, told)
    for country in laws.countries:
        if country.lines:
            _country(document, country, laws)
    _made(document, laws)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """Text without the characters that XML does not allow.

    >>> clean("a\\x00b")
    'ab'
    """
    return _NOT_XML.sub("", text)


def _look(document: Any) -> None:
    from docx.shared import Cm, Pt

    document.core_properties.title = "Benchmarks and law list"
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.2)


def _paragraph(document: Any, style: str = "") -> Any:
    """A new last paragraph. python-docx's own way walks over all that stand before it, which long reports feel."""
    from docx.oxml import OxmlElement
    from docx.text.paragraph import Paragraph

    element = OxmlElement("w:p")
    document.element.body[-1].addprevious(element)
    if style:
        element.get_or_add_pPr().style = style
    return Paragraph(element, document)


def _text(document: Any, text: str, style: str = "", lang: str = "en") -> Any:
    paragraph = _paragraph(document, style)
    run = paragraph.add_run(clean(text))
    if direction(lang) == "rtl":
        _right_to_left(paragraph, run, lang)
    elif lang:
        _language(run, "val", lang)
    return paragraph


def _right_to_left(paragraph: Any, run: Any, lang: str) -> None:
    from docx.oxml import OxmlElement

    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
    _language(run, "bidi", lang)


def _language(run: Any, attribute: str, lang: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:lang")
    element.set(qn(f"w:{attribute}"), clean(lang))
    run._r.get_or_add_rPr().append(element)


def _benchmark(document: Any, result: BenchmarkResult) -> None:
    _text(document, f"Benchmark {result.id}: {result.title}", "Heading1")
    paragraph = _paragraph(document)
    word = "met" if result.met else "not met"
    paragraph.add_run(f"{result.counted} {result.role} countries counted; the target is {result.target}: {word}."
                      ).bold = True
    paragraph.add_run(f" {result.verified} verified by people; {result.since} by a law enacted since {result.set_on}.")
    _text(document, result.source)
    shown = [country for country in _by_name(result) if country.status in ("verified", "machine", "conflicting")]
    rows = [(country.name, country.role, country.status, "yes" if country.counted else "no", OUTCOMES[country.outcome],
             {True: "yes", False: "no", None: "date unknown"}[country.since], country.reason) for country in shown]
    _table(document, ("Country", "Role", "Status", "Counts", "Law says", f"Since {result.set_on}", "Why"), rows)
    rest = ", ".join(country.name for country in _by_name(result) if country.status == "not found")
    if rest:
        text = f"Scanned, and no provision found that accepts: {rest}."
        _text(document, text).paragraph_format.space_before = GAP


def _by_name(result: BenchmarkResult) -> list[CountryResult]:
    return sorted(result.countries, key=lambda country: country.name)


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement

    if not any(row[-1] for row in rows):  # nothing to say on why: the table does without that column
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    widths = WIDTHS[:len(heads)]
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(width * 360_000)
    for texts in (heads, *rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = int(width * 360_000)
            run = cell.paragraphs[0].add_run(clean(text))
            run.bold, run.font.size = texts is heads, int(8.5 * 12_700)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _country(document: Any, country: CountryLaws, laws: LawList) -> None:
    _text(document, country.name, "Heading2")
    standings = (f"Benchmark {key}: {result.status}" + (f" ({result.reason})" if result.reason else "")
                 for key, result in country.results.items())
    _text(document, ". ".join(standings) + ".").paragraph_format.keep_with_next = True
    for group in groups(country):
        _text(document, group.first.law or "Untitled", "Heading3", group.first.language)
        if group.first.translated_title:
            _text(document, f"({group.first.translated_title})")
        _text(document, _facts(group.first)).paragraph_format.keep_with_next = True
        for line in group.lines:
            _line(document, line, laws)


def _facts(line: LawLine) -> str:
    facts = (f"{line.kind} {line.number}".strip(), line.enacted or "no date",
             line.standing, line.gazette, PurePath(line.file).name,
             f"sha256 {line.file_sha256[:16]}", line.source_url)
    return " · ".join(fact for fact in facts if fact)


def _line(document: Any, line: LawLine, laws: LawList) -> None:
    paragraph = _paragraph(document)
    where = ", ".join(filter(None, (line.article, paged(line))))
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(clean(where)).bold = True
    mode = f", {line.mode}" if line.mode else ""
    score = f" ({line.score:.2f})" if line.checked == "machine" else ""
    also = ", ".join(PurePath(path).name for path in line.also_in.split("; "))
    also = f"the same words stand in {also}" if also else ""
    label = f"{laws.titles.get(line.tag, line.tag)}: {line.stance}{mode}"
    paragraph.add_run(clean("".join(f" · {part}" for part in (label, line.checked + score, line.note, also) if part)))
    _text(document, line.quote, "Quote", line.language)


def _made(document: Any, laws: LawList) -> None:
    provenance = laws.provenance
    _text(document, "How this was made", "Heading1")
    _text(document, " ".join(filter(None, (DISCLAIMER, without(laws)))))
    _text(document, f"{len(provenance.files)} files scanned into {provenance.database}; {len(provenance.unread)} files "
                    f"or pages not read; {provenance.answers} answers by people. Made on {laws.made} with lawscan "
                    f"{provenance.version}: {laws.command}")
    for run in provenance.runs:
        _text(document, f"Scan {run.id} of {run.started}: reader {run.reader}, model {run.model}.")
