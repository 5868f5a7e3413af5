"""Turns sentences of treebanks and name lists into numbers for the network.

What comes in: ``Sentence`` records.  What goes out: ``Encoded`` sentences, runs of them joined to one input, and runs
sorted into batches of like length.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.language.network.lemmas import script_of
from kg.language.network.shapes import gap, shape
from kg.language.network.wordpiece import WordPieces
from kg.language.training.corpora import gum_names, iob_docs
from kg.language.treebank import Sentence, read_conllu

__all__ = [
    "IGNORED",
    "NAME_LABELS",
    "Encoded",
    "Encoder",
    "Gold",
    "Inventory",
    "batches",
    "encode",
    "inventory",
    "named",
    "runs",
    "trees",
]

IGNORED = -100
NAME_LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
_CASED_SHARE = 0.045  # of runs are lower-cased, upper-cased or title-cased: headlines and datelines
_BLIND_SHARE = 0.1  # of runs are not told where spaces stand: not every source knows
_MOST_PIECES = 200  # of a run; longer sentences stand alone
_LONGEST = 254  # pieces of one input
_JOINED_LEFT = frozenset(". , ! ? ; : ) ] % ... ” ’ 's ’s n't n’t 're 've 'll 'm 'd".split())
_JOINED_RIGHT = frozenset("( [ $ £ € “ ‘".split())
_SMALL_WORDS = frozenset("a an the of in on to for and or but at by with from as".split())


@dataclass(slots=True)
class Gold:
    """A sentence as its source annotates it; None where the source says nothing.

    Attributes:
        words: surface forms.
        spaces: whether a space stands before each word, None if the source does not tell.
        rows: columns of CoNLL-U, None without a tree.
        names: start, end and type of names, None where they are not annotated.
        new_document: whether a document begins with it.
    """

    words: list[str]
    spaces: list[bool] | None
    rows: list[list[str]] | None
    names: list[tuple[int, int, str]] | None
    new_document: bool = True


@dataclass(slots=True)
class Encoded:
    """One sentence in numbers, a list item a word."""

    pieces: list[tuple[int, ...]]
    shapes: list[int]
    gaps: list[int]
    tags: list[int]
    morphs: list[int]
    lemmas: list[int]
    heads: list[int]
    deps: list[int]
    starts: list[int]
    names: list[int]
    length: int = field(init=False)

    def __post_init__(self) -> None:
        """Count the pieces."""
        self.length = sum(map(len, self.pieces))


@dataclass(frozen=True, slots=True)
class Inventory:
    """The labels of every head, in the order of its outputs."""

    tags: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    deps: tuple[str, ...]
    names: tuple[str, ...] = NAME_LABELS


def trees(path: Path, *, names: bool) -> list[Gold]:
    """Read a treebank; with ``names``, GUM's names too."""
    return [_tree(sentence, names=names) for sentence in read_conllu(path)]


def _tree(sentence: Sentence, *, names: bool) -> Gold:
    spaces = [True, *sentence.spaces[:-1]]
    found = gum_names(sentence) if names else None
    return Gold(sentence.words, spaces, sentence.columns, found, sentence.new_document)


def named(path: Path, *, word_column: int, tag_column: int) -> list[Gold]:
    """Read a file of names; its spaces are guessed, or their lack would tell the network that names are annotated."""
    from kg.language.tokenizer import blank

    golds: list[Gold] = []
    for doc in iob_docs(blank().vocab, path, word_column=word_column, tag_column=tag_column):
        words = [token.text for token in doc]
        golds.append(Gold(words, _guessed_spaces(words), None, [(e.start, e.end, e.label_) for e in doc.ents]))
    return golds


def _guessed_spaces(words: Sequence[str]) -> list[bool]:
    """Return whether a space stands before each word, as English is usually set."""
    pairs = zip(["", *words], words, strict=False)
    return [not (word in _JOINED_LEFT or before in _JOINED_RIGHT) for before, word in pairs]


def inventory(golds: Iterable[Gold]) -> Inventory:
    """Collect the labels of training sentences; lemma scripts that occur once are left out."""
    tags: Counter[str] = Counter()
    morphs: Counter[str] = Counter()
    lemmas: Counter[str] = Counter()
    deps: Counter[str] = Counter()
    for gold in golds:
        for row in gold.rows or ():
            tags[row[4]] += 1
            morphs[_morph(row)] += 1
            deps[row[7]] += 1
            lemmas[str(script_of(row[1], row[2]))] += 1
    often = (script for script, count in lemmas.items() if count > 1)
    return Inventory(tuple(sorted(tags)), tuple(sorted(morphs)), tuple(sorted(often)), tuple(sorted(deps)))


