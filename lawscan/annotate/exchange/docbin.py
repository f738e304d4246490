"""spaCy DocBin: ``doc.cats`` for every label of the scheme, evidence as spans, the record in ``doc.user_data``."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from lawscan.annotate.exchange.item import Item, back, carried_json, code

LOST = "evidence that does not end on a token boundary is widened in the spans; the record keeps the exact offsets"
BINARY = True


def dump(items: Iterable[Item]) -> str:
    """A DocBin's bytes, in base64 (the command line writes the bytes)."""
    import spacy
    from spacy.tokens import DocBin

    items = list(items)
    names = sorted({code(each) for item in items for each in item.record.labels})
    box = DocBin(store_user_data=True)
    nlp = spacy.blank("xx")
    for item in items:
        doc = nlp.make_doc(item.text)
        given = {code(each) for each in item.record.labels}
        doc.cats = {name: float(name in given) for name in names}
        doc.user_data["record"] = carried_json(item.record)
        doc.user_data["text"] = item.text
        spans = (doc.char_span(e.start, e.end, label=code(e), alignment_mode="expand") for e in item.record.labels)
        doc.spans["evidence"] = [span for span in spans if span is not None]
        box.add(doc)
    return base64.b64encode(box.to_bytes()).decode("ascii")


def parse(text: str) -> list[Item]:
    """The items that a DocBin (base64) holds."""
    import spacy
    from spacy.tokens import DocBin

    box = DocBin(store_user_data=True).from_bytes(base64.b64decode(text))
    docs = box.get_docs(spacy.blank("xx").vocab)
    return [Item(doc.user_data["text"], back(doc.user_data["record"])) for doc in docs]
