"""What a reader who never saw lawscan must know to read a list: what it covers, and what its words mean."""

from __future__ import annotations

from lawscan.report.laws import LawList

# A word that a scheme adds and that is not here is shown without a meaning, never with a wrong one.
_MEANINGS = {
    "dual_nationality": {
        "permits": "accepts two nationalities",
        "conditional": "accepts them for some people or states, or with permission",
        "prohibits": "refuses them",
        "regulates": "says what follows for people who hold two, without deciding whether they may",
        "outbound": "a national acquires another nationality",
        "inbound": "a foreigner acquires this one",
        "birth": "two by birth, descent, adoption or marriage",
        "reacquisition": "a former national returns",
        "status": "rights and duties of those who hold two",
        "general": "more than one of these cases"},
    "skills_recognition": {
        "mutual": "recognises by reciprocity, treaty or a union of states",
        "unilateral": "recognises on this state's own test",
        "restricts": "refuses recognition or reserves a profession",
        "procedure": "authorities, documents, fees, time limits"}}
SCORES = ("The number after “machine” is the machine's own certainty, from 0 to 1; a line that people verified names "
          "them in its place.")


def covers(laws: LawList) -> str:
    """That the counts are those of the whole scan where the list shows only some countries; else ""."""
    if not laws.chosen:
        return ""
    names = ", ".join(country.name for country in laws.countries)
    return f"The counts are those of the whole scan; the laws listed are only those of: {names}."


def words(laws: LawList) -> list[str]:
    """The words of this list with their meanings, one sentence a tag; none for a tag that it does not show."""
    used = {(line.tag, word) for line in laws.lines for word in (line.stance, line.mode)}
    told = []
    for tag, meanings in _MEANINGS.items():
        shown = [f"{word}: {meaning}" for word, meaning in meanings.items() if (tag, word) in used]
        if shown:
            told.append(f"{laws.titles.get(tag, tag)}. {'; '.join(shown)}.")
    return told
