"""Pictures of pages to words with boxes, by tesseract; optional, asked only for pages that need it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from functools import cache
from statistics import median
from typing import Any

from lawscan.read.words import Word

INSTALL = "Install OCR: apt-get install tesseract-ocr tesseract-ocr-all; pip install 'lawscan[ocr]'."
_LEAST = 20.0  # tesseract's confidence below which a "word" is a speck or a stamp

_CODES = {
    "ar": "ara", "az": "aze", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "hy": "hye", "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat", "ko": "kor", "lt": "lit", "lv": "lav",
    "ms": "msa", "nl": "nld", "no": "nor", "nb": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "si": "sin",
    "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "th": "tha", "tr": "tur",
    "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
_SCRIPTS = {
    "Arabic": "ar", "Cyrillic": "ru", "Greek": "el", "Devanagari": "hi", "Sinhala": "si", "Tamil": "ta", "Hebrew": "he",
    "Bengali": "bn", "Thai": "th", "Japanese": "ja", "Korean": "ko", "Hangul": "ko", "Han": "zh", "Georgian": "ka",
    "Armenian": "hy",
}  # fmt: skip


@cache
def available() -> frozenset[str]:
    """Tesseract's language packs that are installed; empty where tesseract or pytesseract is not."""
    if shutil.which("tesseract") is None:
        return frozenset()
    try:
        import pytesseract
    except ImportError:
        return frozenset()
    return frozenset(pytesseract.get_languages(config=""))


def read_image(image: Any, lang: str = "", scale: float = 1.0) -> tuple[list[Word], str]:
    """Words of a page's picture, in points, and the language (ISO 639-1) that it was read in.

    Args:
        image: a PIL image of the page as displayed.
        lang: its language where known; else it is found from the script and a first reading.
        scale: pixels to a point.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # scans run one page a core; tesseract's own threads only slow them
    turn, script = _orientation(image)
    upright = image.rotate(-turn, expand=True) if turn else image
    lang = _chosen(lang, script)
    words = _words(upright, lang)
    better = _language(words) if not script and lang == "en" else lang
    if better != lang and _CODES.get(better) in available():
        lang, words = better, _words(upright, better)
    return [_back(word, turn, image.width, image.height, scale) for word in words], lang


def _chosen(said: str, script: str) -> str:
    """The language to read in: what was said, unless the picture is plainly in another script."""
    ours = {"fa": "ar", "ur": "ar", "uk": "ru", "bg": "ru", "sr": "ru", "mr": "hi", "ne": "hi"}
    if script and ours.get(said, said) != script:
        return script
    return said or "en"


def confidence(words: list[Word]) -> float | None:
    """Mean confidence by letters, in [0, 1]; None where there is no word."""
    letters = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3) if letters else None


def _orientation(image: Any) -> tuple[int, str]:
    """Degrees clockwise that set the picture upright, and the language of a script that only one reader knows."""
    import pytesseract

    if "osd" not in available():
        return 0, ""
    try:
        found = pytesseract.image_to_osd(image, output_type=pytesseract.Output.DICT, timeout=60)
    except (pytesseract.TesseractError, RuntimeError):
        return 0, ""
    turn = int(found["rotate"]) if found["orientation_conf"] > 2 else 0
    return turn, _SCRIPTS.get(found["script"], "") if found["script_conf"] > 3 else ""


def _words(image: Any, lang: str) -> list[Word]:
    import pytesseract

    code = _CODES.get(lang, "eng")
    code = code if code in available() else "eng"
    data = pytesseract.image_to_data(image, lang=code, output_type=pytesseract.Output.DICT, timeout=300)
    words: list[Word] = []
    place: tuple[int, ...] = ()
    for index, text in enumerate(data["text"]):
        here = (data["block_num"][index], data["par_num"][index], data["line_num"][index])
        if not text.strip() or float(data["conf"][index]) < _LEAST:
            continue
        words.append(_word(data, index, text.strip(), len(words), here != place))
        place = here
    return _level(words)


def _level(words: list[Word]) -> list[Word]:
    """Words of a line at one height: glyphs differ, and scans hang askew, but tesseract knows its lines."""
    lines: list[list[Word]] = []
    for word in words:
        if word.breaks or not lines:
            lines.append([])
        lines[-1].append(word)
    return [each for line in lines for each in _one_height(line)]


def _one_height(line: list[Word]) -> list[Word]:
    middle = median(word.middle for word in line)
    half = max(median(word.height for word in line), 4.0) * 0.55
    return [replace(word, top=middle - half, bottom=middle + half) for word in line]


def _word(data: Any, index: int, text: str, order: int, breaks: bool) -> Word:
    x0, top = float(data["left"][index]), float(data["top"][index])
    x1, bottom = x0 + data["width"][index], top + data["height"][index]
    rtl = bool(re.search("[\u0590-\u08ff]", text))
    return Word(text, x0, top, x1, bottom, order, breaks, rtl, confidence=float(data["conf"][index]) / 100)


def _language(words: list[Word]) -> str:
    import py3langid

    text = " ".join(word.text for word in words)
    if len(text) < 80:
        return "en"
    return str(py3langid.classify(text)[0])


def _back(word: Word, turn: int, width: int, height: int, scale: float) -> Word:
    """A word's box on the page as displayed, from that on the picture set upright."""
    x0, y0, x1, y1 = word.x0, word.top, word.x1, word.bottom
    if turn == 90:  # the picture was turned clockwise: its lines run upwards on the page
        x0, y0, x1, y1 = word.top, height - word.x1, word.bottom, height - word.x0
    elif turn == 180:
        x0, y0, x1, y1 = width - word.x1, height - word.bottom, width - word.x0, height - word.top
    elif turn == 270:
        x0, y0, x1, y1 = width - word.bottom, word.x0, width - word.top, word.x1
    runs = {0: 0, 90: 270, 180: 180, 270: 90}[turn]
    return replace(word, x0=x0 / scale, top=y0 / scale, x1=x1 / scale, bottom=y1 / scale, turn=runs)
