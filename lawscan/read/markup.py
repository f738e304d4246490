"""Lines from everything that is not PDF: text, Markdown, HTML, XML, DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lawscan.errors import Damaged, Refused
from lawscan.read.facts import Facts, from_front_matter
from lawscan.read.lines import Line

MAX_UNZIPPED = 300_000_000
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "body",
        "title",
        "num",
        "heading",
        "subheading",
        "content",
        "paragraph",
        "subparagraph",
        "point",
        "chapter",
        "part",
        "longtitle",
        "docTitle",
    ]
)
_SKIPPED = frozenset(["script", "style", "noscript", "nav", "meta", "svg", "template", "button", "form", "select"])
_LINK = re.compile(r"!?\[([^\]\[]{0,2000})\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE_REF = re.compile(r"\[\^[^\]]+\](?!:)")
_UTF7 = re.compile(r"\+A[A-Za-z0-9][A-Za-z0-9+/]{1,8}-")
_EMPHASIS = re.compile(
    r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\\(?=[*_\[\]().#-])|</?(?:sup|sub|b|i|em|strong|u|span|br)\b[^>]*>"
)


def decode(raw: bytes) -> str:
    """The text of the bytes: by byte order mark, UTF-8, or charset-normalizer's best guess; UTF-7 debris mended."""
    text = _decode(raw)
    if len(_UTF7.findall(text[:50_000])) < 10:
        return text
    return re.sub(r"\+?</?[a-z][\w-]{0,15}>", " ", _UTF7.sub(_from_utf7, text))


def _from_utf7(found: re.Match[str]) -> str:
    try:
        return found.group().encode("ascii").decode("utf-7")
    except UnicodeDecodeError:
        return found.group()


