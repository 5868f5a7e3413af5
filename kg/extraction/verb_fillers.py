"""Reads the arguments of a verb off the tree: its own, and those that stand above it.

What comes in: a verb.  What goes out: ``Filler`` records.  Control, raising, coordination, relative clauses and reduced
relatives are undone here; what hangs on the verb itself is told by ``own_fillers``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.own_fillers import Filler, direct, stranded
from kg.extraction.syntax import children, governor, is_bare_participle, is_passive

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["OBJECT_CONTROL", "subject_of", "verb_fillers"]

_CHOICE = frozenset("choose select pick hire contract commission appoint designate tap challenge target".split())
"""Verbs whose object is meant to do what the infinitive says, whether it hangs on them or stands beside (D3)."""
OBJECT_CONTROL = frozenset(
    "allow ask authorize authorise call cause compel convince direct enable encourage force get help instruct invite "
    "lend let license make order permit persuade press pressure prompt request require tell urge want".split()
) | _CHOICE
"""Verbs whose object is the subject of the infinitive below them (D3)."""
_OBJECT_BLAMED = frozenset(
    "accuse suspect blame charge criticise criticize condemn fault thank praise stop prevent block dissuade bar "
    "prohibit discourage deter keep warn".split()
)
"""Verbs whose object is the subject of the gerund below them: ``accused Peru of [selling] …`` (D3)."""
_FUNDING = frozenset({"lend", "loan", "give", "grant", "pay", "offer"})
_GRANTED = frozenset("approval permission consent leave clearance authorization authorisation licence license".split())
"""Nouns for what lets somebody else act: whose approval it is does not do what it is for."""
_MEMBERS = frozenset(
    "country state nation member customer client buyer operator supplier exporter firm company".split()
)
"""Nouns for who does something, whoever they belong to: ``Peru is [France's] first customer to buy jets``."""
_SUBJECTS = frozenset({"nsubj", "nsubj:outer", "nsubj:pass"})
_CLAUSES = frozenset({"xcomp", "advcl", "conj", "acl"})
_MOST_STEPS = 6


def verb_fillers(verb: "Token") -> Iterator[Filler]:
    """Yield what the tree ties to a verb, with deep functions."""
    for filler in direct(verb):
        through = _through_relative(verb, filler)
        yield through
        if through.token.i != filler.token.i:
            yield from _adjacent_antecedent(filler, through)
    yield from _from_head(verb)


def _adjacent_antecedent(filler: Filler, through: Filler) -> Iterator[Filler]:
    """Yield the noun right in front of a relative pronoun too, where the parser took one further left (C3).

    As in ``deliveries to [Peru], which receives Russian arms``; which of the two it is, their types tell.
    """
    pronoun = filler.token
    place = pronoun.i - 1
    while place > through.token.i and (pronoun.doc[place].is_punct or pronoun.doc[place].pos_ == "ADP"):
        place -= 1
    if place > through.token.i and pronoun.doc[place].pos_ in {"NOUN", "PROPN"}:
        noun = pronoun.doc[place]
        yield replace(through, token=noun, path=(*filler.path, f"{pronoun.text} = {noun.text}"))


def _through_relative(verb: "Token", filler: Filler) -> Filler:
    """Put the antecedent in the place of a relative pronoun (C2, C3, C4)."""
    token = filler.token
    if "Rel" not in token.morph.get("PronType", []) and token.lower_ not in {"which", "who", "whom", "that"}:
        return filler
    clause = verb
    while clause.dep_ not in {"acl:relcl", "acl"} and clause.head.i != clause.i and clause.dep_ in _CLAUSES:
        clause = clause.head
    if not clause.dep_.startswith("acl") or token.pos_ == "DET":
        return filler
    return replace(
        filler, token=clause.head, construction="C3" if filler.function == "subject" else "C2",
        path=(*filler.path, f"<{clause.dep_} {clause.head.text}"),
    )


def _from_head(verb: "Token") -> Iterator[Filler]:
    """Yield the arguments that stand above the verb: gaps of relative clauses, participles, control."""
    found = {f.function for f in direct(verb)}
    head, dep = governor(verb), verb.dep_
    if head is None:
        return
    step = f"{verb.text} <{dep} {head.text}"
    if dep == "acl:relcl":
        yield from _relative_gap(verb, head, found, step)
    elif dep in {"acl", "amod"}:
        yield from _modified_noun(verb, head, found, step)
    elif dep in {"xcomp", "advcl", "conj", "parataxis"} or _is_gerund_below(verb):
        yield from _inherited(verb, head, found)


def _relative_gap(verb: "Token", head: "Token", found: set[str], step: str) -> Iterator[Filler]:
    if any("Rel" in c.morph.get("PronType", []) or c.lower_ in {"which", "who", "that"} for c in verb.children
           if c.dep_.split(":")[0] in {"nsubj", "obj", "obl"}):
        return
    left = stranded(verb)
    if "subject" not in found and not is_passive(verb):
        yield Filler(head, "subject", "C3", (step,))
    elif left:
        yield Filler(head, left, "C4", (f"{step} … {left}",))
    elif "object" not in found:
        yield Filler(head, "object", "C2", (step,))
    elif "indirect" not in found and not is_passive(verb) and not children(verb, "mark", "advmod"):
        yield from _receiver_named(verb, head, step)


def _receiver_named(verb: "Token", noun: "Token", step: str) -> Iterator[Filler]:
    """Yield goods and receiver of a clause on goods that has one bare noun (C2): ``the jets [Spain sold Peru]``."""
    yield Filler(noun, "object", "C2", (step,))
    yield from (Filler(c, "indirect", "C2", (step, f"{verb.text} >obj {c.text}")) for c in children(verb, "obj"))


def _modified_noun(verb: "Token", head: "Token", found: set[str], step: str) -> Iterator[Filler]:
    infinitive = any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)
    if infinitive and not is_passive(verb):
        yield from _infinitive_on(verb, head, found, step)
    elif is_passive(verb) or (is_bare_participle(verb) and "object" not in found):
        yield Filler(head, "indirect" if "object" in found else "object", "B2" if "object" in found else "C1", (step,))
        if "object" in found and verb.dep_ == "acl":  # "the jets [given it by Spain]"
            yield from _receiver_named(verb, head, step)
    elif "subject" not in found:
        if verb.tag_ == "VBG" and children(verb, "mark"):  # "Peru's policy of [selling arms]": whose policy it is
            yield from (replace(f, construction="D4") for f in _noun_subject(head))
        yield Filler(head, "subject", "C5", (step,))


