"""A second opinion on roles, tried: a log-linear model over trees, trained on PropBank, beside the rules.

Run it with ``python -m tests.benchmarks.trial_role_model --data DIR`` (package installed; DIR holds ``propbank`` and
``treebanks``).  It trains on EWT's train part, on our parser's trees, in less than a minute, and prints how well model
and rules find roles in dev and test, how often the rules are right where both agree, whether the model's probabilities
can be believed, and whether they tell right from wrong transfers in the development passages.  It is no part of the
product.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.articles import article_of
from kg.evaluate import GoldPredicate, RoleScores, read_roles, score
from kg.extraction.role_finding import find_roles, opened_frames
from kg.extraction.syntax import case_of, is_passive
from kg.language import load
from kg.language.treebank import bare_doc_of, doc_of
from kg.lexicon import Lexicon, read_lexicon
from kg.model import Claim
from kg.resources import Resources
from kg.settings import Settings

_DEV = Path(__file__).parent.parent / "cases" / "dev.jsonl"
_ROLES = ("none", "supplier", "recipient", "equipment")
_THINGS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM", "X"})
_INSIDE = frozenset({"flat", "compound:prt", "fixed", "punct", "case", "det"})
_LONGEST = 5  # steps of a path
_WIDTH = 1 << 18  # weights for each role; features are hashed
_PASSES, _RATE = 8, 0.15
_LIKELY = 0.4
_BINS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.01)
_FRAMES = {"give": "give", "sell": "sell", "equip": "equip", "get": "get", "await": "get", "smuggle": "send",
           "buy": "buy", "offer": "offer", "pledge": "offer", "request": "request", "requesting": "request",
           "giving": "send", "selling": "sell", "pledging": "offer", "offering": "offer", "getting": "buy",
           "choose": "buy", "contracted": "supply"}
"""Frames → the class of rolesets nearest to them."""

Example = tuple[Doc, GoldPredicate, Sequence[str]]


class Model:
    """Says how likely a word fills each role of a trigger."""

    def __init__(self) -> None:
        self._weights = np.zeros((_WIDTH, len(_ROLES)))

    def of(self, features: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """Return the probability of each role."""
        told = self._weights[features].sum(0)
        likely: np.ndarray[Any, Any] = np.exp(told - told.max())
        chances: np.ndarray[Any, Any] = likely / likely.sum()
        return chances

    def fit(self, rows: Sequence["np.ndarray[Any, Any]"], roles: Sequence[int]) -> None:
        """Train with steps that shrink as a feature is seen again (AdaGrad); the same each time."""
        seen, order = np.full_like(self._weights, 0.01), np.random.default_rng(0)
        for _ in range(_PASSES):
            for at in order.permutation(len(rows)):
                features, off = rows[at], self.of(rows[at])
                off[roles[at]] -= 1
                seen[features] += off * off
                self._weights[features] -= _RATE * off / np.sqrt(seen[features])


def features_of(trigger: Token, token: Token, group: str) -> "np.ndarray[Any, Any] | None":
    """Return the features of a word beside a trigger: its path, preposition, place, and what else hangs there."""
    steps = _steps(trigger, token)
    if steps is None:
        return None
    up, down = steps
    path, case, last = "^".join(up) + ">" + ">".join(down), case_of(token), down[-1] if down else "^" + up[-1]
    voice, away = "passive" if is_passive(trigger) else "active", token.i - trigger.i
    own = ",".join(sorted({c.dep_ for c in trigger.children if c.dep_.split(":")[0] in
                           {"nsubj", "obj", "iobj", "obl", "nmod"}}))
    where = f"{path}|{voice}|{case}"
    told = ["bias", path, f"{path}|{case}", where, case, last, own + last, f"{trigger.pos_}{path}{voice}",
            f"{token.pos_}", f"word {token.lemma_.lower()}", f"{len(up)},{len(down)}",
            f"{np.sign(away)}{trigger.pos_}", f"{np.sign(away)}{min(abs(away), 8)}"]
    told += [f"{group}|{one}" for one in (path + voice, where, case, last + voice, own + case + path)]
    told += [f"{trigger.lemma_.lower()}|{one}" for one in (f"{path}{case}", case)]
    return np.array(sorted({zlib.crc32(one.encode()) % _WIDTH for one in told}))


def _steps(trigger: Token, token: Token) -> tuple[list[str], list[str]] | None:
    """Return the labels up from a trigger and down to a word, or None if they are too many."""
    above = [trigger, *trigger.ancestors]
    places = {one.i: place for place, one in enumerate(above)}
    down: list[str] = []
    while token.i not in places:
        down.insert(0, token.dep_)
        if token.head.i == token.i:
            return None
        token = token.head
    up = [one.dep_ for one in above[: places[token.i]]]
    return (up, down) if len(up) + len(down) <= _LONGEST else None


def _candidates(trigger: Token, group: str) -> Iterator[tuple[Token, "np.ndarray[Any, Any]"]]:
    for token in trigger.sent:
        if token.i != trigger.i and token.pos_ in _THINGS and token.dep_ not in _INSIDE:
            features = features_of(trigger, token, group)
            if features is not None:
                yield token, features


def _examples(data: Path, parts: Sequence[str], nlp: Language, lexicon: Lexicon) -> Iterator[Example]:
    sentences = [one for part in parts for one in read_roles(data, part)]
    docs = nlp.pipe(bare_doc_of(nlp.vocab, one.sentence) for one in sentences)
    for one, doc in zip(sentences, docs, strict=True):
        gold = doc_of(nlp.vocab, [one.sentence])
        for predicate in one.predicates:
            if opened_frames(gold[predicate.token], lexicon):
                yield doc, predicate, one.sentence.words


def _role_of(token: Token, predicate: GoldPredicate) -> int | None:
    """Return the role of a word, 0 for none; None inside a filler, whose head alone is learnt."""
    for role, gold in predicate.roles.items():
        if gold.holds(token.i):
            heads = gold.counted and (token.head.i == token.i or not gold.holds(token.head.i))
            return _ROLES.index(role) if heads else None
    return 0


def trained(data: Path, nlp: Language, lexicon: Lexicon) -> Model:
    """Return the model, trained on EWT's train part."""
    rows, roles = [], []
    for doc, predicate, _ in _examples(data, ["train"], nlp, lexicon):
        for token, features in _candidates(doc[predicate.token], predicate.group):
            role = _role_of(token, predicate)
            if role is not None:
                rows.append(features)
                roles.append(role)
    model = Model()
    model.fit(rows, roles)
    return model


