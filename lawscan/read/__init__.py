"""Files become instruments with provisions: the door of this room is :func:`read_file`."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from lawscan.errors import Damaged, Refused, Unsupported
from lawscan.law import Manifestation, PageReport
from lawscan.read.options import ReadOptions

__all__ = ["READER_VERSION", "ReadOptions", "read_file", "sniff"]

READER_VERSION = "6"
FORMATS = "PDF, HTML, XML, Markdown, DOCX, EPUB and text"
_READ = frozenset({".pdf", ".html", ".htm", ".xml", ".md", ".docx", ".epub", ".txt"})
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|h[1-6])[\s>]", re.IGNORECASE)
_XHTML = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:p|div|h[1-6]|td|li|br|span)[\s>/]", re.IGNORECASE)
_MARKDOWN = re.compile(rb"(?m)^(?:#{1,6}\s?\w|\*\*|---\s*$)")


def sniff(raw: bytes) -> str:
    """The format by content: pdf, docx, epub, html, xml, markdown or text.

    >>> sniff(b"%PDF-1.7"), sniff(b"<html><p>Art. 1</p></html>"), sniff(b"Article 1")
    ('pdf', 'html', 'text')
    """
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return "epub" if b"application/epub" in raw[:200] else ("docx" if b"word/" in raw else "zip")
    head = raw[:4096].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if head.startswith(b"<"):
        if re.match(rb"<\?xml|<[\w:]+\s[^>]*xmlns", head) and not _XHTML.search(head):
            return "xml"
        if _HTML.search(head) and len(_TAGS.findall(raw)) >= len(_MARKDOWN.findall(raw)):
            return "html"
        if re.match(rb"<[A-Za-z_][\w.-]*:?[\w.-]*[\s>]", head) and raw.rstrip().endswith(b">"):
            return "xml"
    return "markdown" if _MARKDOWN.search(raw[:20_000]) else "text"


def read_file(path: Path | str, options: ReadOptions = ReadOptions()) -> Manifestation:
    """Read one file: PDF, HTML, Akoma Ntoso or other XML, Markdown, DOCX, EPUB or plain text.

    Args:
        path: the file.
        options: what the caller knows of the law, and limits.

    Returns:
        The manifestation with its pages, instruments and problems; the format is told by content, not by name.

    Raises:
        Damaged, Encrypted, Refused, Unsupported: nothing of the file could be read.
    """
    path = Path(path)
    size = path.stat().st_size
    if size > options.max_bytes:
        raise Refused(
            f"{path}: {size:,} bytes, more than the limit of {options.max_bytes:,}.", "Split it, or raise max_bytes."
        )
    raw = path.read_bytes()
    if not raw.strip():
        raise Damaged(f"{path}: the file is empty.", "Fetch it again.")
    format_ = sniff(raw)
    if format_ == "pdf":
        return _read_pdf(path, raw, options)
    return _read_markup(path, raw, format_, options)


def _read_pdf(path: Path, raw: bytes, options: ReadOptions) -> Manifestation:
    from lawscan.read.pdf import read_pdf
    from lawscan.read.segment import segment_lines

    lines, pages, problems = read_pdf(path, options)
    sha256 = hashlib.sha256(raw).hexdigest()
    return Manifestation(
        str(path), sha256, len(raw), "pdf", tuple(pages), segment_lines(lines, options), tuple(problems)
    )


def _unsupported(path: Path) -> Damaged | Unsupported:
    """Bytes of no format that is read; where the name says PDF, the fault lies with the bytes, not the format."""
    kind = path.suffix.lower()
    if kind in _READ:
        return Damaged(f"{path}: its bytes are no {kind[1:].upper()}, whatever its name says.", "Fetch it again.")
    return Unsupported(f"{path}: a format that lawscan does not read.", f"It reads {FORMATS}.")


def _read_markup(path: Path, raw: bytes, format_: str, options: ReadOptions) -> Manifestation:
    from lawscan.read import markup
    from lawscan.read.segment import segment_lines

    if format_ == "zip" or (
        format_ == "text" and b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise _unsupported(path)
    lines, facts = markup.lines_of(raw, format_)
    chars = sum(len(line.text) for line in lines)
    if chars > options.max_chars:
        raise Refused(
            f"{path}: {chars:,} characters, more than the limit of {options.max_chars:,}.",
            "Split it, or raise max_chars.",
        )
    page = PageReport(1, "text" if chars else "empty", method="markup", chars=chars)
    sha256 = hashlib.sha256(raw).hexdigest()
    return Manifestation(str(path), sha256, len(raw), format_, (page,), segment_lines(lines, options, facts))
