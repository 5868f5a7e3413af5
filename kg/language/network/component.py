"""The network as a spaCy component: it sets tags, morphology, lemmas, trees, sentences and names.

What comes in: tokenized ``Doc`` records, in which ``is_sent_start`` may forbid a sentence to begin, or demand it.  What
goes out: the same, annotated.  The folder of its weights is its serialized form.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, Span, Token
from spacy.training import Example
from spacy.vocab import Vocab

from kg.language.network.decode import best_labels, best_tree, settled_objects
from kg.language.network.encoder import Encoder, Input, Scores
from kg.language.network.lemmas import Lemmatizer
from kg.language.network.parameters import Array, Parameters, read, write
from kg.language.network.shapes import gap, shape
from kg.language.network.wordpiece import CLOSE, OPEN, WordPieces
from kg.language.noun_chunks import noun_chunks

__all__ = ["FACTORY", "NetworkAnnotator"]

FACTORY = "arms_network"

_MOST_PIECES = 200  # of one run; the encoder has places for 256
_ALL_BITS = (1 << 64) - 1
_BATCH = 32  # docs computed together


@Language.factory(
    FACTORY, assigns=["token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "doc.ents"]
)
class NetworkAnnotator:
    """Annotates documents with the network."""

    def __init__(self, nlp: Language, name: str = FACTORY) -> None:
        """Wait for the weights, which ``from_disk`` brings."""
        self.name = name
        self.vocab = nlp.vocab
        nlp.vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]  # the stub means what spaCy makes of it
        self.parameters: Parameters | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of trees."""
        return self.parameters.labels["deps"] if self.parameters else ()

    def set_parameters(self, parameters: Parameters) -> None:
        """Take the weights of a trained network."""
        self.parameters = parameters
        self._pieces = WordPieces(parameters.pieces)
        self._encoder = Encoder(parameters, self._pieces.number(OPEN), self._pieces.number(CLOSE))
        self._lemmatizer = Lemmatizer(parameters.labels)
        self._morphs = [tuple(text.split(" ", 1)) for text in parameters.labels["morphs"]]

    def to_disk(self, path: Path, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 - spaCy's protocol
        """Write the weights to a folder."""
        if self.parameters:
            write(self.parameters, Path(path))

    def from_disk(self, path: Path, exclude: Sequence[str] = ()) -> "NetworkAnnotator":  # noqa: ARG002 - spaCy's protocol
        """Read the weights from a folder."""
        self.set_parameters(read(Path(path)))
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Annotate documents, some together."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            self._annotate([doc for doc in batch if len(doc)])
            yield from batch

    def _annotate(self, docs: Sequence[Doc]) -> None:
        """Compute the beginnings of all documents together, then what did not fit into one run, and so on."""
        done = dict.fromkeys(range(len(docs)), 0)
        collected: list[list[_Sentence]] = [[] for _ in docs]
        while done:
            runs = {number: self._run(docs[number], start) for number, start in done.items()}
            scored = self._encoder.score([run for run, _ in runs.values()])
            for (number, (_, end)), scores in zip(runs.items(), scored, strict=True):
                start = done[number]
                starts = self._starts(docs[number], start, scores, whole=end == len(docs[number]))
                for first, last in pairwise(starts):
                    collected[number].append(self._sentence(docs[number], start, first, last, scores))
                done[number] = start + starts[-1]
            done = {number: start for number, start in done.items() if start < len(docs[number])}
        for doc, sentences in zip(docs, collected, strict=True):
            _put(doc, sentences)

    def _run(self, doc: Doc, start: int) -> tuple[Input, int]:
        """Return the run that begins at a token, and where it ends."""
        pieces: list[tuple[int, ...]] = []
        total, end = 0, start
        while end < len(doc):
            split = self._pieces.split(doc[end].text)[:_MOST_PIECES]
            if total + len(split) > _MOST_PIECES and pieces:
                break
            pieces.append(split)
            total, end = total + len(split), end + 1
        words = doc[start:end]
        gaps = [gap(spaced=t.i == 0 or bool(doc[t.i - 1].whitespace_)) for t in words]
        return Input(pieces, [shape(t.text) for t in words], gaps), end

    def _starts(self, doc: Doc, start: int, scores: Scores, *, whole: bool) -> list[int]:
        """Return where sentences begin in a run, and where the last one that is complete ends."""
        likely = scores.words["starts"].argmax(axis=1)
        count = len(likely)
        told = [doc[start + i].is_sent_start for i in range(count)]
        starts = [0, *(i for i in range(1, count) if told[i] or (likely[i] and told[i] is None))]
        if whole:
            return [*starts, count]
        return starts if len(starts) > 1 else [0, count]  # a sentence longer than a run is cut

    def _sentence(self, doc: Doc, start: int, first: int, last: int, scores: Scores) -> "_Sentence":
        syntax = scores.syntax[first:last]
        heads = best_tree(self._encoder.arcs(syntax))
        deps = self._encoder.deps(syntax, heads).argmax(axis=1)
        words = {name: score[first:last] for name, score in scores.words.items()}
        forms = [token.text for token in doc[start + first : start + last]]
        labels = settled_objects([self.labels[int(dep)] for dep in deps], heads, forms)
        return self._read(forms, words, heads, labels)

    def _read(
        self, forms: Sequence[str], words: dict[str, Array], heads: Sequence[int], deps: Sequence[str]
    ) -> "_Sentence":
        labels = self.parameters.labels if self.parameters else {}
        best = {name: words[name].argmax(axis=1) for name in ("tags", "morphs")}
        tags = [labels["tags"][i] for i in best["tags"]]
        return _Sentence(
            tags=tags,
            morphs=[self._morphs[i] for i in best["morphs"]],
            lemmas=[self._lemmatizer.lemma(*word) for word in zip(forms, tags, words["lemmas"], strict=True)],
            heads=heads,
            deps=["ROOT" if head == 0 else dep for head, dep in zip(heads, deps, strict=True)],
            names=best_labels(words["names"], labels["names"]),
        )

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Return spaCy's scores of everything that is annotated."""
        examples = list(examples)
        scores: dict[str, Any] = {}
        for attribute in ("tag", "pos", "lemma"):
            scores |= Scorer.score_token_attr(examples, attribute)
        scores |= Scorer.score_deps(examples, "dep", getter=_label, ignore_labels=("p", "punct"))
        scores |= Scorer.score_spans(examples, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"))
        return scores | get_ner_prf(examples)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What was read of one sentence, a list item a word; heads count from 1, 0 is the root."""

    tags: list[str]
    morphs: list[tuple[str, ...]]
    lemmas: list[str]
    heads: Sequence[int]
    deps: list[str]
    names: list[str]


def _put(doc: Doc, sentences: Sequence[_Sentence]) -> None:
    """Write what was read into a document."""
    rows = [row for sentence in sentences for row in _rows(doc.vocab, sentence)]
    attributes: Any = np.array(rows, dtype=np.uint64)  # spaCy's stub knows no unsigned numbers, its code wants them
    doc.from_array(["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP"], attributes)
    doc.set_ents(_spans(doc, [name for sentence in sentences for name in sentence.names]), default="outside")


def _rows(vocab: Vocab, sentence: _Sentence) -> Iterator[tuple[int, ...]]:
    """Yield what spaCy keeps of each word, in the order of the attributes; heads are offsets."""
    add = vocab.strings.add
    columns = zip(sentence.tags, sentence.morphs, sentence.lemmas, sentence.heads, sentence.deps, strict=True)
    for place, (tag, morph, lemma, head, dep) in enumerate(columns):
        features = vocab.morphology.add(morph[1] if len(morph) > 1 else "")
        offset = (head - 1 - place if head else 0) & _ALL_BITS
        yield add(tag), add(morph[0]), features, add(lemma), offset, add(dep)


def _spans(doc: Doc, names: Sequence[str]) -> list[Span]:
    """Return names of BIO labels."""
    begins = [place for place, name in enumerate(names) if name.startswith("B-")]
    ends = [next((i for i in range(begin + 1, len(names)) if not names[i].startswith("I-")), len(names))
            for begin in begins]  # fmt: skip
    return [Span(doc, begin, end, label=names[begin][2:]) for begin, end in zip(begins, ends, strict=True)]


def _label(token: Token, attribute: str) -> str:
    """Return a token's label as text: the scorer's own default gives a number, and no number is ``punct``."""
    return str(getattr(token, f"{attribute}_"))
