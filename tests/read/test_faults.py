"""Faults that real files showed, each on a small text of our own: what was read wrongly once stays read rightly."""

from __future__ import annotations

from collections.abc import Sequence

from lawscan.law import Box, Provision
from lawscan.read import plain
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.segment import provisions_of, segment_lines


def cut(text: str, lang: str) -> list[Provision]:
    """The provisions of a text, line by line."""
    return provisions_of([Line(line) for line in text.strip().splitlines() if line.strip()], lang)


def numbered(provisions: Sequence[Provision]) -> list[str]:
    """Printed numbers of those that have one."""
    return [each.num for each in provisions if each.num]


def test_a_provision_beside_nothing_but_a_table_is_read() -> None:
    """A line of a table below a number has no body beside it to compare its width with."""
    rows = [
        Line(text, 1, Box(1, 50, 20 * row, 300, 20 * row + 12), "table") for row, text in enumerate(["Form", "Fee"])
    ]
    lines = [Line("Article 1", 2, Box(2, 50, 20, 100, 32)), *rows, Line("Article 2", 2, Box(2, 50, 80, 100, 92))]
    assert numbered(provisions_of(lines, "en")) == ["1", "2"]


def laid(rows: Sequence[tuple[str, str]], page: int = 1, size: float = 10.0) -> list[Line]:
    """Lines under each other: a leading B makes a line bold, S small, G large."""
    made = []
    for row, (style, text) in enumerate(rows):
        own = {"S": 0.7 * size, "G": 1.4 * size}.get(style, size)
        made.append(
            Line(text, page, Box(page, 50, 20 * row, 50 + 5 * len(text), 20 * row + own), "body", style == "B", own)
        )
    return made


def test_a_schedule_that_a_sentence_names_begins_nothing() -> None:
    """A line break may put "Schedule;" or "Anlage B)" at the start of a line; the sections after it go on counting."""
    english = cut(
        "7. Forms.\nThe forms are those in the Second\nSchedule;\nand no other.\n8. Fees.\nA crown.\n9. End.\nNow.",
        "en",
    )
    german = cut(
        "§ 7 Eintragung\nWer ein Handwerk der\nAnlage B) betreibt, meldet es an.\n§ 8 Ausnahme\nSie gilt.\n"
        "§ 9 Ende\nJa.",
        "de",
    )
    assert [each.eid for each in english if each.num] == ["sec_7", "sec_8", "sec_9"]
    assert [each.eid for each in german if each.num] == ["sec_7", "sec_8", "sec_9"]


def test_a_number_behind_the_bracket_of_an_amendment_is_read() -> None:
    """Reprints put a footnote's mark and a bracket before what was amended: "2[7A." is section 7A, not 2."""
    text = (
        "6. Loss.—It is lost.\n1[7. Birth.—It is had.]\n2[7A. Cards.—(1) A card is given.\n"
        "8. Oath.—It is sworn.\n*9. End.—Now."
    )
    assert numbered(cut(text, "en")) == ["6", "7", "7A", "8", "9"]


def test_leaders_make_a_contents_list_wherever_its_count_begins() -> None:
    """Lines with dots that lead to page numbers are a list, even one that leaves numbers out and nests parts."""
    heads = ["1. Boats", "2. Oars", "PART II", "9. Sails", "10. Ropes", "SCHEDULE", "1. Forms"]
    listed = "\n".join(f"{head} . . . . . . . . . . . {page}" for page, head in enumerate(heads, 3))
    body = "1. Boats\nA boat floats on water.\n2. Oars\nAn oar is of wood.\n3. Ends\nHere it ends."
    provisions = cut(f"TABLE OF CONTENTS\n{listed}\n{body}", "en")
    assert numbered(provisions) == ["1", "2", "3"]


