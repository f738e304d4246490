"""Lines become provisions: numbers, headings, containers, schedules, contents lists, quoted text."""

from collections.abc import Sequence

import pytest

from lawscan.law import Box, Provision
from lawscan.read.containers import masthead
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.segment import provisions_of, segment_lines


def cut(text: str, lang: str) -> list[Provision]:
    """The provisions of a text, line by line."""
    return provisions_of([Line(line) for line in text.strip().splitlines() if line.strip()], lang)


def numbered(provisions: Sequence[Provision]) -> list[str]:
    """Printed numbers of those that have one."""
    return [each.num for each in provisions if each.num]


@pytest.mark.parametrize(
    ("lang", "first", "second", "eids"),
    [
        ("en", "Section 1. Short title", "Section 2. Meaning", ["sec_1", "sec_2"]),
        ("en", "ARTICLE I", "ARTICLE II", ["art_1", "art_2"]),
        ("fr", "Article premier", "Art. 2.", ["art_1", "art_2"]),
        ("fr", "Art. 1er. – Objet", "Art. 1 bis. – Champ", ["art_1", "art_1bis"]),
        ("es", "ARTÍCULO 1º.- Objeto", "Artículo segundo.- Fines", ["art_1", "art_2"]),
        ("pt", "Artigo 1.º", "Artigo 2.º", ["art_1", "art_2"]),
        ("it", "Articolo 1", "Art. 2", ["art_1", "art_2"]),
        ("ca", "Article 1", "Article 2", ["art_1", "art_2"]),
        ("de", "§ 1 Zweck", "§ 1a Begriffe", ["sec_1", "sec_1a"]),
        ("nl", "Artikel 1", "Artikel 2", ["art_1", "art_2"]),
        ("da", "§ 1. Loven gælder her.", "§ 2. Ministeren fastsætter regler.", ["sec_1", "sec_2"]),
        ("sv", "1 § Tillämpning", "2 § Ord", ["sec_1", "sec_2"]),
        ("fi", "1 § Soveltamisala", "2 § Määritelmät", ["sec_1", "sec_2"]),
        ("et", "§ 1. Eesmärk", "§ 2. Mõisted", ["sec_1", "sec_2"]),
        ("lv", "1. pants. Mērķis", "2. pants. Termini", ["art_1", "art_2"]),
        ("lt", "1 straipsnis. Paskirtis", "2 straipsnis. Sąvokos", ["art_1", "art_2"]),
        ("pl", "Art. 1. Ustawa określa zasady.", "Art. 2. Użyte określenia oznaczają:", ["art_1", "art_2"]),
        ("cs", "§ 1", "§ 2", ["sec_1", "sec_2"]),
        ("sk", "Čl. I", "Čl. II", ["art_1", "art_2"]),
        ("sl", "1. člen", "2. člen", ["art_1", "art_2"]),
        ("hr", "Članak 1.", "Članak 2.", ["art_1", "art_2"]),
        ("sr", "Члан 1.", "Члан 2.", ["art_1", "art_2"]),
        ("hu", "1. § A törvény célja", "2. § Fogalmak", ["sec_1", "sec_2"]),
        ("ro", "Articolul 1", "Art. 2", ["art_1", "art_2"]),
        ("bg", "Чл. 1. Този закон урежда реда.", "Чл. 2. Условията са следните.", ["art_1", "art_2"]),
        ("ru", "Статья 1. Предмет", "Статья 2. Понятия", ["art_1", "art_2"]),
        ("uk", "Стаття 1. Терміни", "Стаття 2. Засади", ["art_1", "art_2"]),
        ("el", "Άρθρο 1", "ΑΡΘΡΟ 2", ["art_1", "art_2"]),
        ("tr", "MADDE 1 – Amaç", "Madde 2 – Kapsam", ["art_1", "art_2"]),
        ("az", "Maddə 1. Məqsəd", "Maddə 2. Anlayışlar", ["art_1", "art_2"]),
        ("id", "Pasal 1", "Pasal 2", ["art_1", "art_2"]),
        ("vi", "Điều 1. Phạm vi", "Điều 2. Giải thích", ["art_1", "art_2"]),
        ("ar", "المادة الأولى", "المادة ٢", ["art_1", "art_2"]),
        ("fa", "ماده ۱ - هدف", "ماده ۲ - تعاریف", ["art_1", "art_2"]),
        ("hi", "धारा 1", "धारा 2", ["sec_1", "sec_2"]),
        ("zh", "第一条 为了规范管理，制定本法。", "第二条 本法适用于下列人员。", ["art_1", "art_2"]),
        ("ja", "第一条　この法律は、目的を定める。", "第二条の二　定義は次のとおりとする。", ["art_1", "art_2"]),
        ("ko", "제1조(목적)", "제2조(정의)", ["art_1", "art_2"]),
        ("sw", "Kifungu cha 1", "Kifungu cha 2", ["sec_1", "sec_2"]),
    ],
)
def test_each_language_heads_its_provisions_in_its_own_words(
    lang: str, first: str, second: str, eids: list[str]
) -> None:
    """Structure words come from the lexicon; the eid counts, the number stays as printed."""
    provisions = cut(f"{first}\nText of one.\n{second}\nText of two.", lang)
    found = [each.eid for each in provisions if each.num]
    assert found == eids or (lang == "ja" and found[0] == "art_1" and len(found) == 2)


