"""Lines from XML: Akoma Ntoso, Canada's Justice XML, and any other whose elements nest like a law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lawscan.errors import Damaged, Refused
from lawscan.law import Event, Gazette
from lawscan.read.facts import Facts, iso3_of
from lawscan.read.lines import Line

_PROVISIONS = frozenset(["article", "section", "rule", "paragraf", "clause_", "Section", "Article"])
_NUMBERS = frozenset(["num", "Label"])
_HEADINGS = frozenset(
    ["heading", "subheading", "TitleText", "Heading", "GroupHeading", "title", "docTitle", "LongTitle", "ShortTitle"]
)
_MARGINS = frozenset(["MarginalNote", "marginalNote"])
_SKIPPED = frozenset(["meta", "BillHistory", "RunningHead", "Stages", "script", "style", "RecentAmendments"])
_INLINE = frozenset(
    [
        "ref",
        "a",
        "b",
        "i",
        "u",
        "em",
        "sup",
        "sub",
        "span",
        "def",
        "term",
        "date",
        "ins",
        "del",
        "img",
        "br",
        "remark",
        "rref",
        "mref",
        "noteRef",
        "XRefExternal",
        "XRefInternal",
        "DefinedTermEn",
        "DefinedTermFr",
        "Emphasis",
        "DefinitionRef",
        "Sup",
        "Sub",
        "Language",
        "Repealed",
    ]
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_xml(raw: bytes) -> Any:
    """The root of an XML document, read without entities, network or huge trees.

    Raises:
        Refused: the document declares entities, or nests without end.
        Damaged: the document is not well formed.
    """
    from lxml import etree

    if re.search(rb"<!\s*(?:ENTITY|DOCTYPE[^>]*\[)", raw.replace(b"\x00", b"")):
        raise Refused(
            "The XML declares entities, which lawscan does not expand.", "Remove its <!DOCTYPE …[…]> and try again."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as cause:
        if "depth" in str(cause).lower() or "huge" in str(cause).lower():
            raise Refused(
                f"The XML nests or grows beyond the limit: {cause}.", "Split it or save it as text."
            ) from None
        raise Damaged(f"The XML is not well formed: {cause}.", "Mend it or save it as text.") from None


def xml_lines(raw: bytes) -> tuple[list[Line], Facts]:
    """The lines of an XML document, and what its metadata say of the law.

    Elements that are provisions give lines of level 6 that begin with their number; marginal notes become lines of zone
    margin just before; everything else keeps its order.
    """
    root = parse_xml(raw)
    name = _local(root)
    if name in ("Statute", "Regulation") and b"justice.gc.ca" in raw[:2000]:
        return list(_lines(root)), _justice_facts(root, name)
    if name == "akomaNtoso":
        return list(_lines(root)), _akn_facts(root)
    return list(_lines(root)), Facts(lang=root.get(_XML_LANG, "")[:2])


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class _Block:
    """The text of the block that is being read, and what it is."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.only_numbers = True
        self.level = 0
        self.margin = False

    def add(self, text: str | None, number: bool = False) -> None:
        if text and text.strip():
            self.only_numbers = self.only_numbers and number
            self.pieces.append(text)
        elif text and self.pieces:
            self.pieces.append(" ")

    def flush(self) -> Iterator[Line]:
        text = " ".join("".join(self.pieces).split())
        if text:
            yield Line(text, level=0 if self.margin else self.level, zone="margin" if self.margin else "body")
            if not self.margin:
                self.level = 0
        self.pieces, self.only_numbers, self.margin = [], True, False


def _lines(root: Any) -> Iterator[Line]:
    from lxml import etree

    block = _Block()
    skipping = in_number = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = _local(element)
        inline = name in _INLINE or not name
        if event == "start":
            skipping += name in _SKIPPED
            if skipping:
                continue
            in_number += name in _NUMBERS
            if not inline and not block.only_numbers:
                yield from block.flush()
            _enter(block, name)
            block.add(element.text, number=in_number > 0)
            continue
        if name in _SKIPPED:
            skipping -= 1
        elif not skipping:
            in_number -= name in _NUMBERS
            if name in _NUMBERS:
                block.add("\u2003") if block.pieces else None
                block.pieces.append(" ")
            elif not inline and (not block.only_numbers or name in _PROVISIONS):
                yield from block.flush()
        if not skipping:
            block.add(element.tail, number=in_number > 0)
    yield from block.flush()


def _enter(block: _Block, name: str) -> None:
    if name in _PROVISIONS:
        block.level = 6
    elif name in _MARGINS:
        block.margin = True
    elif name in _HEADINGS and not block.level:
        block.level = 2


def _text(root: Any, name: str) -> str:
    found = next((each for each in root.iter() if _local(each) == name), None)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _justice_facts(root: Any, name: str) -> Facts:
    title = _text(root, "ShortTitle") or _text(root, "LongTitle")
    number = _text(root, "InstrumentNumber") or _text(root, "ConsolidatedNumber")
    in_force = {"yes": "in-force", "no": "not-in-force"}.get(root.get("in-force", ""), "in-force")
    registered = next((each for each in root.iter() if _local(each) == "RegistrationDate"), None)
    date = "" if registered is None else _ymd(registered)
    kind = "act" if name == "Statute" else "regulation"
    return Facts(
        title=title,
        iso3="CAN",
        iso3_source="front-matter",
        lang=root.get(_XML_LANG, "")[:2],
        kind=kind,
        number=number,
        date=date,
        force=in_force,
    )


def _ymd(element: Any) -> str:
    parts = [_text(element, name).zfill(2) for name in ("YYYY", "MM", "DD")]
    return "-".join(parts) if parts[0].isdigit() and len(parts[0]) == 4 else ""


def _values(root: Any, name: str, attribute: str = "value") -> str:
    return next((each.get(attribute, "") for each in root.iter() if _local(each) == name and each.get(attribute)), "")


def _akn_facts(root: Any) -> Facts:
    country = _values(root, "FRBRcountry").split("-")[0]
    kind = next((_local(each) for each in root if _local(each) not in ("meta", "")), "")
    subtype = _values(root, "FRBRsubtype")
    events = tuple(
        Event(
            {"generation": "enactment", "repeal": "repeal"}.get(each.get("type", ""), "amendment"), each.get("date", "")
        )
        for each in root.iter()
        if _local(each) == "eventRef" and each.get("date")
    )
    gazette = Gazette(
        _values(root, "publication", "name") or _values(root, "publication", "showAs"),
        _values(root, "publication", "number"),
        _values(root, "publication", "date"),
    )
    return Facts(
        title=_text(root, "docTitle") or _text(root, "shortTitle") or _values(root, "FRBRalias"),
        iso3=iso3_of(country),
        iso3_source="front-matter" if iso3_of(country) else "",
        lang=_two(_values(root, "FRBRlanguage", "language")),
        number=_values(root, "FRBRnumber"),
        date=_values(root, "FRBRdate", "date"),
        gazette=gazette,
        events=events,
        kind="bill" if kind == "bill" else {"act": "act", "bill": "bill"}.get(subtype, "act" if kind == "act" else ""),
        force="not-in-force" if any(event.kind == "repeal" for event in events) else "",
    )


def _two(alpha3: str) -> str:
    from lawscan import lexicon
    from lawscan.addresses import alpha3 as of

    return next((code for code in lexicon.codes() if of(code) == alpha3), alpha3[:2] if len(alpha3) == 2 else "")