def test_notes_in_small_print_are_no_provisions() -> None:
    """Editors' notes under the head NOTES quote articles; the law's own sections are those in its own print."""
    law = [
        ("", "1. Every boat has a name and shows it on its bow for all to see."),
        ("", "2. A boat without a name stays in port until it has one, however long."),
    ]
    notes = [
        ("S", "NOTES"),
        ("S", "Art. 1"),
        ("S", "The words were inserted by Act 4."),
        ("S", "Art. 2"),
        ("S", "See Art. 9."),
    ]
    provisions = provisions_of_laid(
        [
            *law,
            *notes,
            ("", "3. The keeper of the port enters all names of boats in a book."),
            ("", "4. The end of it."),
        ]
    )
    assert numbered(provisions) == ["1", "2", "3", "4"]
    assert "NOTES" not in next(each.text for each in provisions if each.num == "2")


def provisions_of_laid(rows: Sequence[tuple[str, str]]) -> list[Provision]:
    """The provisions of a law in English that is laid out line by line."""
    return [each for law in segment_lines(laid(rows), ReadOptions(lang="en")) for each in law.provisions]


def test_larger_print_heads_the_sections_and_not_their_subsections() -> None:
    """Where headings are set in larger print, bare numbers in the law's own print are paragraphs inside."""
    rows = []
    for number in range(1, 7):
        rows += [
            ("G", f"{number}. Heading of {number}"),
            ("", "1. The first rule of it goes on for a good while and further"),
            ("", "than a line."),
            ("", "2. The second rule of it is no shorter than the first one is"),
        ]
    provisions = provisions_of_laid(rows)
    assert numbered(provisions) == ["1", "2", "3", "4", "5", "6"]
    assert provisions[0].heading == "Heading of 1"


def test_a_bold_heading_of_two_lines_above_a_number_goes_with_it() -> None:
    """Both lines stand with the section below them, and none stays at the end of the one before."""
    rows = []
    for number in range(1, 5):
        rows += [
            ("B", f"Termination of something by {number}"),
            ("B", "and by nothing else"),
            ("", f"{number}. (1) A text that ends in a full stop and is long enough here."),
        ]
    provisions = [each for each in provisions_of_laid(rows) if each.num]
    assert [each.heading for each in provisions] == [
        f"Termination of something by {number} and by nothing else" for number in range(1, 5)
    ]
    assert all(each.text.endswith("here.") for each in provisions)


def test_a_number_in_parentheses_counts() -> None:
    """Gulf laws and others print "Article (5)"; a chapter's ordinal does not take its place."""
    arabic = cut(
        "الفصل الأول\nالمادة (1): يسمى هذا القانون قانون المعابر.\nالمادة (2): يعمل به.\nالمادة (3): ينشر.", "ar"
    )
    assert numbered(arabic) == ["1", "2", "3"]
    assert numbered(cut("Article (1)\nOne.\nArticle (2)\nTwo.", "en")) == ["1", "2"]


def test_unspaced_references_begin_nothing() -> None:
    """In Chinese and Japanese what follows the number at once belongs to a sentence."""
    assert numbered(
        cut("第一条 渡工应当持有证书，依照\n第二条的规定办理。\n第二条 本条例自公布之日起施行。", "zh")
    ) == ["一", "二"]


def test_a_law_named_in_a_schedule_is_no_law_of_its_own() -> None:
    """Lists of repealed laws count from one and name laws with number and year; the instrument stays one."""
    text = (
        "THE BOATS ACT, 2001\n1. Boats\nA boat floats.\n2. Oars\nOf wood.\nFIRST SCHEDULE\n"
        "The Rafts Act, 1963 (XVIII of 1963).\n1. The whole.\nThe Ropes Act, 1964 (2 of 1964).\n"
        "1. Section 3."
    )
    assert len(segment_lines([Line(line) for line in text.splitlines()], ReadOptions(lang="en"))) == 1


def test_a_note_that_the_file_joins_to_a_heading_is_no_plain_line() -> None:
    """Where the file's own line runs from a note in the margin over to the text, the page is laid out by its words."""
    note, text = ("Cabinet removal Article 47", (6.0, 60.0, 62.0, 70.0)), ("A text.", (150.0, 60.0, 500.0, 70.0))
    assert plain.joined([text, note], [[], [(60.0, 150.0, 15, 10)]])
    assert not plain.joined([text, note], [[(160.0, 163.0, 1, 5)], []])


