"""PDFs built to exhaust a reader end as read or refused with a reason, within seconds and within memory."""

from __future__ import annotations

import importlib.util
import zlib
from pathlib import Path
from types import ModuleType

import lawscan
from lawscan.scan import ScanOptions, scan_files
from lawscan.store import Store

HOUSE = Path(lawscan.__file__).parents[1]
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 5 0 R>>"
TEXT = b"BT /F1 12 Tf 72 700 Td (A person may hold two nationalities.) Tj ET\n"
FONT = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
PLAIN = FONT + b">>"


def _fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz", HOUSE / "benchmarks" / "reading" / "fuzz.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (head, len(packed), packed)


def _pdf(pages: bytes, page: bytes = PAGE, content: bytes = b"", resources: bytes = PLAIN, *more: bytes) -> bytes:
    """A PDF of numbered objects: catalogue, page tree, page, content, resources, others."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, page, content or _stream(TEXT), resources, *more]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip
    return bytes(out)


ONE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def swollen_content() -> bytes:
    """A page whose 160 kilobytes of content unpack to 160 million."""
    return _pdf(ONE, content=_stream(TEXT + b"q Q " * 40_000_000))


def endless_text() -> bytes:
    """A page that shows a million letters."""
    return _pdf(ONE, content=_stream(TEXT + b"BT /F1 1 Tf 9 9 Td (" + b"a " * 700_000 + b") Tj ET"))


def page_tree_in_a_ring() -> bytes:
    """A page tree that is its own child."""
    return _pdf(b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2000000000>>")


def page_count_without_pages() -> bytes:
    """A page tree that promises two thousand million pages and has one."""
    return _pdf(b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>")


def nested_arrays() -> bytes:
    """A page with a hundred thousand arrays inside each other."""
    return _pdf(ONE, page=PAGE[:-2] + b"/Annots " + b"[" * 100_000 + b"]" * 100_000 + b">>")


def huge_picture() -> bytes:
    """A page with no text and a picture of 60,000 by 60,000 pixels."""
    head = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1"
    picture = _stream(bytes(450_000_000), head)
    return _pdf(ONE, PAGE, _stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"<</XObject<</I 6 0 R>>>>", picture)


def form_in_a_ring() -> bytes:
    """A form that draws itself."""
    form = _stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R")
    return _pdf(ONE, PAGE, _stream(TEXT + b"/X Do"), FONT + b"/XObject<</X 6 0 R>>>>", form)


REFUSED_BY_THE_READER = (
    endless_text, page_tree_in_a_ring, page_count_without_pages, nested_arrays, huge_picture,
)  # fmt: skip
ENDED_BY_THE_SCAN = (swollen_content, form_in_a_ring)  # pdfium cannot be broken off from within


def test_bombs_end_with_a_reason(tmp_path: Path) -> None:
    """None crashes the reader, hangs it, or ends without saying how."""
    worker, ends = _fuzz().Worker(60), {}
    try:
        for bomb in REFUSED_BY_THE_READER:
            path = tmp_path / f"{bomb.__name__}.pdf"
            path.write_bytes(bomb())
            ends[bomb.__name__] = worker.read(path)
    finally:
        worker.close()
    assert {} == {name: end for name, end in ends.items() if end.startswith(("crash", "hang", "silent"))}


def test_what_pdfium_cannot_leave_costs_one_file(tmp_path: Path) -> None:
    """Content that unpacks a thousandfold, and a form that draws itself, end with the scan's limit, by name."""
    folder = tmp_path / "in"
    folder.mkdir()
    for bomb in ENDED_BY_THE_SCAN:
        (folder / f"{bomb.__name__}.pdf").write_bytes(bomb())
    (folder / "law.pdf").write_bytes(_pdf(ONE))
    scan_files([folder], tmp_path / "scan.db", ScanOptions(ocr=False, timeout=6, jobs=1))
    with Store(tmp_path / "scan.db") as store:
        told = {Path(row.path).stem: (row.status, row.error) for row in store.files()}
    assert "read" == told["law"][0]
    for bomb in ENDED_BY_THE_SCAN:
        status, error = told[bomb.__name__]
        assert status == "read" or "longer than 6 s" in error, told
