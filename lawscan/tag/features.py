"""What the classifiers see: concepts, pairs of concepts in one clause, order, negation, heading, density.

Nothing here depends on the language of the text, apart from :func:`word_numbers`.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from lawscan.lexicon.patterns import word_regex
from lawscan.tag import clauses, concepts
from lawscan.tag.clauses import Clause
from lawscan.tag.concepts import Mark

NEAR = 45  # code points between concepts of one phrase
NEAR_NOT = 40  # code points between a negation and what it negates
WORD_BITS = 16
OWN = "^"  # begins the names of what the deciding clause itself says
TITLE = 260  # a line without a full stop that is no longer than this may be a title
_ENDS = ".;,:。；।؛!?)"
# Order decides stance: who loses by acquiring, who must give up before, what is only kept on permission.
_ORDERED = frozenset({
    "LOSE", "RETAIN", "RENOUNCE", "ACQUIRE", "OTHER_NATIONALITY", "NATURALISE", "DEPRIVE", "DUAL", "PERMISSION",
    "EXCEPT", "IF", "NOT", "MUST", "MAY", "RECOGNISE", "REACQUIRE", "REPEAL",
})


# What each tag's classifiers may look at: a concept of the other topic, or one that does not tell whether a provision
# is on the topic at all, would only teach them the habits of one country. Chosen by leaving each out in turn, over
# left-out countries and languages, outside the check split.
_LOGIC = frozenset({"NOT", "EXCEPT", "ONLY", "MUST", "MAY", "REPEAL", "RECITAL"})
_TOPICS = {
    "dual_nationality": _LOGIC | {
        "NATIONALITY", "NATIONAL", "DUAL", "OTHER_NATIONALITY", "ALIEN", "ACQUIRE", "LOSE", "RETAIN", "RENOUNCE",
        "DEPRIVE", "REACQUIRE", "NATURALISE", "OATH", "BIRTH", "DESCENT", "VOLUNTARY", "PERMISSION", "DECLARE",
        "REGISTER", "TREATY", "MAJORITY", "STATELESS", "PROOF", "OFFICE", "OVERSEAS_CITIZEN", "PASSPORT", "CHOOSE",
        "RECOGNISED_AS_ONLY", "RECIPROCITY", "IF", "FORMAL",
    },
    "skills_recognition": _LOGIC | {
        "QUALIFICATION", "FOREIGN_QUALIFICATION", "RECOGNISE", "EQUIVALENT", "HOMOLOGATE", "ABROAD", "PROFESSION",
        "LICENCE", "TRAINING", "EXPERIENCE", "UNIVERSITY", "RECIPROCITY", "UNION", "EXAM", "ADAPTATION", "TEMPORARY",
        "SERVICES", "AUTHORITY", "APPLICATION", "LANGUAGE_SKILL", "MUTUAL", "ALIEN", "NATIONAL", "DEFINE", "AUTOMATIC",
        "INFORM", "REFUSE", "THIRD_STATE",
    },
}
# What stance and mode look at besides, and what each of them does not look at; chosen in the same way.
_SAYINGS = {
    "dual_nationality": frozenset({
        "DESPITE", "FORBID", "ALLOW", "SANCTION", "FOREIGN_STATE", "FORMER", "MARRIAGE", "HOLD", "UNABLE", "RIGHTS",
        "DEADLINE", "UNION",
    }),
    "skills_recognition": frozenset({
        "DESPITE", "FORBID", "ALLOW", "SANCTION", "FOREIGN_STATE", "IF", "FORMAL", "TREATY", "DEADLINE", "BODY",
        "GRANT", "RULES", "SUBMIT", "DECIDE", "FEE", "USE_TITLE", "AGREE", "CHECK", "LISTED",
    }),
}
_UNHEARD = {
    ("dual_nationality", "stance"): frozenset({"MAY", "OATH", "REGISTER", "ONLY"}),
    ("dual_nationality", "mode"): frozenset({"IF", "NATIONALITY"}),
    ("skills_recognition", "stance"): frozenset({"FOREIGN_QUALIFICATION", "PROFESSION", "LICENCE", "ABROAD"}),
}
# What no tag decision looks at. A concept that is in none of these tables, as a new tag may bring, is looked at.
_ASIDE = frozenset().union(*_SAYINGS.values()) - frozenset().union(*_TOPICS.values())
_NAME_PARTS = re.compile(r"X_[A-Z_]+|[A-Z][A-Z_]+")


def in_topic(name: str, tag: str) -> bool:
    """Whether a feature speaks only of concepts that tell a tag; near-miss concepts matter to both.

    >>> in_topic("LOSE+NATIONALITY", "dual_nationality"), in_topic("EXAM", "dual_nationality")
    (True, False)
    """
    return _speaks_only_of(name, _TOPICS.get(tag, frozenset()))


def in_saying(name: str, tag: str, question: str) -> bool:
    """Whether a feature speaks only of concepts that a question ("stance" or "mode") on a tag looks at.

    >>> in_saying("HOLD+OATH", "dual_nationality", "mode"), in_saying("HOLD+OATH", "dual_nationality", "stance")
    (True, False)
    """
    return _speaks_only_of(name, _heard(tag, question))


@cache
def _heard(tag: str, question: str) -> frozenset[str]:
    heard = _TOPICS.get(tag, frozenset()) | _SAYINGS.get(tag, frozenset())
    return heard - _UNHEARD.get((tag, question), frozenset())


def _speaks_only_of(name: str, heard: frozenset[str]) -> bool:
    """Of a tag that no table names, every concept is heard."""
    return not heard or all(c in heard or c.startswith("X_") for c in _NAME_PARTS.findall(name))


@dataclass(frozen=True, slots=True)
class Reading:
    """A provision as clauses with their concepts; ``marks[n]`` are those of ``clauses[n]``, lead-in first."""

    text: str
    lang: str
    clauses: list[Clause]
    marks: list[list[Mark]]
    heading: frozenset[str]


def read(text: str, lang: str, heading: str = "") -> Reading:
    """Read a provision: concepts, clauses, and which concept stands in which clause."""
    found = concepts.find(text, lang)
    parts = clauses.split(text)
    own = [[m for m in found if part.start <= m.start < part.end] for part in parts]
    marks = [_with_lead(part, parts, own, n) for n, part in enumerate(parts)]
    heads = {m.concept for part, group in zip(parts, own, strict=True) if part.heading for m in group}
    if heading:
        heads |= {m.concept for m in concepts.find(heading, lang)}
    return Reading(text, lang, parts, marks, frozenset(heads))


def _with_lead(part: Clause, parts: list[Clause], own: list[list[Mark]], number: int) -> list[Mark]:
    if not part.lead_end:
        return own[number]
    for earlier in range(number - 1, -1, -1):
        if parts[earlier].start == part.lead_start:
            return own[earlier] + own[number]
    return own[number]


def _negated(marks: list[Mark]) -> set[str]:
    """Concepts that stand close to a negation, on either side: languages differ in where they put it."""
    nots = [m for m in marks if m.concept == "NOT"]
    return {
        m.concept for m in marks for n in nots
        if m.concept != "NOT" and max(m.start - n.end, n.start - m.end) < NEAR_NOT
    }


def _near(marks: list[Mark]) -> set[str]:
    """Pairs that stand close together, in either order: what belongs to one phrase in a long clause."""
    placed = sorted(set(marks), key=lambda m: (m.start, m.end, m.concept))
    names = set()
    for n, first in enumerate(placed):
        for second in placed[n + 1:n + 12]:
            if second.start - first.end > NEAR:
                break
            if first.concept != second.concept:
                names.add("&".join(sorted((first.concept, second.concept))))
    return names


def clause_names(marks: list[Mark]) -> set[str]:
    """Feature names of one clause.

    >>> sorted(clause_names([Mark("LOSE", 0, 4), Mark("NATIONALITY", 5, 9)]))
    ['LOSE', 'LOSE&NATIONALITY', 'LOSE+NATIONALITY', 'LOSE>', 'NATIONALITY']
    """
    kinds = sorted({m.concept for m in marks})
    names = set(kinds)
    names.update(f"{a}+{b}" for a, b in combinations(kinds, 2))
    names.update(f"!{concept}" for concept in _negated(marks))
    names.update(_near(marks))
    ordered = [m.concept for m in marks if m.concept in _ORDERED]
    names.update(f"{a}>{b}" for a, b in pairwise([*ordered, ""]) if a != b)
    return names


def _bucket(count: int) -> int:
    return count.bit_length()


def shape_names(text: str) -> set[str]:
    """What the outer form tells: one or two lines without a full stop are a title, more are a list of contents.

    >>> shape_names("## Recognition of foreign diplomas"), shape_names("He loses it.")
    ({'=title'}, set())
    >>> shape_names("Diplomas\\nFees\\nAppeals")
    {'=list'}
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    unended = [line for line in lines if len(line) < TITLE and line[-1] not in _ENDS]
    if len(lines) == len(unended):
        return {"=title"} if len(lines) <= 2 else {"=list"}
    return {"=list"} if len(lines) >= 5 and len(unended) > 0.7 * len(lines) else set()