def _decode(raw: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(name, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(raw).best()
        return str(best) if best is not None else raw.decode("latin-1")


def text_lines(text: str) -> list[Line]:
    """The lines of plain text; a leading # marks headings as in Markdown."""
    lines = [_marked_line(line) for line in text.splitlines() if line.strip()]
    button = _button(lines)
    out: list[Line] = []
    for line in lines:
        if line.text != button:
            out.append(line)
        elif out:
            out[-1] = replace(out[-1], level=out[-1].level or 5)
    return out


def _button(lines: list[Line]) -> str:
    """The word of a button that a web page repeats after every heading ("Share"), or "".

    Text copied from a page keeps it; it tells headings from sentences better than their wording does.
    """
    words = Counter(line.text for line in lines if line.text.isalpha() and 3 <= len(line.text) <= 12)
    word, count = words.most_common(1)[0] if words else ("", 0)
    if count < 8:
        return ""
    before = [lines[at - 1].text for at in range(1, len(lines)) if lines[at].text == word]
    return word if sum(len(text) <= 120 for text in before) > 0.9 * count else ""


def _marked_line(raw: str) -> Line:
    text = raw.strip()
    level = len(text) - len(text.lstrip("#"))
    return Line(text.lstrip("#").strip(), level=min(level, 6)) if 0 < level <= 6 else Line(text)


def markdown_lines(text: str) -> list[Line]:
    """The lines of Markdown without its signs; headings keep their level, wholly bold lines are bold."""
    out = []
    for raw in text.splitlines():
        line = _marked_line(raw)
        plain = _EMPHASIS.sub("", _FOOTNOTE_REF.sub("", _LINK.sub(r"\1", line.text))).strip()
        plain = re.sub(r"^[-*+>]\s+", "", plain)
        if plain and not re.fullmatch(r"[-|:\s=*_]+", plain):
            bold = line.text.startswith("**") and line.text.endswith("**")
            out.append(Line(plain, level=line.level, bold=bold))
    return out


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields between the ``---`` lines at the top, flat, and the text below them."""
    found = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.DOTALL)
    if not found:
        return {}, text
    fields = {}
    for line in found.group(1).splitlines():
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z_][\w-]*", key):
            fields[key.casefold()] = value.strip().strip("\"'")
    return fields, text[found.end() :]


def html_lines(raw: bytes) -> tuple[list[Line], Facts]:
    """The lines of an HTML page: one a block, headings with their level."""
    from lxml import html

    text = decode(raw)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(text or "<p></p>", parser=parser)
    title = tree.findtext(".//title") or ""
    return list(_block_lines(tree)), Facts(title=" ".join(title.split()))


def _block_lines(root: Any) -> Iterator[Line]:
    buffer: list[str] = []
    level = 0
    for text, begins, new_level in _pieces(root):
        if begins and buffer:
            yield from _flush(buffer, level)
            buffer = []
        if begins:
            level = new_level
        buffer.append(text)
    yield from _flush(buffer, level)


def _flush(buffer: list[str], level: int) -> Iterator[Line]:
    text = " ".join("".join(buffer).split())
    if text:
        yield Line(text, level=level)


def _pieces(root: Any) -> Iterator[tuple[str, bool, int]]:
    """(text, whether a new block begins, heading level) in document order, without recursion."""
    from lxml import etree

    skipping = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        block = name in _BLOCKS
        if event == "start":
            skipping += name in _SKIPPED
            level = int(name[1]) if re.fullmatch(r"h[1-6]", name) else 0
            if not skipping:
                yield element.text or "", block, level
        else:
            skipping -= name in _SKIPPED
            if not skipping:
                yield element.tail or "", block, 0


def docx_lines(raw: bytes) -> tuple[list[Line], Facts]:
    """The paragraphs and table rows of a Word document, in order."""
    guard_zip(raw)
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
    except Exception as cause:  # python-docx raises whatever its parts raise
        raise Damaged(f"Not a readable Word document: {cause}.", "Save it again as .docx.") from None
    out: list[Line] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            out += [
                Line(" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)), zone="table")
                for row in block.rows
            ]
            continue
        style = (block.style.name or "") if block.style is not None else ""
        level = int(style[-1]) if re.fullmatch(r"(?i)heading [1-6]", style) else 0
        out += [Line(text, level=level) for text in block.text.splitlines() if text.strip()]
    return out, Facts(title=document.core_properties.title or "")


def epub_lines(raw: bytes) -> tuple[list[Line], Facts]:
    """The chapters of an EPUB, in the order of its spine."""
    guard_zip(raw)
    from lawscan.read.xml import parse_xml

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        try:
            rootfile = parse_xml(archive.read("META-INF/container.xml")).find(".//{*}rootfile").get("full-path")
            package = parse_xml(archive.read(rootfile))
        except (KeyError, AttributeError) as cause:
            raise Damaged(f"Not a whole EPUB: {cause}.", "Fetch it again.") from None
        folder = rootfile.rpartition("/")[0]
        files = {entry.get("id"): entry.get("href") for entry in package.iterfind(".//{*}manifest/{*}item")}
        chapters = [files.get(entry.get("idref"), "") for entry in package.iterfind(".//{*}spine/{*}itemref")]
        names = [f"{folder}/{chapter}".lstrip("/") for chapter in chapters if chapter]
        lines = [line for name in names if name in archive.namelist() for line in html_lines(archive.read(name))[0]]
    return lines, Facts(title=" ".join((package.findtext(".//{*}title") or "").split()))


def guard_zip(raw: bytes) -> None:
    """Refuse an archive that would unpack to more than :data:`MAX_UNZIPPED` bytes.

    Raises:
        Refused: it is a decompression bomb, or near to one.
        Damaged: it is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as cause:
        raise Damaged(f"Not a whole zip archive: {cause}.", "Fetch the file again.") from None
    if size > MAX_UNZIPPED:
        raise Refused(
            f"The archive unpacks to {size:,} bytes, more than the limit of {MAX_UNZIPPED:,}.",
            "Split it or save it as text.",
        )


def lines_of(raw: bytes, format_: str) -> tuple[list[Line], Facts]:
    """The lines of a file that is not PDF, and what it says of its law."""
    if format_ == "xml":
        from lawscan.read.xml import xml_lines

        return xml_lines(raw)
    if format_ == "html":
        return html_lines(raw)
    if format_ == "docx":
        return docx_lines(raw)
    if format_ == "epub":
        return epub_lines(raw)
    fields, text = front_matter(decode(raw))
    facts = from_front_matter(fields) if fields else Facts()
    return (markdown_lines(text) if format_ == "markdown" else text_lines(text)), facts
