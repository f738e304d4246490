"""Formats other than PDF, and files that mean harm."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lawscan
from lawscan.cli import app
from lawscan.cli import read as read_command
from lawscan.errors import Damaged, ReadError, Refused, Unsupported
from lawscan.law import Manifestation
from lawscan.read import read_file, sniff
from lawscan.read.facts import date_in, force_of, iso3_of, kind_of

SHARED = Path(lawscan.__file__).parents[2] / "shared"


def read(folder: Path, content: bytes | str, name: str = "law.txt") -> Manifestation:
    """Write the content to a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path)


def test_front_matter_becomes_metadata(tmp_path: Path) -> None:
    """Title, country, rank, date and status of a legalize file are the instrument's."""
    text = (
        '---\ntitle: "Llei de prova"\ncountry: "ad"\nrank: "llei"\npublication_date: "1993-05-03"\nstatus: "in_force"\n'
        'source: "https://example.org/x"\n---\n# Llei de prova\n\n##### Article 1\n\nText **fort** [^1] i [enllaç](a/b).\n'
    )
    found = read(tmp_path, text).instruments[0]
    assert (found.title, found.iso3, found.iso3_source, found.kind, found.date, found.force) == (
        "Llei de prova",
        "AND",
        "front-matter",
        "act",
        "1993-05-03",
        "in-force",
    )
    assert found.provisions[-1].text == "Article 1\nText fort  i enllaç."


def test_akoma_ntoso_gives_numbers_headings_and_metadata(tmp_path: Path) -> None:
    """An AKN act's sections, its country and number, and its marginal structure are read."""
    text = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification><FRBRWork>
      <FRBRdate date="2011-08-30" name="g"/><FRBRcountry value="ke"/><FRBRnumber value="12"/></FRBRWork><FRBRExpression>
      <FRBRlanguage language="eng"/></FRBRExpression></identification></meta><body><part eId="part_3"><num>Part III</num>
      <heading>Citizenship</heading><section><num>14.</num><heading>Dual citizenship</heading><subsection><num>(1)</num><content>
      <p>A citizen may <term>hold</term> another.</p></content></subsection></section></part></body></act></akomaNtoso>"""
    found = read(tmp_path, text).instruments[0]
    section = found.provisions[-1]
    assert (found.iso3, found.number, found.date, found.kind) == ("KEN", "12", "2011-08-30", "act")
    assert (section.eid, section.num, section.heading) == ("part_3__sec_14", "14", "Dual citizenship")
    assert section.text == "14. Dual citizenship\n(1) A citizen may hold another."


def test_html_headings_and_tables_keep_their_order(tmp_path: Path) -> None:
    """Blocks become lines, scripts vanish."""
    text = "<html><head><title>T</title><script>x()</script></head><body><h2>Article 1</h2><p>One <b>two</b>.</p><h2>Article 2</h2><p>3</p></body></html>"
    found = read(tmp_path, text, "x.html")
    assert [each.text for each in found.instruments[0].provisions if each.num] == [
        "Article 1\nOne two.",
        "Article 2\n3",
    ]


def test_word_documents_are_read(tmp_path: Path) -> None:
    """Paragraphs and tables of a DOCX, in order."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for text in ("Article 1", "A citizen may hold another citizenship.", "Article 2", "The end."):
        document.add_paragraph(text)
    document.save(tmp_path / "law.docx")
    assert [each.num for each in read_file(tmp_path / "law.docx").instruments[0].provisions if each.num] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings_are_told_by_content(tmp_path: Path, encoding: str) -> None:
    """Russian law in an old code page reads like the same in UTF-8."""
    text = (
        "Статья 1. Предмет\nНастоящий закон регулирует вопросы гражданства Республики.\nСтатья 2. Понятия\nГражданство есть правовая связь лица с государством.\n"
        * 3
    )
    found = read(tmp_path, text.encode(encoding))
    assert "гражданства" in found.instruments[0].provisions[0].text


