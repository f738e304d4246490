"""What a reader who never saw lawscan must know to read a list: what it covers, and what its words mean."""

from __future__ import annotations

from lawscan.report.laws import LawList

SCORES = ("The number after “machine” is the machine's own certainty, from 0 to 1; a line that people verified names "
          "them in its place.")


def covers(laws: LawList) -> str:
    """That the counts are those of the whole scan where the list shows only some countries; else ""."""
    if not laws.chosen:
        return ""
    names = ", ".join(country.name for country in laws.countries)
    return f"The counts are those of the whole scan; the laws listed are only those of: {names}."


def words(laws: LawList) -> list[str]:
    """The words of this list with the scheme's meanings, one sentence a tag; none for a tag that it does not show."""
    used = {(line.tag, word) for line in laws.lines for word in (line.stance, line.mode)}
    told = []
    for tag, meanings in laws.meanings.items():
        shown = [f"{word}: {meaning}" for word, meaning in meanings.items() if (tag, word) in used]
        if shown:
            told.append(f"{laws.titles.get(tag, tag)}. {'; '.join(shown)}.")
    return told
