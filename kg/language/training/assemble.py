"""Puts the trained network into the shipped pipeline.

What comes in: the network's parameters.  What goes out: a folder that spaCy loads: tokenizer, sentence bounds, network.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.language.network.component import FACTORY, NetworkAnnotator
from kg.language.network.parameters import Parameters
from kg.language.sentences import COMPONENT
from kg.language.tokenizer import blank

__all__ = ["assemble"]

_VERSION = "0.2.1"
_SOURCES = (
    ("UD_English-EWT 15d613d8 (2025-05-10)", "CC BY-SA 4.0", "UD English Web Treebank"),
    ("UD_English-GUM afb41ee9 (2025-05-10), genres with free texts only", "CC BY / CC BY-SA", "GUM contributors"),
    ("wikigold 27f595cc (2025-06-12)", "CC BY 4.0", "Balasuriya et al. 2009"),
    ("UNER_English-EWT 8ed072de (2024-07-29), development split", "CC BY-SA 4.0", "Universal NER"),
    ("all-MiniLM-L6-v2, the encoder that was fine-tuned, pruned and quantised", "Apache 2.0", "sentence-transformers"),
)


def assemble(parameters: Parameters, target: Path) -> None:
    """Write the pipeline to a folder."""
    nlp = blank()
    nlp.add_pipe(COMPONENT)
    network = nlp.add_pipe(FACTORY)
    if not isinstance(network, NetworkAnnotator):
        raise TypeError(FACTORY)
    network.set_parameters(parameters)
    nlp.meta.update(_meta())
    nlp.to_disk(target, exclude=["vocab"])
    nlp.vocab.to_disk(target / "vocab", exclude=["vectors", "lookups_extra"])
    meta = json.loads((target / "meta.json").read_text("utf-8"))
    meta["performance"] = {}
    (target / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _meta() -> Mapping[str, Any]:
    return {
        "name": "arms_news",
        "version": _VERSION,
        "description": "English tags, morphology, lemmas, Universal Dependencies trees, sentences and names.",
        "author": "arms-kg contributors",
        "license": "CC BY-SA 4.0",
        "sources": [{"name": name, "license": terms, "author": who} for name, terms, who in _SOURCES],
    }
