"""Writes a trained network as the shipped one reads it.

What comes in: a checkpoint.  What goes out: ``Parameters`` in numpy, quantised by ``kg.language.network.parameters``.
"""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from kg.language.network.parameters import Parameters, Table
from kg.language.training.network.fit import restored
from kg.language.treebank import read_conllu

__all__ = ["exported"]

_SETTLED = 0.8  # share of a form's occurrences; chosen on the development splits


def exported(work: Path, data: Path) -> Parameters:
    """Return the network of the last checkpoint, with the lemmas that the training splits of ``data`` know."""
    network, pieces = restored(work)
    arrays = {name: value.detach().numpy().astype(np.float32) for name, value in network.state_dict().items()}
    labels = {head: getattr(network.labels, head) for head in ("tags", "morphs", "lemmas", "deps", "names")}
    labels["known"], labels["forms"] = _words(data)
    sizes = network.sizes
    table = Table.of(arrays.pop("piece.weight"))
    return Parameters(arrays, table, labels, pieces.pieces, sizes.heads, sizes.layers, sizes.epsilon)


def _words(data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lemmas that training knows, and its forms as ``form tag lemma``.

    A script that makes no known lemma is doubted; a form that nearly always had one lemma needs no script.  Names and
    abbreviations are no lemmas that another word could be known by.
    """
    files = (data / "treebanks" / f"{name}-ud-train.conllu.gz" for name in ("en_ewt", "en_gum"))
    rows = [row for file in files for sentence in read_conllu(file) for row in sentence.columns]
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row[2] != "_" and " " not in row[2] and any(char.isalpha() for char in row[1]):
            counted[row[1], row[4]][row[2]] += 1
    best = {key: lemma for key, lemmas in counted.items() if (lemma := _settled(key[0], lemmas))}
    forms = (f"{form} {tag} {lemma}" for (form, tag), lemma in best.items()
             if form == form.lower() or best.get((form.lower(), tag)) != lemma)  # fmt: skip
    words = (row for row in rows if row[2].isalpha() and row[1].isalpha() and not row[4].startswith("NNP"))
    return tuple(sorted({row[2] for row in words})), tuple(sorted(forms))


def _settled(form: str, lemmas: Counter[str]) -> str:
    """Return the lemma that a form nearly always has; one that is the form itself must have been seen twice."""
    lemma, often = lemmas.most_common(1)[0]
    count = lemmas.total()
    return lemma if often > _SETTLED * count and (count > 1 or lemma != form) else ""