def _morph(row: list[str]) -> str:
    return f"{row[3]} {'' if row[5] == '_' else row[5]}"


class Encoder:
    """Turns annotated sentences into numbers."""

    def __init__(self, pieces: WordPieces, labels: Inventory) -> None:
        """Index the labels."""
        self._pieces = pieces
        self._index = {name: {label: i for i, label in enumerate(getattr(labels, name))} for name in
                       ("tags", "morphs", "lemmas", "deps", "names")}  # fmt: skip

    def encode(self, gold: Gold, words: Sequence[str] | None = None) -> Encoded:
        """Return a sentence in numbers; ``words`` puts other forms in place of its own."""
        forms = list(words or gold.words)
        count = len(forms)
        rows = gold.rows
        unknown = [IGNORED] * count
        index = self._index
        return Encoded(
            pieces=[self._pieces.split(form) for form in forms],
            shapes=[shape(form) for form in forms],
            gaps=[gap(spaced=s) for s in gold.spaces or [None] * count],
            tags=[index["tags"].get(r[4], IGNORED) for r in rows] if rows else unknown,
            morphs=[index["morphs"].get(_morph(r), IGNORED) for r in rows] if rows else unknown,
            lemmas=[index["lemmas"].get(str(script_of(f, r[2])), IGNORED) for f, r in zip(forms, rows, strict=True)]
            if rows else unknown,
            heads=[int(r[6]) for r in rows] if rows else unknown,
            deps=[index["deps"].get(r[7], IGNORED) for r in rows] if rows else unknown,
            starts=[1] + [0] * (count - 1) if rows else unknown,
            names=self._names(gold, count),
        )  # fmt: skip

    def _names(self, gold: Gold, count: int) -> list[int]:
        if gold.names is None:
            return [IGNORED] * count
        labels = [0] * count
        for start, end, kind in gold.names:
            labels[start:end] = [self._index["names"][f"I-{kind}"]] * (end - start)
            labels[start] = self._index["names"][f"B-{kind}"]
        return labels


def encode(golds: Iterable[Gold], pieces: WordPieces, labels: Inventory) -> list[Encoded]:
    """Return sentences in numbers."""
    encoder = Encoder(pieces, labels)
    return [encoder.encode(gold) for gold in golds]


def _recased(words: Sequence[str], rng: random.Random) -> list[str]:
    way = rng.choice(("lower", "upper", "upper", "title", "title"))
    if way == "title":
        return [w if w.lower() in _SMALL_WORDS and i else w[:1].upper() + w[1:] for i, w in enumerate(words)]
    return [w.lower() if way == "lower" else w.upper() for w in words]


def runs(
    golds: Sequence[Gold], encoded: Sequence[Encoded], encoder: Encoder, rng: random.Random, most: int
) -> list[list[Encoded]]:
    """Join one to a few neighbouring sentences of a document, some of them in other letters."""
    joined: list[list[Encoded]] = []
    run: list[Encoded] = []
    size, pieces, recase, blind = 1, 0, False, False
    for gold, plain in zip(golds, encoded, strict=True):
        if run and (gold.new_document or len(run) >= size or pieces + plain.length > _MOST_PIECES):
            joined.append(run)
            run, pieces = [], 0
        if not run:
            size = rng.choice((1, 1, *range(2, most + 1))) if most > 1 else 1
            recase, blind = rng.random() < _CASED_SHARE, rng.random() < _BLIND_SHARE
        one = encoder.encode(gold, _recased(gold.words, rng)) if recase else plain
        if blind:
            one = replace(one, gaps=[0] * len(one.gaps))
        if one.length <= _LONGEST:
            run.append(one)
            pieces += one.length
    if run:
        joined.append(run)
    return joined


def batches(runs_: Sequence[list[Encoded]], size: int, rng: random.Random) -> list[list[list[Encoded]]]:
    """Return batches of about ``size`` pieces, padding counted, in random order."""
    lengths = {id(run): sum(one.length for one in run) + 2 for run in runs_}
    ordered = sorted(runs_, key=lambda run: lengths[id(run)] + rng.random() * 4)
    made: list[list[list[Encoded]]] = []
    batch: list[list[Encoded]] = []
    longest = 0
    for run in ordered:
        longest_now = max(longest, lengths[id(run)])
        if batch and longest_now * (len(batch) + 1) > size:
            made.append(batch)
            batch, longest_now = [], lengths[id(run)]
        batch.append(run)
        longest = longest_now
    if batch:
        made.append(batch)
    rng.shuffle(made)
    return made
