"""The spaCy component: ``spacy.blank("en").add_pipe("lawscan")``.

It sets ``doc._.lawscan`` (the tags), ``doc.spans["lawscan"]`` (their evidence, labelled with the tag) and
``doc.spans["lawscan_concepts"]`` (every concept found).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lawscan.tag import concepts
from lawscan.tag.model import Tagger, TagInput, load_tagger

if TYPE_CHECKING:
    from collections.abc import Iterable


class LawscanComponent:
    """Tags each doc as one provision, in the language of the pipeline (``xx``: detected)."""

    def __init__(self, tagger: Tagger, lang: str, threshold: float | None) -> None:
        self.tagger = tagger
        self.lang = "" if lang == "xx" else {"nb": "no", "nn": "no", "ms": "id"}.get(lang, lang)
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        """Tag one doc in place."""
        [tagged] = self.tagger.tag([TagInput("", doc.text, self.lang)], self.threshold)
        doc._.lawscan = tagged.tags
        quotes = [(t.evidence.start, t.evidence.end, t.tag) for t in tagged.tags]
        marks = [(m.start, m.end, m.concept) for m in concepts.find(doc.text, tagged.lang)]
        doc.spans["lawscan"] = _group(doc, "lawscan", quotes)
        doc.spans["lawscan_concepts"] = _group(doc, "lawscan_concepts", marks)
        return doc


def _group(doc: Doc, name: str, places: Iterable[tuple[int, int, str]]) -> SpanGroup:
    spans = [doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in places]
    return SpanGroup(doc, name=name, spans=[span for span in spans if span is not None])


@Language.factory("lawscan", default_config={"model": None, "threshold": None}, assigns=["doc._.lawscan"])
def make_lawscan(nlp: Language, name: str, model: str | None, threshold: float | None) -> Any:
    """Make the component; ``model`` is a folder in place of the one that ships."""
    if not Doc.has_extension("lawscan"):
        Doc.set_extension("lawscan", default=())
    return LawscanComponent(load_tagger(Path(model) if model else None), nlp.lang or "xx", threshold)
