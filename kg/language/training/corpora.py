"""Turns treebanks (CoNLL-U) and name annotation (IOB) into spaCy training documents.

What comes in: gzipped files of open data. What goes out: ``Doc`` records with gold annotation. Sentences of a
document are joined, a few at a time, with the spaces of the original text, so that the parser learns where
sentences end.
"""

import gzip
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kg.language.treebank import Sentence, doc_of

__all__ = ["gum_names", "iob_docs", "treebank_docs"]

_NAME_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
_BRACKET = re.compile(r"\((\d+)-([a-z]+)[^()]*(\)?)|(\d+)\)")
_TITLES = frozenset("President Mom Dad Lady Lord God Mr. Mrs. Dr. King Queen Members Minister Senator General".split())
_MOST_SENTENCES = 8


def _groups(sentences: Iterable[Sentence], rng: random.Random) -> Iterator[list[Sentence]]:
    """Yield runs of one to a few sentences of the same document."""
    group: list[Sentence] = []
    size = rng.randint(1, _MOST_SENTENCES)
    for sentence in sentences:
        if group and (sentence.new_document or len(group) >= size):
            yield group
            group, size = [], rng.randint(1, _MOST_SENTENCES)
        group.append(sentence)
    if group:
        yield group


def treebank_docs(vocab: Vocab, sentences: Iterable[Sentence], *, seed: int) -> Iterator[Doc]:
    """Yield documents with tags, morphology, lemmas and trees."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable split, no secret
    for group in _groups(sentences, rng):
        yield doc_of(vocab, group)


def gum_names(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Return the names in a GUM sentence: runs of proper nouns that head an entity of a named type.

    GUM brackets every entity, named or not; a name is told by its proper nouns (the corpus' ``Entity`` key, whose
    groups are ``(id-type-…`` to open and ``id)`` to close).
    """
    open_at: dict[str, list[tuple[int, str]]] = {}
    spans: list[tuple[int, int, str]] = []
    for index, row in enumerate(sentence.columns):
        found = re.search(r"(?:^|\|)Entity=([^|]+)", row[9])
        for opened, type_, single, closed in _BRACKET.findall(found[1] if found else ""):
            if opened:
                if single:
                    spans.append((index, index + 1, type_))
                else:
                    open_at.setdefault(opened, []).append((index, type_))
            elif open_at.get(closed):
                start, kind = open_at[closed].pop()
                spans.append((start, index + 1, kind))
    names = {_name_run(sentence, start, end, _NAME_TYPES[kind]) for start, end, kind in spans if kind in _NAME_TYPES}
    return _disjoint([name for name in names if name is not None])


def _name_run(sentence: Sentence, start: int, end: int, kind: str) -> tuple[int, int, str] | None:
    """Return the run of proper nouns around the head of an entity, if its head is one."""
    inside = range(start, end)
    head = next((i for i in inside if int(sentence.columns[i][6]) - 1 not in inside), start)
    if sentence.columns[head][4] != "NNP" and (kind == "PER" or sentence.columns[head][4] != "NNPS"):
        return None  # "the Americans" are many, and no one's name
    first = last = head
    while first - 1 >= start and _in_name(sentence.columns[first - 1]):
        first -= 1
    while last + 1 < end and _in_name(sentence.columns[last + 1]):
        last += 1
    return None if kind == "PER" and first == last and sentence.words[head] in _TITLES else (first, last + 1, kind)


def _in_name(row: list[str]) -> bool:
    """Return whether a word beside a name belongs to it: the *Caribbean* Sea, but not *The* Hague's article."""
    return row[3] == "PROPN" or (row[3] in {"ADJ", "NOUN", "NUM"} and row[1][:1].isupper())


def _disjoint(names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for start, end, kind in sorted(names, key=lambda name: (name[0] - name[1], name)):
        if taken.isdisjoint(range(start, end)):
            kept.append((start, end, kind))
            taken.update(range(start, end))
    return sorted(kept)


def iob_docs(vocab: Vocab, path: Path, *, word_column: int, tag_column: int) -> Iterator[Doc]:
    """Yield one document a sentence from a gzipped IOB file; tags other than PER, ORG and LOC are left out."""
    rows: list[tuple[str, str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n")
            if row.startswith("# "):
                continue
            if row.strip():
                columns = row.split("\t") if "\t" in row else row.split(" ")
                rows.append((columns[word_column], columns[tag_column]))
            elif rows:
                yield _iob_doc(vocab, rows)
                rows = []
    if rows:
        yield _iob_doc(vocab, rows)


def _iob_doc(vocab: Vocab, rows: list[tuple[str, str]]) -> Doc:
    words, tags = [word for word, _ in rows], [tag for _, tag in rows]
    doc = Doc(vocab, words=words)
    spans: list[Span] = []
    start = 0
    for index in range(1, len(tags) + 1):
        kind = tags[start].partition("-")[2]
        goes_on = index < len(tags) and tags[index].startswith("I-") and tags[index][2:] == kind
        if not goes_on:
            if kind in {"PER", "ORG", "LOC"}:
                spans.append(Span(doc, start, index, label=kind))
            start = index
    doc.set_ents(spans, default="outside")
    return doc