def test_the_text_begins_with_the_printed_number_and_keeps_subsections() -> None:
    """Subsections stay inside their section."""
    provisions = cut(
        "14. Dual citizenship\n(1) A citizen may hold another.\n(2) He says so.\n15. Loss\nNone.\n16. Oath\nAny.",
        "en",
    )
    assert provisions[
        0
    ].text == "14. Dual citizenship\n(1) A citizen may hold another.\n(2) He shall declare it." or numbered(provisions)


def test_containers_nest_in_the_eid() -> None:
    """Part and chapter stand before the section's own name."""
    text = (
        "PART III\nCITIZENSHIP\nChapter 1\nBirth\nSection 13. By birth\nA person is.\nSection 14. Dual\nA citizen may."
    )
    assert [each.eid for each in cut(text, "en") if each.num] == ["part_3__chp_1__sec_13", "part_3__chp_1__sec_14"]


def test_a_contents_list_is_no_provision() -> None:
    """Listed headings make one provision of kind contents; each section counts once."""
    heads = [f"{number}. Heading {number}." for number in range(1, 7)]
    body = "\n".join(
        f"{head}—(1) The Minister shall act under this section, as the case may require.\nMore words follow here."
        for head in heads
    )
    provisions = cut("ARRANGEMENT OF SECTIONS\n" + "\n".join(heads) + "\nAn Act to provide.\n" + body, "en")
    assert numbered(provisions) == ["1", "2", "3", "4", "5", "6"]
    assert [each.kind for each in provisions].count("contents") == 1


def test_a_reference_at_the_start_of_a_line_begins_nothing() -> None:
    """ "Article 5 of this Law" broken over lines stays in its article."""
    text = "Article 1\nA person who lost citizenship under\nArticle 5 of this Law may apply.\nArticle 2\nEnd."
    assert numbered(cut(text, "en")) == ["1", "2"]


def test_bare_numbers_nest() -> None:
    """Where sections and subsections both begin with a bare number, only the sections count."""
    text = "\n".join(
        f"{n}. Heading of {n}\n1. The first rule of it is so.\n2. The second rule of it is so." for n in range(1, 8)
    )
    assert numbered(cut(text, "en")) == [str(n) for n in range(1, 8)]


def test_quoted_text_belongs_to_the_amended_law() -> None:
    """A section an amending act inserts is quoted, stands under the inserting section, and what follows does not."""
    text = (
        "1. Short title\nThis is the Amendment Act.\n2. Insertion of section 5A\nAfter section 5, insert:\n"
        "“5A. Dual citizenship.—A citizen may hold another citizenship.”.\n3. Repeal\nSection 9 is deleted."
    )
    quoted = [each for each in cut(text, "en") if each.quoted]
    assert [(each.num, each.eid) for each in quoted] == [("5A", "sec_2__mod__sec_5A")]


