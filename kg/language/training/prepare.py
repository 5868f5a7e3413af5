"""Writes the training and development sets of the two networks as spaCy ``DocBin`` files.

What comes in: the data folder (``treebanks/`` and ``ner/``). What goes out: ``parser-train.spacy``,
``parser-dev.spacy``, ``names-train.spacy`` and ``names-dev.spacy``. Test splits are never read.
"""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from kg.language.tokenizer import blank
from kg.language.training.corpora import Sentence, curled, gum_names, iob_docs, read_conllu, treebank_docs

__all__ = ["prepare"]

_SEED = 20190330
_ATTRIBUTES = "ORTH SPACY TAG POS MORPH LEMMA HEAD DEP SENT_START ENT_IOB ENT_TYPE".split()
_CURLED_SHARE = 0.5  # of training sentences are given typographic quotes: news has them, the treebanks seldom do
_HELD_OUT = 10  # every tenth sentence of wikigold, which has no splits, is kept for development


def prepare(data: Path, work: Path) -> None:
    """Write all four sets."""
    vocab = blank().vocab
    work.mkdir(parents=True, exist_ok=True)
    trees = data / "treebanks"
    for part in ("train", "dev"):
        sentences = [s for name in ("en_ewt", "en_gum") for s in read_conllu(trees / f"{name}-ud-{part}.conllu.gz")]
        varied = _varied(sentences) if part == "train" else sentences
        _write(work / f"parser-{part}.spacy", treebank_docs(vocab, varied, seed=_SEED))
    names = data / "ner"
    wikigold = list(iob_docs(vocab, names / "wikigold.conll.gz", word_column=0, tag_column=1))
    gum = {part: list(_gum_docs(vocab, trees / f"en_gum-ud-{part}.conllu.gz")) for part in ("train", "dev")}
    ewt = list(iob_docs(vocab, names / "uner_ewt-dev.iob2.gz", word_column=1, tag_column=2))
    training = [*(d for i, d in enumerate(wikigold) if i % _HELD_OUT), *gum["train"], *ewt]
    _write(work / "names-train.spacy", training)
    _write(work / "names-dev.spacy", [*wikigold[::_HELD_OUT], *gum["dev"]])


def _varied(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Give whole runs of sentences typographic quotes: a text has one kind."""
    rng = random.Random(_SEED)  # noqa: S311 - repeatable, no secret
    curl = False
    for number, sentence in enumerate(sentences):
        if number % 20 == 0:
            curl = rng.random() < _CURLED_SHARE
        yield curled(sentence) if curl else sentence


def _gum_docs(vocab: Vocab, path: Path) -> Iterator[Doc]:
    for sentence in read_conllu(path):
        doc = Doc(vocab, words=sentence.words, spaces=sentence.spaces)
        doc.set_ents([Span(doc, a, b, label=kind) for a, b, kind in gum_names(sentence)], default="outside")
        yield doc


def _write(path: Path, docs: Iterable[Doc]) -> None:
    docbin = DocBin(attrs=_ATTRIBUTES)
    for doc in docs:
        docbin.add(doc)
    docbin.to_disk(path)