def test_a_quotation_that_the_margin_opens_belongs_to_the_amended_law() -> None:
    """Where the note beside a number opens the quotation, the section is quoted, and its note goes with it."""
    note = [Line("“Loss of", zone="margin"), Line("citizenship.", zone="margin")]
    other = [Line("Oath.", zone="margin")]
    lines = [
        Line("1. This is the Amendment Act."),
        Line("2. After section 5, insert:"),
        *note,
        Line("5A. A citizen who swears falsely is one no more."),
        *other,
        Line("5B. The oath is sworn at noon.”."),
        Line("3. This Act begins now."),
    ]
    found = [(each.num, each.quoted, each.heading) for each in provisions_of(lines, "en") if each.num]
    assert found[2:] == [("5A", True, "“Loss of citizenship."), ("5B", True, "Oath."), ("3", False, "")]


def test_a_section_that_amends_a_section_is_a_section() -> None:
    """ "2. Section 19 of the Ordinance is amended" begins section 2, and is no part of a book."""
    text = "1. Name.\nThis is it.\n2. Section 19 of the Ordinance is amended as follows.\n3. Section 20 goes.\n4. End."
    assert [each.eid for each in cut(text, "en") if each.num] == ["sec_1", "sec_2", "sec_3", "sec_4"]


def test_a_line_that_begins_among_the_notes_is_no_plain_line() -> None:
    """A long word of a note that comes near the text is joined to its line: such a page is laid out by its words."""
    body = [("text", (149.0, 20.0 * row, 550.0, 20.0 * row + 12)) for row in range(6)]
    notes = [("note", (55.0, 20.0, 120.0, 32.0))]
    assert not plain.crossed(body, notes)
    assert plain.crossed([*body, ("note text", (55.0, 140.0, 550.0, 152.0))], notes)


def test_roman_numbers_with_a_part_are_one_number() -> None:
    """ "Article VI.4" of a treaty is article VI.4, not VI."""
    provisions = cut("Article VI.1\nOne.\nArticle VI.2\nTwo.\nArticle VI.3\nThree.", "en")
    assert [(each.num, each.eid) for each in provisions if each.num][1] == ("VI.2", "art_6-2")


def test_straight_quotation_marks_end_with_their_line() -> None:
    """An article in straight quotation marks that never close takes nothing with it; one that closes ends there."""
    text = (
        'Artículo 1.- Objeto\nUno.\n"Artículo 2.- Fin\nDos, cambiado."\nArtículo 3.- Base\nTres.\n'
        '"Artículo 4.- Plazo\nCuatro.\nArtículo 5.- Final\nCinco.'
    )
    found = {each.num: each.quoted for each in cut(text, "es") if each.num}
    assert found == {"1": False, "2": True, "3": False, "4": True, "5": False}


def test_a_list_of_related_articles_begins_nothing() -> None:
    """Codified laws end an article with a list of others; these stand elsewhere with their text."""
    text = (
        "Điều 1. Phạm vi\nMột văn bản.\nĐiều 2. Quyền\nHai văn bản.\nĐiều 3. Phí\nBa văn bản.\n"
        "Điều 1. Phạm vi\nĐiều 3. Phí\nĐiều 4. Hiệu lực\nBốn văn bản."
    )
    assert numbered(cut(text, "vi")) == ["1", "2", "3", "4"]


def test_prose_is_no_title() -> None:
    """A sentence of the preamble that names the kind of law is not its title, nor is a chapter's head."""
    lines = [
        "Constitution of the Republic of",
        "Marshland",
        "We the people have",
        "adopted on 8 May 1994 this constitution",
        "through our delegates",
        "FUNDAMENTALS OF THE CONSTITUTIONAL ORDER",
        "Article 1. Marshland is a republic.",
        "Article 2. It is one.",
    ]
    assert (
        segment_lines([Line(line) for line in lines], ReadOptions())[0].title
        == "Constitution of the Republic of Marshland"
    )
