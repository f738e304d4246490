"""Which of the lexicon's languages a text is written in: by script where that settles it, else by py3langid."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from typing import Any

from lawscan import lexicon

_SAMPLE = 4000
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("ar", re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LETTERS = re.compile(r"[^\W\d_]")
_CYRILLIC = (("uk", "іїєґ"), ("sr", "јљњћђџ"), ("mk", "ѓќѕ"), ("ru", "ыэё"), ("bg", "ъ"))
_MALAY = {"hendaklah", "seksyen", "subseksyen", "perlembagaan", "bahawa", "perkara", "kerajaan", "tertakluk", "mana"}
_INDONESIAN = {"pasal", "ayat", "bahwa", "pemerintah", "dapat", "adalah", "sebagaimana", "tentang", "wajib"}
# Serbian in Latin letters and Croatian, which guessers take for one: words of laws that only one of them has.
_SERBIAN_WORDS = """
zahtev zahteva zahtevu zahtevom pre posle mesto mesta vreme mere mera rešenje rešenja dete deteta deca dece
opštine opština evropske hiljada primenjuje obavesti sledeće meseci član člana članu inostranstvu inostranstva
lice lica licu organ organa uslov uslove uslovi uslovom uslovima sa ovog stiče sticanje uverenje
"""
_SERBIAN = frozenset(_SERBIAN_WORDS.split())
_CROATIAN_WORDS = """
zahtjev zahtjeva zahtjevu zahtjevom prije poslije mjesto mjesta vrijeme mjere mjera rješenje rješenja dijete
djeteta djeca djece općine općina europske tisuća primjenjuje obavijesti sljedeće mjeseci članak članka članku
inozemstvu inozemstva osoba osobe osobi osobu tijelo tijela uvjet uvjete uvjeti uvjetom uvjetima s ovoga stječe
stjecanje stjecanja stavak stavka stavku tko nitko temelju nakon
"""
_CROATIAN = frozenset(_CROATIAN_WORDS.split())
_GIVEAWAYS = {
    "tr": "ğışİ",
    "az": "ə",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹỵ",
    "pl": "łęąż",
    "ro": "țşșţ",
}


def detect(text: str, default: str = "en") -> str:
    """The lexicon code of the text's language; ``default`` where the text has no letters or its language no lexicon.

    >>> detect("Άρθρο 1. Ιθαγένεια"), detect("Громадянином України є особа"), detect("12 34")
    ('el', 'uk', 'en')
    """
    sample = _slices(text)
    letters = len(_LETTERS.findall(sample))
    if letters == 0:
        return default
    script = _by_script(sample, letters)
    if script == "ar":
        return _arabic_script(sample)
    if script == "ru":
        return _cyrillic(sample)
    return script or _latin(sample)


def _slices(text: str) -> str:
    """The text, or four pieces spread over it: a preamble may be in another language than the law."""
    if len(text) <= _SAMPLE:
        return text
    piece = _SAMPLE // 4
    return " ".join(
        text[at : at + piece] for at in (len(text) // 8, 3 * len(text) // 8, 5 * len(text) // 8, 7 * len(text) // 8)
    )


def _by_script(sample: str, letters: int) -> str:
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    if counts["ja"] > 0.02 * letters:  # Japanese mixes kana into Han; Korean law quotes Han
        counts["ja"] += counts["zh"]
    code = max(counts, key=lambda each: counts[each])
    return code if counts[code] > 0.4 * letters else ""


def script(text: str) -> str:
    """The script of most of the text: the first code of its languages, "la" for Latin, "" for no letters."""
    letters = len(_LETTERS.findall(text))
    return (_by_script(text, letters) or "la") if letters > 20 else ""


def _arabic_script(sample: str) -> str:
    if len(re.findall("[ٹڈڑےں]", sample)) > 0.01 * len(sample):
        return "ur"
    persian = len(re.findall("[پچژگیک]", sample))
    arabic = len(re.findall("[ةيكىأإ]", sample))
    return "fa" if persian > arabic else "ar"


def _cyrillic(sample: str) -> str:
    low = sample.casefold()
    counts = {code: sum(low.count(letter) for letter in letters) for code, letters in _CYRILLIC}
    if not low.count("ћ") + low.count("ђ") and (counts["mk"] or (" во " in low and counts["sr"])):
        return "mk"  # which shares the other letters with Serbian
    if counts["uk"] or counts["sr"]:
        return "uk" if counts["uk"] >= counts["sr"] else "sr"
    return "ru" if counts["ru"] else ("bg" if counts["bg"] else "ru")


def _latin(sample: str) -> str:
    low = sample.casefold()
    for code in ("vi", "az"):
        if sum(low.count(letter) for letter in _GIVEAWAYS[code]) > 0.01 * len(low):
            return code
    code = str(_identifier().classify(sample)[0]).replace("nb", "no").replace("nn", "no")
    if code == "hr" and _lead(low, _SERBIAN, _CROATIAN) > 1:  # one word more says little
        return "sr"
    if code in ("id", "ms"):
        return "ms" if _lead(low, _MALAY, _INDONESIAN) > 0 else "id"
    return code


def _lead(low: str, own: Set[str], other: Set[str]) -> int:
    """How many more of one language's words a text has than of its sister's."""
    words = re.findall(r"[^\W\d_]+", low)
    return sum(word in own for word in words) - sum(word in other for word in words)


@cache
def _identifier() -> Any:
    from py3langid import langid

    load = getattr(langid.LanguageIdentifier, "from_model_file", None) or langid.LanguageIdentifier.from_pickled_model
    identifier = load(langid.MODEL_FILE, norm_probs=False)
    known = set(identifier.nb_classes)
    latin = {code for code in lexicon.codes() if lexicon.load(code).script == "Latn"}
    identifier.set_languages(sorted((latin | {"nb", "nn"}) & known))
    return identifier
