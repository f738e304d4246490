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