def _chosen(likely: Mapping[int, "np.ndarray[Any, Any]"]) -> dict[str, int]:
    """Return the likeliest word for each role, none in two of them."""
    found: dict[str, int] = {}
    ranked = sorted(((chance[role], at, role) for at, chance in likely.items() for role in (1, 2, 3)), reverse=True)
    for chance, at, role in ranked:
        if chance >= _LIKELY and _ROLES[role] not in found and at not in found.values():
            found[_ROLES[role]] = at
    return found


def compare(model: Model, data: Path, nlp: Language, lexicon: Lexicon) -> None:
    """Print how well rules and model find roles in dev and test, together and apart."""
    scores, beside, chances = {"rules": RoleScores(), "model": RoleScores()}, Counter[str](), []
    for doc, predicate, words in _examples(data, ["dev", "test"], nlp, lexicon):
        trigger = doc[predicate.token]
        likely = {token.i: model.of(features) for token, features in _candidates(trigger, predicate.group)}
        ours = find_roles(trigger, opened_frames(trigger, lexicon)).chosen
        found = {"rules": {role: token.i for role, token in ours.items()}, "model": _chosen(likely)}
        for name, chosen in found.items():
            scores[name].add(words, predicate, chosen, {role: [at] for role, at in chosen.items()})
        for role, at in found["rules"].items():
            gold = predicate.roles.get(role)
            if gold is None or gold.counted:
                right = gold is not None and gold.holds(at)
                same = "agree" if found["model"].get(role) == at else "differ"
                beside.update([same, *([f"{same}, rules right"] if right else [])])
                chances.append((float(likely[at][_ROLES.index(role)]) if at in likely else 0.0, right))
    for name, told in scores.items():
        for row in ("all", *(f"role: {role}" for role in _ROLES[1:])):
            _line(f"{name:6} {row:16} {_measures(told.rows[row])}")
    _line(", ".join(f"{name} {count}" for name, count in sorted(beside.items())))
    _reliability(chances)