def topical_names(reading: Reading) -> list[set[str]]:
    """Feature names of each clause by the concepts that tell a tag; the others would only cost time."""
    return [clause_names([m for m in marks if m.concept not in _ASIDE]) for marks in reading.marks]


def provision_names(reading: Reading, by_clause: list[set[str]]) -> set[str]:
    """Feature names of a whole provision: those of any of its clauses (headings apart), and of its outline."""
    spoken = (names for part, names in zip(reading.clauses, by_clause, strict=True) if not part.heading)
    return outline_names(reading).union(*spoken)


def outline_names(reading: Reading) -> set[str]:
    """Feature names of a provision's heading, of how many of its clauses hold each concept, form and length."""
    counts: dict[str, int] = {}
    for part, marks in zip(reading.clauses, reading.marks, strict=True):
        for concept in set() if part.heading else {m.concept for m in marks}:
            counts[concept] = counts.get(concept, 0) + 1
    names = {f"#{concept}={step}" for concept, count in counts.items() for step in range(2, _bucket(count) + 1)}
    names.update(f"@{concept}" for concept in reading.heading)
    names.update(f"~{concept}" for concept in set(counts) | reading.heading)
    names |= shape_names(reading.text)
    names.update(f"length={step}" for step in range(6, _bucket(len(reading.text)) + 1))
    return names


