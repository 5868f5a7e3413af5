"""Reads the arguments of a verb or noun off a Universal Dependencies tree, whatever its voice.

What comes in: a token that may open a relation.  What goes out: ``Filler`` records, each a token with its *deep
function*: ``subject``, ``object``, ``indirect``, the preposition in front of it, ``poss``, ``compound``, ``modifier``,
``governor-subject`` … and the steps through the tree that led there.  Control, raising, coordination, relative
clauses and reduced relatives are undone here once, for every extractor.

The construction ids (A1 … M4) are those of the checklist in the README.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.own_fillers import Filler
from kg.extraction.syntax import case_of, children, conjuncts, governor, is_passive, is_verbal
from kg.extraction.verb_fillers import OBJECT_CONTROL, subject_of, verb_fillers

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["OBJECT_CONTROL", "Filler", "clauses_about", "fillers"]

_INCLUDE = frozenset({"include", "comprise", "cover", "involve", "consist", "contain"})
_PROVIDE = frozenset({"provide", "call"})
_PARTNERS = frozenset({"with", "between", "from"})
_MOST_ATTACHED = 2
_ATTACHERS = frozenset({"object", "of", "for", "to", "from", "with", "in", "indirect", "governor-object",
                        "under", "including", "such as"})
_ATTACHED = frozenset({"to", "from", "for", "with", "by", "via", "through"})


def fillers(trigger: "Token") -> list[Filler]:
    """Return everything that the tree ties to a trigger, with deep functions."""
    is_verb = is_verbal(trigger)
    own = list(verb_fillers(trigger) if is_verb else _noun_fillers(trigger))
    below = [f for filler in own if filler.function in _ATTACHERS for f in _attached_below(filler)]
    if is_verb and is_passive(trigger):
        below = [replace(f, function="subject", construction="B1") if f.function == "by" else f for f in below]
    return own + below


def _attached_below(filler: Filler, depth: int = 0) -> Iterator[Filler]:
    """Yield phrases that a parser hangs on an argument though they may belong to the trigger.

    "sold [tanks [to Iraq]]": where a phrase attaches is the commonest error of every parser, and the roles are told
    apart by their types, so both places are tried; what truly hangs on the trigger comes first.
    """
    if depth > _MOST_ATTACHED:
        return
    for part in conjuncts(filler.token):
        for child in part.children:
            if child.dep_.split(":")[0] not in {"nmod", "obl", "acl", "amod"}:
                continue
            case = case_of(child)
            path = (*filler.path, f"{part.text} >{child.dep_}[{case}] {child.text}")
            step = replace(filler, token=child, function=case, path=path)
            if case in _ATTACHED:
                yield step
            if case in _ATTACHED or case in {"of", "including", "such as"}:
                yield from _attached_below(step, depth + 1)


def _noun_fillers(noun: "Token") -> Iterator[Filler]:
    for child in noun.children:
        dep, path = child.dep_, (f"{noun.text} >{child.dep_} {child.text}",)
        if dep == "nmod:poss":
            yield Filler(child, "poss", "F3", path)
        elif dep in {"compound", "nmod:desc", "nmod:unmarked"}:
            yield Filler(child, "compound", "F2", path)
        elif dep == "amod":
            yield Filler(child, "modifier", "F3", path)
        elif dep.split(":")[0] in {"nmod", "obl"}:
            case = case_of(child)
            yield Filler(child, case or "bare", "F1", (f"{noun.text} >{dep}[{case}] {child.text}",))
        elif dep.startswith("nsubj"):
            yield Filler(child, "copula-subject", "H1", path)
        elif dep == "appos":
            yield Filler(child, "apposition", "J3", path)
        elif dep == "acl":
            yield Filler(child, "acl", "D4", path)
    for clause in clauses_about(noun):
        step = f"{noun.text} >{clause.dep_} {clause.text}"
        yield from (replace(f, function=f"governor-{f.function}", construction="G1", path=(step, *f.path))
                    for f in verb_fillers(clause) if f.token.i != noun.i)
    yield from _around_noun(noun)


def clauses_about(noun: "Token") -> list["Token"]:
    """Return the verbs of clauses whose object a noun is (G1): ``the contract that Peru [signed] with Spain``."""
    return [clause for clause in children(noun, "acl", "acl:relcl")
            if any(f.token.i == noun.i and f.function == "object" for f in verb_fillers(clause))]


def _around_noun(noun: "Token", steps: int = 0) -> Iterator[Filler]:
    """Yield what stands around a noun: its apposed head, and the clause that carries it (F6, G1, G2)."""
    head = governor(noun)
    if head is None:
        return
    if noun.dep_ == "appos":
        yield Filler(head, "copula-subject", "H1", (f"{noun.text} <appos {head.text}",))
    if noun.dep_ == "xcomp" and head.pos_ == "VERB":
        yield from (replace(f, function="copula-subject") for f in subject_of(noun))
    if noun.dep_.startswith("nmod") and head.pos_ == "NOUN" and steps < _MOST_ATTACHED:
        yield from _beside(noun, head, steps)
    if noun.dep_ == "nsubj":
        yield from _included(noun, head)
    for clause in children(noun, "acl", "acl:relcl"):
        yield from _included(noun, clause)
    predicate = head.pos_ in {"VERB", "AUX"} or (head.pos_ == "ADJ" and children(head, "cop"))
    if not predicate or noun.dep_.split(":")[0] not in {"obj", "obl", "nsubj"}:
        return
    step = f"{noun.text} <{noun.dep_} {head.text}"
    for filler in verb_fillers(head):
        if filler.token.i != noun.i:
            yield replace(filler, function=f"governor-{filler.function}", construction="G1",
                          path=(step, *filler.path))


def _included(noun: "Token", head: "Token") -> Iterator[Filler]:
    """Yield what a deal is said to include, provide for or be for (J2): ``the contract also covers missiles``."""
    lemma = head.lemma_.lower()
    if lemma in _INCLUDE:
        goods = [c for c in head.children if c.dep_ == "obj" or (c.dep_ == "obl" and case_of(c) == "of")]
    elif lemma in _PROVIDE:
        goods = [c for c in children(head, "obl") if case_of(c) == "for"]
    else:
        goods = [head] if children(head, "cop") and case_of(head) == "for" else []
    yield from (Filler(c, "included", "J2", (f"{noun.text} <{noun.dep_} {head.text} > {c.text}",)) for c in goods)


def _beside(noun: "Token", head: "Token", steps: int) -> Iterator[Filler]:
    """Yield what the noun above has beside a noun, and what stands around that (G2).

    As in ``a contract with Peru for the supply of tanks``.
    """
    step = f"{noun.text} <{noun.dep_} {head.text}"
    if not steps:
        yield Filler(head, "above", "G1", (step,))  # "has [jets] on order"
    for child in children(head, "nmod"):
        case = case_of(child)
        if child.i != noun.i and case in _PARTNERS:
            yield Filler(child, case, "G2", (step, f"{head.text} >nmod[{case}] {child.text}"))
    if children(head, "cop"):  # "Peru is in talks over the purchase"
        yield from (Filler(c, "governor-subject", "G2", (step, f"{head.text} >nsubj {c.text}"))
                    for c in children(head, "nsubj"))
    for filler in _around_noun(head, steps + 1):
        yield replace(filler, path=(step, *filler.path))
