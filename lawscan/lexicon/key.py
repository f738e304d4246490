"""The concepts without which nothing is tagged: what the tagger's first look, and the reader's, look for."""

from __future__ import annotations

# The concepts that let the tagger read on; nearly every provision on either topic has one.
KEY_CONCEPTS = frozenset({
    "NATIONALITY", "DUAL", "OTHER_NATIONALITY", "OVERSEAS_CITIZEN", "RECOGNISED_AS_ONLY", "CHOOSE",
    "QUALIFICATION", "FOREIGN_QUALIFICATION", "HOMOLOGATE", "RECIPROCITY", "ADAPTATION",
})

# A provision without any of those is tagged only where it speaks of work, and of elsewhere: recognition laws say "the
# authority of the home member state" without naming a qualification.
WORK = frozenset({"PROFESSION", "TRAINING", "LICENCE", "EXPERIENCE", "SERVICES"})
ELSEWHERE = frozenset({"UNION", "ABROAD", "FOREIGN_STATE", "ALIEN", "MUTUAL"})

# The same as bits: 1 key, 2 work, 4 elsewhere.
BITS = {**dict.fromkeys(WORK, 2), **dict.fromkeys(ELSEWHERE, 4), **dict.fromkeys(KEY_CONCEPTS, 1)}


def can_be_tagged(bits: int) -> bool:
    """Whether kinds of concepts found together let the tagger go on.

    >>> can_be_tagged(1), can_be_tagged(2), can_be_tagged(2 | 4)
    (True, False, True)
    """
    return bool(bits & 1) or bits & 6 == 6