_BOTH = {"OTHER_NATIONALITY", "DUAL", "FOREIGN_STATE"}
_TAKEN = {"LOSE", "DEPRIVE"}
_LIMITS = {"RENOUNCE", "LOSE", "DEPRIVE", "OFFICE", "NOT", "NATURALISE", "REACQUIRE"}
_DEMANDS = {"MUST", "IF", "NATURALISE", "PROOF", "OATH", "REACQUIRE"}
_GROUND = {"UNION", "TREATY", "MUTUAL", "RECIPROCITY"}
_OWN_TEST = {"EXAM", "EQUIVALENT", "ADAPTATION", "TEMPORARY", "EXPERIENCE"}


def ruling_names(marks: list[Mark]) -> set[str]:
    """What a clause rules, as a lawyer would sum it up: the moves that decide stance and mode.

    >>> "$keeps" in ruling_names([Mark("NOT", 0, 3), Mark("LOSE", 4, 8), Mark("OTHER_NATIONALITY", 9, 20)])
    True
    """
    kinds, denied = {m.concept for m in marks}, _negated(marks)
    moves = {
        "$keeps": "RETAIN" in kinds - denied or bool(_TAKEN & denied),
        "$loses": bool((_TAKEN & kinds) - denied),
        "$must-renounce": "RENOUNCE" in kinds - denied and bool(kinds & _DEMANDS),
        "$need-not-renounce": "RENOUNCE" in denied,
        "$may-hold": "MAY" in kinds and bool(kinds & {"DUAL", "OTHER_NATIONALITY"}) and not kinds & _LIMITS,
        "$excepted": "EXCEPT" in kinds,
        "$permitted": "PERMISSION" in kinds,
        "$office": "OFFICE" in kinds and bool(kinds & _BOTH),
        "$chooses": "CHOOSE" in kinds or {"MAJORITY", "RENOUNCE"} <= kinds,
        "$treaty": "TREATY" in kinds,
        "$dual": "DUAL" in kinds, "$not-dual": "DUAL" in denied,
        "$treated-as": "RECOGNISED_AS_ONLY" in kinds,
        "$back": "REACQUIRE" in kinds,
        "$into": "NATURALISE" in kinds, "$born": bool(kinds & {"BIRTH", "DESCENT", "MARRIAGE"}),
        "$ground": bool(kinds & _GROUND), "$own-test": bool(kinds & _OWN_TEST),
        "$paper": bool(kinds & {"APPLICATION", "AUTHORITY", "PROOF", "DECLARE", "REGISTER"}),
        "$grants": bool(kinds & {"RECOGNISE", "HOMOLOGATE", "LICENCE"} - denied),
        "$refuses": bool(kinds & {"RECOGNISE", "LICENCE"} & denied), "$only-nationals": {"ONLY", "NATIONAL"} <= kinds,
    }
    true = sorted(name for name, holds in moves.items() if holds)
    return {*true, *(a + b for a, b in combinations(true, 2))}


def decision_names(reading: Reading, number: int) -> set[str]:
    """Feature names for stance and mode: the deciding clause, and the provision around it."""
    return own_names(reading.marks[number]) | around_names(reading)


def own_names(marks: list[Mark]) -> set[str]:
    """What a deciding clause itself says of stance and mode."""
    return {f"{OWN}{name}" for name in clause_names(marks) | ruling_names(marks)}


def around_names(reading: Reading) -> set[str]:
    """What the provision as a whole says of stance and mode, whichever its deciding clause."""
    inside = {m for group in reading.marks for m in group}
    rulings = ruling_names(sorted(inside, key=lambda m: m.start))
    return {f"*{name}" for name in rulings} | {name for name in outline_names(reading) if name[0] in "@#"}


def word_numbers(text: str) -> set[int]:
    """Words and word pairs of a text as hashed numbers below 2 ** WORD_BITS."""
    words = [word.casefold() for word in word_regex().findall(text)]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return {zlib.crc32(word.encode()) & ((1 << WORD_BITS) - 1) for word in (*words, *pairs)}
