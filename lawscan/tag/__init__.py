"""Tagging: concepts of law in any language, clauses, features, and the model that decides."""

from __future__ import annotations

from lawscan.tag.model import Tagged, Tagger, TagInput, load_tagger

__all__ = ["TagInput", "Tagged", "Tagger", "load_tagger"]