def _measures(counts: Counter[str]) -> str:
    precision, recall = counts["right"] / counts["chosen"], counts["right"] / counts["gold"]
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"


def _line(words: str) -> None:
    sys.stdout.write(words + "\n")


def _reliability(chances: Sequence[tuple[float, bool]]) -> None:
    for low, high in pairwise(_BINS):
        inside = [(chance, right) for chance, right in chances if low <= chance < high]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            _line(f"  {low:4.2f} to {min(high, 1):4.2f}  {len(inside):4}  mean {mean:.2f}  right {share:.2f}")


def rank(model: Model, nlp: Language, resources: Resources) -> None:
    """Print whether the least likely role of a claim tells right from wrong in the development passages."""
    passages = [json.loads(line) for line in _DEV.read_text("utf-8").splitlines()]
    articles = [article_of(one["text"], key=one["id"], date=one.get("date")) for one in passages]
    read = list(resources.reader.read(articles))
    lines = list(resources.lines(read))
    wrong = {id(line) for one in score(passages, lines).passages for line in one.spurious}
    claims = [claim for one in read for claim in one.claims]
    told = []
    for claim, line in zip(claims, lines, strict=True):
        chance = _least(model, nlp, claim) if claim.type == "ArmsTransfer" else None
        if chance is not None:
            told.append((chance, id(line) not in wrong))
    pairs = [(a > b) + (a == b) / 2 for a, right in told for b, other in told if right and not other]
    right = sum(right for _, right in told)
    _line(f"{len(told)} transfers, {right} right; area under the curve {sum(pairs) / len(pairs):.2f}")
    _reliability(told)


def _least(model: Model, nlp: Language, claim: Claim) -> float | None:
    """Return the probability of the least likely role of a claim; None where its word is of no class."""
    told = claim.evidence[0]
    group = _FRAMES.get(told.rule.split("+")[0])
    doc = nlp(told.sentence)
    trigger = next((token for token in doc if told.path and token.text == told.path[0].split()[0]), None)
    if group is None or trigger is None:
        return None
    chances = []
    for mention in told.mentions:
        span = doc.char_span(mention.start - told.start, mention.end - told.start, alignment_mode="expand")
        if span is not None and mention.role in _ROLES:
            features = features_of(trigger, _listed(span.root), group) if span.root.i != trigger.i else None
            chances.append(0.0 if features is None else float(model.of(features)[_ROLES.index(mention.role)]))
    return min(chances, default=None)


def _listed(token: Token) -> Token:
    """Return the first of the list that a word belongs to."""
    while token.dep_ == "conj":
        token = token.head
    return token


def main() -> None:
    """Train, and print what it is good for."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--data", type=Path, required=True, help="folder with propbank and treebanks")
    data = arguments.parse_args().data
    nlp, resources = load(), Resources(Settings.read({}))
    lexicon = read_lexicon(resources.trigger_files)
    model = trained(data, nlp, lexicon)
    compare(model, data, nlp, lexicon)
    rank(model, nlp, resources)


if __name__ == "__main__":
    main()
