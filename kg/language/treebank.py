"""Reads treebanks: sentences with their annotation, as CoNLL-U has them.

What comes in: gzipped CoNLL-U files.  What goes out: ``Sentence`` records, and ``Doc`` records with gold annotation.
"""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["Sentence", "bare_doc_of", "doc_of", "read_conllu"]

_KEY = "# sent_id = "


@dataclass(slots=True)
class Sentence:
    """One sentence of a treebank.

    Attributes:
        words: surface forms.
        spaces: whether a space follows each word.
        columns: the CoNLL-U columns of each word.
        new_document: whether a document begins with it.
        key: its ``sent_id``, "" if it has none.
    """

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    new_document: bool = False
    key: str = ""


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a gzipped CoNLL-U file; words of a multi-word token keep its spacing."""
    sentence, until, space_behind = Sentence(), 0, True
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n")
            if not row:
                if sentence.words:
                    yield sentence
                sentence, until = Sentence(), 0
            elif row.startswith("#"):
                sentence.new_document |= row.startswith("# newdoc")
                sentence.key = row.removeprefix(_KEY) if row.startswith(_KEY) else sentence.key
            else:
                columns = row.split("\t")
                if "-" in columns[0]:
                    until = int(columns[0].split("-")[1])
                    space_behind = "SpaceAfter=No" not in columns[9]
                elif "." not in columns[0]:
                    number = int(columns[0])
                    inside = number < until
                    space = space_behind if number == until else "SpaceAfter=No" not in columns[9]
                    sentence.words.append(columns[1])
                    sentence.spaces.append(space and not inside)
                    sentence.columns.append(columns)
    if sentence.words:
        yield sentence


def doc_of(vocab: "Vocab", group: Sequence[Sentence]) -> "Doc":
    """Return sentences as one document with tags, morphology, lemmas and trees."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    rows: list[list[str]] = []
    heads: list[int] = []
    starts: list[bool] = []
    for sentence in group:
        offset = len(words)
        for number, row in enumerate(sentence.columns):
            head = int(row[6])
            heads.append(offset + (head - 1 if head else number))
            starts.append(number == 0)
        words += sentence.words
        spaces += sentence.spaces
        rows += sentence.columns
    return Doc(
        vocab,
        words=words,
        spaces=spaces,
        tags=[row[4] for row in rows],
        pos=[row[3] for row in rows],
        morphs=["" if row[5] == "_" else row[5] for row in rows],
        lemmas=[row[2] for row in rows],
        heads=heads,
        deps=["ROOT" if row[7] == "root" else row[7] for row in rows],
        sent_starts=[bool(start) for start in starts],
    )


def bare_doc_of(vocab: "Vocab", sentence: Sentence) -> "Doc":
    """Return the words of a sentence as a document that is still to be parsed."""
    from spacy.tokens import Doc

    return Doc(vocab, words=sentence.words, spaces=sentence.spaces)
