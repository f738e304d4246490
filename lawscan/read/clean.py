"""Text as printed made text as meant: broken words, presentation forms, and signs that a text layer is no text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from lawscan.read.lines import Line

_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc\u00a0\u2000-\u200a]+")
# A bracket that a right-to-left line put before its space.
_LOOSE = re.compile("(?<=[\u0620-\u06d3])\\( (?=[\u0620-\u06d3])")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f]")
_ODD = re.compile(
    "[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc\u00a0\u2000-\u200a\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\x00\x01\x03-\x08\x0e-\x1f\t]|  "
)
_HYPHENS = frozenset("-\u2010\u00ad")
BREAKS = ("\x02", "\ufffe", "-\r", "-\n", "- \r", "- \n", "\u2010", "\u00ad")  # one of them is in each torn word
_TORN = re.compile(r"\S*(?:[\x02\ufffe]|[-\u2010\u00ad]\s*\n\s*)\S*")
_VOCABLE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FEW_ASKED = 200  # words, before it is cheaper to gather all of a document
_BROKEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")


def normal(text: str) -> str:
    """NFC; ligatures and Arabic presentation forms as letters; bidi marks and control characters gone.

    >>> normal("\\ufb01nal")
    'final'
    """
    shaped = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    if "( " in shaped:
        shaped = _LOOSE.sub(" (", shaped)
    return unicodedata.normalize("NFC", _BIDI.sub("", shaped))


def is_normal(text: str) -> bool:
    """Whether :func:`normal` would change nothing in a text or any part of it, and all its spaces are single."""
    return not _ODD.search(text) and unicodedata.is_normalized("NFC", text)


def join_hyphens(lines: list[Line], known: Callable[[str], bool]) -> list[Line]:
    """Lines with words that were broken at line ends joined, where ``known`` knows the joined word.

    The whole word moves to the line where it begins; a word that nobody knows stays as it is printed.
    """
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if before and before.zone == "body" and line.zone == "body" and before.text[-1:] not in _HYPHENS:
            out.append(line)
            continue
        place = _previous(out, line)
        if place is None:
            out.append(line)
            continue
        joined, rest = _joined(out[place].text, line.text, known)
        out[place] = replace(out[place], text=joined)
        if rest:
            out.append(replace(line, text=rest))
    return out


def _previous(out: list[Line], line: Line) -> int | None:
    """The place of the line that this one continues, where that one ends in a broken word."""
    for place in range(len(out) - 1, max(len(out) - 13, -1), -1):
        before = out[place]
        if before.zone == line.zone and before.expression == line.expression:
            return place if _BROKEN.search(before.text) else None
        if before.zone == "body":
            return None
    return None


def _joined(before: str, after: str, known: Callable[[str], bool]) -> tuple[str, str]:
    head, _, tail = before.rpartition(" ")
    first, _, rest = after.partition(" ")
    core = re.match(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", first)
    if not core:
        return before, after
    start = re.sub(r"^\W+", "", tail)[:-1]
    whole = start + core.group()
    if core.group()[0].islower() and known(whole):  # not letters.is_small: Georgian words go on with such letters
        return f"{head} {tail[:-1]}{first}".strip(), rest
    if known(f"{start}-{core.group()}"):
        return f"{head} {tail[:-1]}-{first}".strip(), rest
    return before, after


def words_of(texts: Iterable[str]) -> set[str]:
    """Every word of a document, case folded, those at broken line ends left out."""
    words: set[str] = set()
    for text in texts:
        whole = _TORN.sub(" ", text) if any(sign in text for sign in BREAKS) else text
        words.update(_VOCABLE.findall(whole.casefold()))
    return words


class Vocabulary:
    """The words of a document, as :func:`words_of` finds them, looked for only as they are asked.

    >>> "law" in Vocabulary(["The law of the sea."]), "ea" in Vocabulary(["The law of the sea."])
    (True, False)
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._asked: dict[str, bool] = {}
        self._pages: dict[int, set[str]] = {}

    def __contains__(self, word: str) -> bool:
        """Few words are looked for where they stand as letters; with many, all words are gathered first."""
        if len(self._asked) > _FEW_ASKED:
            return word in self.all
        if word not in self._asked:
            self._asked[word] = any(word in self._words(at) for at, text in enumerate(self._folded) if word in text)
        return self._asked[word]

    def _words(self, at: int) -> set[str]:
        if at not in self._pages:
            self._pages[at] = words_of([self._texts[at]])
        return self._pages[at]

    @cached_property
    def _folded(self) -> list[str]:
        return [text.casefold() for text in self._texts]

    @cached_property
    def all(self) -> set[str]:
        """Every one of them."""
        return words_of(self._texts)


# ---- Arabic as some PDFs have it -------------------------------------------------------------------------------------

_LAM_ALEF_WRONG = re.compile("\u0627[\u0623\u0625\u0622\u0627]\u0644")  # alef, alef, lam: no Arabic word has that
_LAM_ALEF_RIGHT = re.compile("\u0627\u0644[\u0623\u0625\u0622]")
_NO = re.compile("(?<!\\w)([\u0648\u0641]?)\u0627\u0644(?!\\w)")  # "al" standing alone: a torn "la", which means "not"