def _infinitive_on(verb: "Token", head: "Token", found: set[str], step: str) -> Iterator[Filler]:
    """Yield what the noun in front of an infinitive is to it, and who its subject is (D4)."""
    subjects, left = _noun_subject(head), stranded(verb)
    yield from (replace(f, construction="D4") for f in subjects)
    if left:
        yield Filler(head, left, "C4", (f"{step} … {left}",))
    elif head.pos_ == "PROPN" and not subjects and "object" in found:
        yield Filler(head, "subject", "L2", (step,))
    elif "object" not in found:
        yield Filler(head, "object", "D4", (step,))


def _inherited(verb: "Token", head: "Token", found: set[str]) -> Iterator[Filler]:
    passive = is_passive(verb)
    done_to = "indirect" if "object" in found else "object"
    surface = done_to if passive and not children(verb, "nsubj:pass") else "subject"
    if surface not in found:
        yield from (replace(f, function=surface) for f in subject_of(verb))
    if verb.dep_ == "conj" and not children(verb, "nsubj"):
        # what stands behind the last of several verbs serves all of them ("developed and exported jets")
        known = {*found, "indirect"}
        yield from (replace(f, construction="E1", path=(f"{verb.text} <conj {head.text}", *f.path))
                    for f in direct(head) if f.token.i > verb.i and f.function not in known)
    if "object" not in found and not passive and verb.dep_ in {"xcomp", "conj"}:
        yield from _left_out_below(verb)


def _left_out_below(verb: "Token") -> Iterator[Filler]:
    """Yield the noun in front of a clause that leaves out the object of a verb further down (C2).

    As in ``the jets that Peru wants [to buy]``, ``the jets that Spain built and [delivered]``.
    """
    clause = verb
    while clause.dep_ in {"xcomp", "conj"}:
        clause = clause.head
    subjects = [c for c in children(clause, "nsubj") if c.lower_ not in {"which", "who", "that"}]
    taken = [c for c in children(clause, "obj") if c.i > clause.i]
    if clause.dep_ == "acl:relcl" and subjects and not taken and not stranded(clause):
        step = f"{verb.text} … {clause.text} <acl:relcl {clause.head.text}"
        yield Filler(clause.head, "object", "C2", (step,))