def test_entities_are_refused(tmp_path: Path) -> None:
    """Neither a bomb of entities nor an external one is expanded."""
    for text in (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ):
        with pytest.raises(Refused, match="entities"):
            read(tmp_path, text)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """An archive that unpacks to more than the limit is not unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 310_000_000)
    with pytest.raises(Refused, match="unpacks"):
        read(tmp_path, buffer.getvalue(), "bomb.docx")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"<?xml version='1.0'?><a><b></a>",
        b"PK\x03\x04word/",
        b"\x00\x01\x02\x03" * 50,
        b"<?xml version='1.0'?>" + b"<a>" * 5000 + b"</a>" * 5000,
    ],
)
def test_broken_files_end_as_a_named_error(tmp_path: Path, content: bytes) -> None:
    """Empty, torn, binary and endlessly nested files raise one of our errors with a next step."""
    with pytest.raises(ReadError) as caught:
        read(tmp_path, content)
    assert caught.value.hint and isinstance(caught.value, (Damaged, Refused, Unsupported))


def test_formats_are_told_by_content_not_name() -> None:
    """A PDF named .txt is a PDF."""
    assert [
        sniff(each)
        for each in (b"%PDF-1.4", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", b"# Law\n\n## Article 1", b"Article 1")
    ] == ["pdf", "xml", "markdown", "text"]


@pytest.mark.parametrize(
    ("text", "lang", "date"),
    [
        ("le 3 mars 2014", "fr", "2014-03-03"),
        ("de 30 de agosto de 2011", "es", "2011-08-30"),
        ("vom 1. Dezember 2022", "de", "2022-12-01"),
        ("October 5, 2010", "en", "2010-10-05"),
        ("12 Νοεμβρίου 2012", "el", "2012-11-12"),
        ("18/11/1972", "ar", "1972-11-18"),
        ("2020年5月28日", "zh", "2020-05-28"),
        ("31 maja 2002", "pl", "2002-05-31"),
        ("no date", "en", ""),
    ],
)
def test_dates_are_read_in_the_law_s_language(text: str, lang: str, date: str) -> None:
    """Months are lexicon data."""
    assert date_in(text, lang) == date


def test_bills_and_repeals_are_told_by_the_lexicon() -> None:
    """A draft is a bill in each language, a repealed law is not in force."""
    assert [
        kind_of(*each)
        for each in (
            ("Projet de loi n° 12", "fr"),
            ("Entwurf eines Gesetzes", "de"),
            ("Proyecto de ley de nacionalidad", "es"),
            ("Citizenship Bill, 2011", "en"),
            ("Ley de Nacionalidad", "es"),
        )
    ] == ["bill", "bill", "bill", "bill", "act"]
    assert (force_of("repealed"), force_of("abrogé", "fr"), iso3_of("Atlantis")) == ("not-in-force", "not-in-force", "")


def test_the_command_prints_json_lines_and_nothing_else(tmp_path: Path) -> None:
    """Each line of stdout is one provision with the fields of the contract."""
    (tmp_path / "law.txt").write_text("Article 1\nOne.\nArticle 2\nTwo.\n", encoding="utf-8")
    if not app.registered_commands:
        read_command.register(app)
    found = CliRunner().invoke(
        app,
        ["read", str(tmp_path / "law.txt"), "--json"]
        if len(app.registered_commands) > 1
        else [str(tmp_path / "law.txt"), "--json"],
    )
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [sorted(line) for line in lines] == [
        sorted(["eid", "num", "heading", "text", "lang", "page_first", "page_last", "boxes"])
    ] * 2


@pytest.mark.shared
def test_every_real_law_that_is_not_pdf_reads() -> None:
    """Each text, Markdown and XML law in the shared folder gives at least one provision, within the time of a coffee."""
    if not SHARED.is_dir():
        pytest.skip("no shared folder beside the checkout")
    files = [path for path in sorted((SHARED / "laws").glob("*/*")) if path.suffix != ".pdf"]
    empty = [path.name for path in files[::5] if not any(each.provisions for each in read_file(path).instruments)]
    assert empty == []


@pytest.mark.parametrize(("name", "said"), [("a.pdf", "no PDF, whatever its name says"), ("a.jpg", "EPUB")])
def test_bytes_of_no_format_are_told_by_name(tmp_path: Path, name: str, said: str) -> None:
    """A broken download is not called a format that lawscan does not read; another format names those that it reads."""
    (tmp_path / name).write_bytes(b"\x00\x01\xff" * 99)
    with pytest.raises(ReadError, match=said):
        read_file(tmp_path / name)