_EXCEPT = re.compile("(?<!\\w)([\u0648\u0641]?)\u0625\u0627\u0644(?!\\w)")  # and a torn "illa", "except"


def mender(texts: Iterable[str]) -> Callable[[str], str] | None:
    """What sets right a file that has the two letters of lam-alef, or its brackets, the wrong way round; else None.

    Some producers write the ligature's letters as they stand on paper. The commonest word to suffer is the one for
    "not". Every repair keeps the length of the text, so that offsets stay.
    """
    wrong = right = mirrored = straight = sure = 0
    for text in texts:
        wrong, right = wrong + len(_LAM_ALEF_WRONG.findall(text)), right + len(_LAM_ALEF_RIGHT.findall(text))
        if "\u0627" in text:
            mirrored += len(re.findall(r"\)[^()\n]{1,60}\(", text))
            straight += len(re.findall(r"\([^()\n]{1,60}\)", text))
            sure += len(_MIRRORED.findall(text))
    letters, brackets = wrong > 2 and wrong > right, mirrored > 4 and mirrored > 1.2 * straight
    brackets = brackets or (sure > 0 and not straight)
    if not letters and not brackets:
        return None
    return lambda text: _mend(text, letters, brackets)


def _mend(text: str, letters: bool, brackets: bool) -> str:
    """The repair of one text.

    >>> _mend("\u0627\u0623\u0644\u0648\u0644", True, False) == "\u0627\u0644\u0623\u0648\u0644"
    True
    """
    if letters:
        text = _LAM_ALEF_WRONG.sub(lambda found: found.group()[0] + found.group()[2] + found.group()[1], text)
        text = _EXCEPT.sub("\\1\u0625\u0644\u0627", text)
        text = _NO.sub("\\1\u0644\u0627", text)
    if brackets and not re.search("[A-Za-z]", text):
        text = text.translate(_MIRROR)
    return text


_MIRRORED = re.compile(r"\)[^()\n]{1,60}[^\s()]\((?=\s|$)")  # closed before it opens, and opened onto a space
_MIRROR = str.maketrans("()[]«»", ")(][»«")


# ---- is it text at all? ---------------------------------------------------------------------------------------------

# The commonest short words of the languages that gazettes are written in: running text cannot do without them.
_COMMON_WORDS = """
    the of and to in or a is by for on be any shall de la le les des et du en un une dans par il el los las y que se
    del por da do dos das e os em ou não na no der die das und oder ist den von zu im auf eine für di il che della per
    con non una i o van het een en op te voor i och att av som för på er til af og det ikke w z na nie do się oraz lub
    v a se na je k o že ve bir ile bu için olan yang dan atau di ini untuk dengan và của các có được cho trong và là
    ja on tai ei että se és az egy hogy nem și în sau pe cu ir arba kad iz ali za je su ka un ar par vai või kui ning
    i в и на с по не или что от для за о до та у з або про що як и да се са от към в за са је у и на το και του της
    την να με που από ο η των στην في من على أو أن إلى لا ما هذا هذه التي الذي ذلك عن به و در از به که این را با
    ఆ के का की में और से है या को पर ने এবং বা ও এর কোন සහ හෝ ය na ya wa kwa au katika ama amb els les per
    של את על או לא כי הוא
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def badness(text: str) -> float:
    """Share of characters that no text has: undecoded glyphs, private use, replacement signs, controls.

    >>> badness("(cid:12)(cid:7)")
    1.0
    """
    if not text:
        return 0.0
    undecoded = sum(len(found) for found in re.findall(r"\(cid:\d+\)", text))
    odd = len(re.findall("[\ufffd\ue000-\uf8ff\x00-\x01\x03-\x08\x0e-\x1f\x80-\x9f]", text))
    return (undecoded + odd) / max(1, len(re.sub(r"\s", "", text)))


def fluency(text: str, unsure: float = 1.0) -> float:
    """Share of words that are among the commonest of any known language; ``unsure`` with too few words to tell.

    Running text has a fifth to a half; a text layer with wrong letters nearly none. Chinese, Japanese, Korean, Thai
    and other scripts whose words this list does not know count as fluent.
    """
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    if len(words) < 60:
        return unsure
    if _unlisted(text):
        return 1.0
    return sum(word in _COMMON for word in words) / len(words)


def surely_fluent(text: str, share: float) -> bool:
    """Whether the first lines alone have more common words than that share of all that the text can have.

    True only where :func:`fluency` is at least ``share`` too, at a tenth of its cost.
    """
    first = text[:1000].lower().split()
    return sum(map(_COMMON.__contains__, first)) >= share * min(len(text), 4000) / 2


_FAR = re.compile("[\u0700-\u1dff\u2071-\u209c\u2100-\uffff\U00010000-\U0010ffff]")


def _unlisted(text: str) -> bool:
    if not _FAR.search(text[:4000]):
        return False
    letters = [char for char in text[:4000] if char.isalpha()]
    outside = sum(1 for char in letters if ord(char) > 0x06FF and not 0x1E00 <= ord(char) <= 0x1FFF)
    return outside * 3 > len(letters)