def subject_of(verb: "Token", steps: int = 0) -> list[Filler]:
    """Return who does what the verb says where the clause itself does not: control, raising, coordination (D, E)."""
    head = governor(verb)
    below = verb.dep_ in {"xcomp", "advcl", "conj", "acl", "parataxis"} or _is_gerund_below(verb)
    if head is None or steps > _MOST_STEPS or not below:
        return []
    if verb.dep_ == "acl":
        return _noun_subject(head)
    if head.lower_ == "worth" and head.dep_ == "amod":  # "an agreement worth $4 million to supply tanks"
        return _noun_subject(head.head)
    raised = "D2" if is_passive(head) else "D1"  # "is expected to sell" and "plans to sell"
    construction = {"advcl": "D5", "conj": "E1"}.get(verb.dep_, raised)
    found = list(direct(head))
    own = [_through_relative(head, f) for f in found]
    subjects = [_through_relative(head, f) for f in found if f.token.dep_ in _SUBJECTS]
    subjects = subjects or _gap_subject(head) or [f for f in own if f.function == "subject"]
    controlled = [f for f in own if f.token.dep_ in {"obj", "iobj", "nsubj:pass"}]
    if controlled and _is_object_controlled(verb, head):
        subjects, construction = controlled, "D3"
    if verb.dep_ == "advcl" and head.lemma_.lower() in _FUNDING:
        subjects = [f for f in own if f.token.dep_ == "iobj"] or subjects  # "lent Peru money to buy jets"
    if subjects:
        return [Filler(f.token, "subject", construction, (f"{verb.text} <{verb.dep_} {head.text}", *f.path))
                for f in subjects]
    if head.pos_ in {"NOUN", "PROPN"} and verb.dep_ in {"advcl", "conj"}:
        return []
    return [replace(f, path=(f"{verb.text} <{verb.dep_} {head.text}", *f.path)) for f in subject_of(head, steps + 1)]


def _is_object_controlled(verb: "Token", head: "Token") -> bool:
    """Return whether the object of the verb above is who does it, or to whom it is done (D3)."""
    lemma = head.lemma_.lower()
    if verb.tag_ == "VBG" and lemma in _OBJECT_BLAMED:
        return True
    if verb.dep_ == "xcomp":
        return lemma in OBJECT_CONTROL or is_passive(verb)
    to = any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)
    return verb.dep_ == "advcl" and to and lemma in _CHOICE


def _gap_subject(verb: "Token") -> list[Filler]:
    """Return the noun that a clause without subject stands on: ``jets [expected] to be delivered`` (C1, C3)."""
    if verb.dep_ not in {"acl", "acl:relcl", "amod"}:
        return []
    surface = {"object", "indirect"} if is_passive(verb) else {"subject"}
    return [f for f in _from_head(verb) if f.function in surface]


def _is_gerund_below(verb: "Token") -> bool:
    """Return whether a clause without subject is what somebody says of himself: ``Iran denies [arming rebels]``."""
    return verb.dep_ == "ccomp" and verb.tag_ == "VBG" and not children(verb, "nsubj", "aux")


def _noun_subject(noun: "Token") -> list[Filler]:
    """Return whose deal, plan or offer a noun is: its possessor, or the subject of its verb (D4, F6)."""
    said_of = [Filler(c, "subject", "D4", (f"{noun.text} >nsubj {c.text}",)) for c in children(noun, "nsubj")]
    if noun.dep_ == "xcomp" and noun.head.pos_ == "VERB":  # "Peru became the first country to buy"
        said_of = [replace(f, construction="D4") for f in subject_of(noun)]
    granted = noun.lemma_.lower() in _GRANTED
    owned = [] if granted else children(noun, "nmod:poss")
    owners = [Filler(c, "subject", "F3", (f"{noun.text} >nmod:poss {c.text}",)) for c in owned]
    if not (owners or granted or said_of):  # "Brazil plans to buy": noun or verb, the name in front is whose plan it is
        names = [c for c in children(noun, "compound", "amod") if c.pos_ == "PROPN" or c.text[0].isupper()]
        owners = [Filler(c, "subject", "F3", (f"{noun.text} >{c.dep_} {c.text}",)) for c in names]
    if owners or said_of:  # "Peru is in talks to buy"
        return [*owners, *said_of] if noun.lemma_.lower() not in _MEMBERS else [*said_of, *owners]
    top = noun
    while top.dep_ in {"conj", "nmod", "appos"} and top.head.pos_ in {"NOUN", "NUM"}:
        top = top.head
    above = children(top, "nsubj")  # "Peru is one of three states to buy"
    if above:
        return [Filler(c, "subject", "D4", (f"{noun.text} … {top.text} >nsubj {c.text}",)) for c in above]
    verb = governor(top)
    if verb is None or verb.pos_ not in {"VERB", "AUX"} or top.dep_.split(":")[0] not in {"obj", "obl"}:
        return []
    # who is awarded a contract is whose contract it is (G3)
    wanted = {"subject", "indirect"} if is_passive(verb) else {"subject"}
    own = [f for f in (_through_relative(verb, f) for f in direct(verb)) if f.function in wanted]
    own = [replace(f, function="subject") for f in own]
    step = f"{noun.text} <{top.dep_} {verb.text}"
    return [replace(f, construction="F6", path=(step, *f.path)) for f in own or subject_of(verb)]