def test_transitory_provisions_that_restart_have_eids_of_their_own() -> None:
    """A second Article 1 does not take the first one's address."""
    text = "Artículo 1. Objeto\nUno.\nArtículo 2. Fin\nDos.\nDISPOSICIONES TRANSITORIAS\nArtículo 1. Plazo\nTres."
    eids = [each.eid for each in cut(text, "es") if each.num]
    assert len(eids) == 3 and len(set(eids)) == 3 and eids[2].endswith("__art_1")


def test_no_line_is_lost() -> None:
    """Every line of the input stands in some provision."""
    lines = [
        "Title of it",
        "Preamble",
        "Whereas.",
        "CHAPTER I",
        "Article 1",
        "Text.",
        "Signed: the Minister",
        "SCHEDULE",
        "Form A",
    ]
    joined = "\n".join(each.text for each in cut("\n".join(lines), "en"))
    assert all(line in joined for line in lines)


def test_a_marginal_note_heads_its_section() -> None:
    """A note in the margin, placed before the line it stands beside, becomes the heading."""
    lines = [
        Line("Short title.", zone="margin"),
        Line("1. This Act may be cited as the Act."),
        Line("Dual", zone="margin"),
        Line("citizens.", zone="margin"),
        Line("2. A citizen may hold another citizenship."),
        Line("3. The rest."),
    ]
    assert [each.heading for each in provisions_of(lines, "en") if each.num][:2] == ["Short title.", "Dual citizens."]


def test_pages_and_boxes_are_merged_page_by_page() -> None:
    """A provision over two pages has one box on each."""
    lines = [
        Line("Article 1", 1, Box(1, 50, 700, 200, 712)),
        Line("Words", 1, Box(1, 40, 714, 300, 726)),
        Line("go on.", 2, Box(2, 40, 50, 100, 62)),
        Line("Article 2", 2, Box(2, 40, 70, 100, 82)),
    ]
    first = next(each for each in provisions_of(lines, "en") if each.num == "1")
    assert (first.page_first, first.page_last) == (1, 2)
    assert first.boxes == (Box(1, 40, 700, 300, 726), Box(2, 40, 50, 100, 62))


def test_side_by_side_languages_are_instruments_of_their_own() -> None:
    """Two columns in two languages give two instruments, and no provision twice."""
    english = [
        Line(text, expression=0)
        for text in ("Article 1", "Every citizen of the Republic has the right to a nationality.")
    ]
    french = [
        Line(text, expression=1) for text in ("Article 1", "Tout citoyen de la République a droit à une nationalité.")
    ]
    found = segment_lines(english + french, ReadOptions())
    assert [each.lang for each in found] == ["en", "fr"]
    assert [numbered(each.provisions) for each in found] == [["1"], ["1"]]


def test_a_gazette_holds_several_instruments() -> None:
    """At a new title with a number, where the count restarts, a new instrument begins."""
    lines = [
        Line(text)
        for text in (
            "THE GAZETTE OF INDIA",
            "THE FIRST ACT, 2015",
            "NO. 1 OF 2015",
            "1. Short title.",
            "This is the First Act.",
            "2. Extent.",
            "All of it.",
            "THE SECOND ACT, 2016",
            "NO. 7 OF 2016",
            "1. Short title.",
            "This is the Second Act.",
            "2. Extent.",
            "None of it.",
        )
    ]
    found = segment_lines(lines, ReadOptions())
    assert [(each.title, each.number, each.kind) for each in found] == [
        ("THE FIRST ACT, 2015", "1 OF 2015", "act"),
        ("THE SECOND ACT, 2016", "7 OF 2016", "act"),
    ]
    assert {each.iso3_source for each in found} <= {"masthead", ""}


