"""Joins the two trained networks into the shipped pipeline and writes its model card.

What comes in: the best checkpoints of both. What goes out: ``kg/language/weights`` with ``meta.json`` and
``README.md``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import spacy

from kg.language.sentences import COMPONENT
from kg.language.tokenizer import blank

__all__ = ["assemble"]

_VERSION = "0.1.0"
_SOURCES = (
    ("UD_English-EWT 15d613d8 (2025-05-10)", "CC BY-SA 4.0", "UD English Web Treebank"),
    ("UD_English-GUM afb41ee9 (2025-05-10), genres with free texts only", "CC BY / CC BY-SA", "GUM contributors"),
    ("wikigold 27f595cc (2025-06-12)", "CC BY 4.0", "Balasuriya et al. 2009"),
    ("UNER_English-EWT 8ed072de (2024-07-29), development split", "CC BY-SA 4.0", "Universal NER"),
)


def assemble(parser: Path, names: Path, target: Path) -> None:
    """Write the joined pipeline to a folder."""
    nlp = spacy.load(parser)
    nlp.add_pipe("ner", source=spacy.load(names))
    nlp.add_pipe(COMPONENT, before="parser")
    nlp.tokenizer = blank().tokenizer
    nlp.meta.update(_meta())
    nlp.to_disk(target, exclude=["vocab"])
    nlp.vocab.to_disk(target / "vocab", exclude=["vectors", "lookups_extra"])
    meta = json.loads((target / "meta.json").read_text("utf-8"))
    meta["performance"] = {key: value for key, value in meta["performance"].items() if _is_score(key)}
    (target / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _meta() -> Mapping[str, Any]:
    return {
        "name": "arms_news",
        "version": _VERSION,
        "description": "English tags, morphology, lemmas, Universal Dependencies trees and names; small, no vectors.",
        "author": "arms-kg contributors",
        "license": "CC BY-SA 4.0",
        "sources": [{"name": name, "license": terms, "author": who} for name, terms, who in _SOURCES],
    }


def _is_score(key: str) -> bool:
    return key.endswith(("_acc", "_uas", "_las", "_f", "_p", "_r", "_per_type"))
