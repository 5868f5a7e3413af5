"""Reads which words fill the roles of transfers by PropBank, on the trees of the same sentences.

What comes in: a folder with ``propbank/ewt-PART.jsonl.gz`` and ``treebanks/en_ewt-ud-PART.conllu.gz``.  What goes out:
``RoleSentence`` records.  Which rolesets are transfers, and which of their arguments is what, stands in
``gold/rolesets.yaml``.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kg.errors import DataFileError
from kg.language.treebank import Sentence, read_conllu

__all__ = ["GoldPredicate", "GoldRole", "RoleSentence", "read_roles"]

_ROLESETS = Path(__file__).parent / "gold" / "rolesets.yaml"
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "csubj", "acl", "parataxis"})
_THINGS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM", "ADJ", "X"})
_ABOVE = {"acl:relcl": "relative or participle", "acl": "relative or participle", "amod": "relative or participle",
          "xcomp": "control and raising", "advcl": "adverbial", "conj": "coordination"}


@dataclass(frozen=True, slots=True)
class GoldRole:
    """What fills a role.

    Attributes:
        spans: first and last (exclusive) word of each of its parts; its relative pronoun is one.
        construction: how the tree ties it to its predicate.
        counted: whether it is a thing or person, not a clause: only such ones are looked for.
    """

    spans: tuple[tuple[int, int], ...]
    construction: str
    counted: bool

    def holds(self, index: int) -> bool:
        """Return whether a word is one of its words."""
        return any(start <= index < end for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class GoldPredicate:
    """A word that opens a transfer.

    Attributes:
        token: its index in the sentence.
        roleset: its sense, such as ``sell.01``.
        group: the class of verbs that the roleset belongs to.
        roles: supplier, recipient and equipment → what fills it.
    """

    token: int
    roleset: str
    group: str
    roles: Mapping[str, GoldRole]


@dataclass(frozen=True, slots=True)
class RoleSentence:
    """A sentence with its tree and the predicates of transfers in it."""

    sentence: Sentence
    predicates: tuple[GoldPredicate, ...]


def read_roles(data: Path, part: str) -> tuple[RoleSentence, ...]:
    """Read the sentences of ``train``, ``dev`` or ``test`` in which a transfer's roleset is annotated.

    Raises:
        DataFileError: a file is missing or has another form, or a sentence has no tree.
    """
    told = data / "propbank" / f"ewt-{part}.jsonl.gz"
    trees = data / "treebanks" / f"en_ewt-ud-{part}.conllu.gz"
    try:
        sentences = {sentence.key: sentence for sentence in read_conllu(trees)}
        with gzip.open(told, "rt", encoding="utf-8") as lines:
            read = [_sentence(line, sentences, f"{told}:{number}") for number, line in enumerate(lines, 1)]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        form = "propbank/ewt-PART.jsonl.gz and treebanks/en_ewt-ud-PART.conllu.gz for train, dev and test"
        raise DataFileError(f"{data}: the roles cannot be read: {error}; the folder has to hold {form}") from error
    return tuple(one for one in read if one.predicates)


def _sentence(line: str, sentences: Mapping[str, Sentence], place: str) -> RoleSentence:
    try:
        told = json.loads(line)
        sentence = sentences[told["sent_id"]]
        return RoleSentence(sentence, tuple(_predicates(sentence, told["predicates"])))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        accepted = "a line has the sent_id of a tree, and predicates with token, roleset and args"
        raise DataFileError(f"{place}: {accepted}: {error!r}") from error


def _predicates(sentence: Sentence, told: Sequence[Mapping[str, Any]]) -> Iterator[GoldPredicate]:
    for one in told:
        found = _rolesets().get(one["roleset"])
        if found:
            group, roles = found
            filled = {role: _role(sentence, one, label) for role, label in roles.items()}
            kept = {role: filler for role, filler in filled.items() if filler}
            yield GoldPredicate(one["token"], one["roleset"], group, kept)


def _role(sentence: Sentence, predicate: Mapping[str, Any], label: str) -> GoldRole | None:
    """Return what fills a numbered argument, or None if nothing does."""
    named = [(start, end) for name, start, end in predicate["args"] if name == label]
    others = [(start, end) for name, start, end in predicate["args"] if name in {f"R-{label}", f"C-{label}"}]
    if not named:
        return None
    head = _head(sentence, *named[0])
    row = sentence.columns[head]
    counted = row[3] in _THINGS and row[7].split(":")[0] not in (_CLAUSES if row[3] == "ADJ" else ())
    return GoldRole((*named, *others), _construction(sentence, predicate["token"], head), counted)


def _head(sentence: Sentence, start: int, end: int) -> int:
    """Return the first word of a span whose head stands outside of it."""
    return next((i for i in range(start, end) if not start <= int(sentence.columns[i][6]) - 1 < end), start)


def _construction(sentence: Sentence, predicate: int, head: int) -> str:
    """Return how an argument hangs on its predicate: by the first step of the way up, if there is one."""
    noun = sentence.columns[predicate][3] in {"NOUN", "PROPN"}
    own = predicate in _ancestors(sentence, head)
    if noun:
        return "noun, its own" if own else "noun, around it"
    if own:
        return "passive" if _is_passive(sentence, predicate) else "active"
    label = sentence.columns[predicate][7]
    above = int(sentence.columns[predicate][6]) - 1
    if label == "acl" and above != head:
        return "infinitive on a noun"
    return _ABOVE.get(label, "other")


def _ancestors(sentence: Sentence, index: int) -> Iterator[int]:
    while index >= 0:
        yield index
        index = int(sentence.columns[index][6]) - 1


def _is_passive(sentence: Sentence, predicate: int) -> bool:
    below = {row[7] for row in sentence.columns if int(row[6]) - 1 == predicate}
    return not below.isdisjoint({"nsubj:pass", "aux:pass", "obl:agent", "csubj:pass"})


@cache
def _rolesets() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Return roleset → its class, and role → numbered argument."""
    groups = yaml.safe_load(_ROLESETS.read_text("utf-8"))
    return {name: (group, roles) for group, rolesets in groups.items() for name, roles in rolesets.items()}