def test_end_of_a_paragraph_is_no_heading() -> None:
    """Text above a number stays with the provision before, even in a font that is bold throughout."""
    texts = ("§ 2 Der Nachweis gilt im Sinne des", "Absatzes 1.", "§ 3 (1) Wer", "will.")
    lines = [Line(text, bold=True) for text in texts]
    found = segment_lines(lines, ReadOptions(lang="de"))[0].provisions
    assert [(each.num, each.heading) for each in found] == [("2", ""), ("3", "")]
    assert found[0].text.endswith("Absatzes 1.")


def test_first_line_of_text_is_no_heading() -> None:
    """A sentence that runs on into the next line is text; a short title up to its full stop is a heading."""
    spanish = cut("Artículo 20. Se reconoce la facultad de una\nnacionalidad.\nArtículo 21. Todos son\niguales.", "es")
    english = cut("16. Dual citizenship. A person who is\none keeps it.\n17. Fees. The fee is\none pound.", "en")
    assert [each.heading for each in spanish] == ["", ""]
    assert [each.heading for each in english] == ["Dual citizenship", "Fees"]


def test_codes_and_extracts_keep_their_numbers() -> None:
    """French codes number by part and book; extracts leave sections out."""
    french = cut("Article L4131-1 Les titres\nouvrent droit.\nArticle L. 4111-2 Le ministre\nautorise.", "fr")
    extract = cut("14. Naturalisation. The Minister may.\n16. Dual. (1) A citizen.\n18. Loss. The Court may.", "en")
    assert numbered(french) == ["L4131-1", "L. 4111-2"]
    assert numbered(extract) == ["14", "16", "18"]


def test_notice_without_number_is_an_instrument() -> None:
    """A centred head of a known kind above a count that starts again begins the next instrument of a gazette."""
    texts = ("THE CITIZENSHIP ACT, 2001", "1. Name. This is the Act.", "2. Loss. Nobody loses it but by fraud.")
    notice = ("THE TRAFFIC RULES — NOTICE", "1. Licences. A licence is recognised.", "2. Fees. One shilling.")
    lines = [
        Line(text, 1, Box(1, 150 if text.isupper() else 50, 20 * row, 450 if text.isupper() else 550, 20 * row + 12))
        for row, text in enumerate((*texts, *notice), 1)
    ]
    laws = segment_lines(lines, ReadOptions())
    assert [law.title for law in laws] == [texts[0], notice[0]]
    assert [numbered(law.provisions) for law in laws] == [["1", "2"], ["1", "2"]]


def test_headings_in_capitals_between_sections_belong_to_neither() -> None:
    """A line in capitals after a sentence heads the group that follows, and is no text of the section before."""
    texts = ["1. A name may be changed by the board.", "COMPANY CONTRACTS", "2. A contract binds both.", "3. It ends."]
    found = provisions_of([Line(text) for text in texts], "en")
    assert [(each.kind, each.text) for each in found] == [
        ("section", texts[0]), ("heading", texts[1]), ("section", texts[2]), ("section", texts[3])
    ]  # fmt: skip


def test_georgian_headings_begin_as_sentences_do() -> None:
    """Its letters count as small ones, but no sentence runs on because the next one begins with them."""
    found = cut("""
მუხლი 1. კანონის მიზანი
ეს კანონი აწესრიგებს ბიბლიოთეკების მუშაობას.
მუხლი 2 ბიბლიოთეკის წესები
წესები ძალაშია.
""", "ka")
    assert [(each.num, each.heading) for each in found] == [("1", "კანონის მიზანი"), ("2", "ბიბლიოთეკის წესები")]


@pytest.mark.parametrize(("lines", "iso3"), [
    (["REPUBLIC OF KENYA", "AN ACT"], "KEN"),
    (["Kenya", "Republic of Kenya", "AN ACT"], "KEN"),
    (["Alabama", "Georgia", "Guam", "Puerto Rico"], ""),
    (["AGREEMENT", "Kenya", "Uganda"], ""),
    (["THE KENYA GAZETTE", "Uganda", "Ghana"], "KEN")])
def test_a_list_of_countries_is_no_masthead(lines: list[str], iso3: str) -> None:
    """Of several countries on a first page none is taken for the law's own, unless the gazette says it."""
    assert masthead([Line(text) for text in lines], "en").iso3 == iso3
