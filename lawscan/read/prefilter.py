"""Which pages can hold a provision on either topic, and so are worth laying out.

The filter may only ever save work: a page where the first look of no language of the file finds enough cannot hold a
provision that the tagger would read, see :mod:`lawscan.lexicon.look`. Provisions run over page ends; what the end of
one page and the beginning of the next hold together counts too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lawscan.lexicon import codes
from lawscan.lexicon.detect import detect
from lawscan.lexicon.key import can_be_tagged
from lawscan.lexicon.look import look, words_of
from lawscan.read.clean import BREAKS
from lawscan.read.structure import mark, structure

REACH = 12  # pages that a provision may run on without a new number, before we stop following it
SEAM = 300  # characters at the edges of neighbouring pages that are read together: phrases run over page ends

_PIECE = 400  # characters by which a page's language is told
_FEW_WORDS = 20  # in fewer no language shows
_COMMON = 30  # of a page's words, by which other pages in its language are known
_SAME = 0.2  # share of them in text of that language
_DOUBT = 8  # pages without a candidate that a file is held to have had before its first
_NEAR = 60  # characters around a broken word that are read with it joined
_TORN = re.compile("[\x02\ufffe]|[-\u2010\u00ad]\\s*[\r\n]+\\s*")

# Languages that a guesser mixes up: text in one is looked at in all of its group.
_KIN = [set(group.split()) for group in (
    "es pt ca it", "fr ca", "no da sv", "cs sk", "hr sr sl", "id", "ru uk bg", "ar fa", "tr az", "nl de", "et fi",
    "zh ja", "ro it", "lv lt",
)]  # fmt: skip


def is_candidate(text: str, languages: Sequence[str] = ()) -> bool:
    """Whether a text can be tagged in one of some languages; those that it can be in where none are named.

    >>> is_candidate("loss of nation-\\nality"), is_candidate("The Board shall meet monthly.")
    (True, False)
    """
    return can_be_tagged(_bits(text, languages or languages_of([text])))


def languages_of(texts: Sequence[str], said: str = "") -> tuple[str, ...]:
    """The languages that pages can be in, and their kin.

    Args:
        texts: of the pages.
        said: a language that somebody has named.
    """
    told = _Told(said)
    for text in texts:
        told.learn(text)
    return told.languages or _with_kin({detect(" ".join(texts))})


class _Told:
    """The languages that are told of pages, one page after the other.

    Guessing costs much, so a page is asked only where it shares too few words with pages whose language is known.
    """

    def __init__(self, said: str = "") -> None:
        self._found = {said} if said else set[str]()
        self._common: set[str] = set()
        self._alike: dict[str, bool] = {}  # beginnings that were asked already
        self.languages = _with_kin(self._found)

    def learn(self, text: str) -> None:
        """Ask a page, whole and by its halves."""
        self._alike.clear()
        half, before = len(text) // 2, len(self._found)
        if not self._like(text) and not self._like(text[half:]):
            self._ask(text)
        for part in (text[:half], text[half:]):
            if not self._like(part):
                self._ask(part)
        if len(self._found) != before:
            self.languages = _with_kin(self._found)

    def _ask(self, text: str) -> None:
        """Tell the language of a text, and remember its commonest words."""
        self._common.update(word for word, _ in Counter(words_of(text.lower())).most_common(_COMMON))
        self._found.add(detect(text))
        self._alike.clear()

    def _like(self, text: str) -> bool:
        """Whether a text begins with enough words of what was told before, or with too few to tell."""
        piece = text[:_PIECE]
        if piece not in self._alike:
            words = words_of(piece.lower())
            known = len(words) < _FEW_WORDS or sum(map(self._common.__contains__, words)) >= _SAME * len(words)
            self._alike[piece] = known
        return self._alike[piece]


def _with_kin(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(found | {code for kin in _KIN if kin & found for code in kin} & set(codes())))


def _bits(text: str, languages: Sequence[str]) -> int:
    """Kinds of concepts in a text, words broken at line ends counted as broken and as whole."""
    if any(sign in text for sign in BREAKS):
        torn = [text[max(0, m.start() - _NEAR) : m.start()] + text[m.end() :][:_NEAR] for m in _TORN.finditer(text)]
        text = "\n".join([text, *torn])
    found = 0
    for code in languages:
        found |= look(code).bits(text)
        if can_be_tagged(found):
            break
    return found


@dataclass
class Pages:
    """The pages of a file, as far as the first look sees them; they may come one by one.

    Attributes:
        texts: of all pages in turn.
        said: the file's language where somebody has said it.
    """

    texts: list[str]
    said: str = ""
    _alone: list[int] = field(default_factory=list)  # kinds of concepts on each page
    _in: list[tuple[str, ...]] = field(default_factory=list)  # the languages in which each was looked at
    _ends: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    _sure: int = 0  # pages that can be tagged alone

    def __post_init__(self) -> None:
        """The pages that are there already are looked at as those that come later are."""
        self._told = _Told(self.said)
        texts, self.texts = self.texts, []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> bool:
        """One more page; whether it can be tagged alone, in the languages of the pages up to it."""
        self.texts.append(text)
        self._told.learn(text)
        self._in.append(self._told.languages)
        self._alone.append(_bits(text, self._told.languages))
        self._sure += can_be_tagged(self._alone[-1])
        return can_be_tagged(self._alone[-1])

    def share(self) -> float:
        """Share of the pages so far that can be tagged alone; few pages say little."""
        return self._sure / (len(self._alone) + _DOUBT)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """All languages that a provision of the file can be in; to be asked when all its pages have come."""
        return self._told.languages or _with_kin({detect(" ".join(self.texts))})

    def candidates(self, plain: Sequence[bool] = ()) -> list[bool]:
        """Which pages hold a provision, or a part of one, that can be tagged.

        Args:
            plain: which pages need no layout anyway, so that it does not matter what runs over from one to the next.
        """
        for at, known in enumerate(self._in):
            if not can_be_tagged(self._alone[at]) and len(known) < len(self.languages):
                self._alone[at] |= _bits(self.texts[at], [code for code in self.languages if code not in known])
        ends = range(len(self.texts) - 1)
        starts = (at for at in ends if not (plain and plain[at] and plain[at + 1]))
        shared = {page for start in starts for page in self._over(start)}
        return [can_be_tagged(bits) or at in shared for at, bits in enumerate(self._alone)]

    def _over(self, start: int) -> range:
        """The pages of the provision that runs over the end of a page, where it can be tagged; else none."""
        seam = f"{self.texts[start][-SEAM:]}\n{self.texts[start + 1][:SEAM]}"
        if not can_be_tagged(self._alone[start] | self._alone[start + 1] | _bits(seam, self.languages)):
            return range(0)
        first, last = self._way(start, -1), self._way(start + 1, 1)
        between = self.texts[first + 1 : last]
        running = "\n".join([self._end(first)[1], *between, self._end(last)[0]])
        return range(first, last + 1) if can_be_tagged(_bits(running, self.languages)) else range(0)

    def _way(self, at: int, step: int) -> int:
        """From a page on, the first on which a provision begins; at most :data:`REACH` pages away."""
        for page in range(at, at + step * REACH, step):
            if not 0 <= page + step < len(self.texts) or not self._end(page)[2]:
                return page
        return at + step * (REACH - 1)

    def _end(self, at: int) -> tuple[str, str, bool]:
        """Of a page: what stands above its first new provision, what its last one holds, whether none begins there."""
        if at not in self._ends:
            text, opens = self.texts[at], self._openings(self.texts[at])
            self._ends[at] = (text[: opens[0]], text[opens[-1] :], False) if opens else (text, text, True)
        return self._ends[at]

    def _openings(self, text: str) -> list[int]:
        """Where provisions begin on a page: articles and sections if any; bare numbers only in a law without."""
        named: list[int] = []
        bare: list[int] = []
        words, offset = structure(self._main), 0
        for line in text.splitlines(keepends=True):
            found = mark(words, line.rstrip())
            if found is not None and found.strong and found.role in ("article", "section", "bare"):
                (bare if found.role == "bare" else named).append(offset)
            offset += len(line)
        return named or ([] if self._names else bare)

    @cached_property
    def _main(self) -> str:
        return self.said or detect(" ".join(self.texts)[:400_000])

    @cached_property
    def _names(self) -> bool:
        """Whether the law's provisions have a word before their numbers."""
        words = structure(self._main)
        lines = [line for text in self.texts[:: max(1, len(self.texts) // 30)] for line in text.splitlines()]
        roles = Counter(found.role for line in lines if (found := mark(words, line)) is not None and found.strong)
        return roles["article"] + roles["section"] > max(3, roles["bare"] // 8)
