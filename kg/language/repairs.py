"""Mends trees where the parser broke a rule of English: a few errors that cost an argument and can be told for certain.

What comes in: a parsed ``Doc``.  What goes out: the same, with some tokens attached elsewhere.  Each rule names what it
takes as broken; where a tree is possible English, it stays.  What names mend is in ``named_phrases``.
"""

from typing import TYPE_CHECKING

from kg.language.phrases import PREMODIFIERS, preposition

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["mend"]

_NAMES = frozenset({"nsubj", "nsubj:pass", "obj", "iobj"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_STOPS = frozenset({".", "!", "”", '"', "''"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_SUBORDINATORS = frozenset({"while", "whereas", "although", "though", "because", "if"})
_RELATIVES = frozenset({"which", "who", "that"})


def mend(doc: "Doc") -> "Doc":
    """Apply every rule to a document."""
    for token in doc:
        _mend_verb(token)
        _mend_other(token)
    for sent in list(doc.sents):
        _close_with_source(sent)
    return doc


def _close_with_source(sent: "Span") -> None:
    """Read the end of ``Peru bought tanks, [Interfax quoted the minister as saying]`` as its source.

    Nothing else in English is *quoted* or *cited* behind a comma and goes on with *as saying*.
    """
    last = [token.lower_ for token in sent if not token.is_punct][-2:]
    verb = next((t for t in reversed(sent) if t.lower_ in {"quoted", "cited"}), None)
    if last != ["as", "saying"] or verb is None or verb.dep_ in {"parataxis", "ROOT", "ccomp"}:
        return
    comma = next((t.i for t in reversed(sent.doc[sent.start : verb.i]) if t.text == ","), sent.end)
    if not comma + 1 < verb.i or comma <= sent.root.i:
        return
    root = sent.root
    for token in sent.doc[comma + 1 : sent.end]:
        beside = token.head.i == verb.i or not comma < token.head.i < sent.end
        if token.i == verb.i or (beside and token.dep_ != "punct"):
            token.head = root if token.i == verb.i else verb
            token.dep_ = _of_source(token, verb)


def _of_source(token: "Token", verb: "Token") -> str:
    """Return what a part of the closing source is to the verb, by its place."""
    if token.i == verb.i:
        return "parataxis"
    if token.lower_ == "saying":
        return "advcl"
    return "nsubj" if token.i < verb.i else "obj"


def _mend_verb(token: "Token") -> None:
    if token.pos_ == "VERB" and token.head.dep_ == "ROOT" and token.head.pos_ == "PROPN":
        _read_headline(token)
    if token.tag_ == "VBN" and token.dep_ == "advcl" and token.i:
        _adopt_participle(token)
    if token.dep_ == "acl" and token.i:
        _find_contact_subject(token)
    if token.tag_ in {"VBD", "VBN"} and token.dep_ == "acl" and token.head.dep_ == "ROOT":
        _raise_verb(token)


def _mend_other(token: "Token") -> None:
    _mend_label(token)
    if token.dep_ in {"ccomp", "parataxis"}:
        _return_subject(token)
    elif token.dep_ == "case":
        _raise_preposition(token)
    elif token.dep_ == "obj":
        _demote_object(token)
    elif token.dep_ == "nmod" and token.head.dep_ == "obl:unmarked":
        _pass_over_time(token)
    elif token.dep_ == "nsubj:pass" and token.i > token.head.i:
        _keep_one_subject(token)
    elif token.dep_.startswith("nsubj") and token.pos_ == "NOUN":
        _describe_name(token)
    elif token.dep_ in {"vocative", "dislocated"} or (token.dep_ == "discourse" and token.pos_ == "PROPN"):
        _return_vocative(token)


def _mend_label(token: "Token") -> None:
    """Correct labels that no tree of English has where they stand."""
    if token.dep_ == "advcl" and token.pos_ == "NOUN" and preposition(token):
        token.dep_ = "obl"
    elif token.dep_ == "appos" and any(c.dep_ == "nsubj" and c.lower_ in _RELATIVES for c in token.children):
        token.dep_ = "acl:relcl"
    elif token.dep_ == "obl" and token.i < token.head.i:
        _free_subject(token)
    elif token.dep_ == "obl" and not preposition(token):
        _keep_retained_object(token)
    elif token.dep_ == "nsubj" and token.i > token.head.i:
        _give_speaker(token)


def _free_subject(noun: "Token") -> None:
    """Make a noun behind a subordinator the subject that its verb lacks: ``while [Russia] backs Maduro``."""
    marks = [c for c in noun.children if c.dep_ == "case" and c.lower_ in _SUBORDINATORS]
    if marks and _is_finite(noun.head) and not _subjects(noun.head):
        noun.dep_ = "nsubj"
        marks[0].head, marks[0].dep_ = noun.head, "mark"


def _keep_retained_object(noun: "Token") -> None:
    """Make a bare noun behind a passive verb its object: ``Saab was awarded [a contract]``; times are labelled so."""
    passive = any(c.dep_ == "nsubj:pass" for c in noun.head.children)
    if passive and any(c.dep_ == "det" and c.i == noun.left_edge.i for c in noun.children):
        noun.dep_ = "obj"


def _give_speaker(noun: "Token") -> None:
    """Give the verb of saying behind a quotation the subject that the parser gave to the quotation.

    As in ``Russia aims at peace, [its spokesman] said``: a clause has one subject, and it stands in front.
    """
    clause, verb = noun.head, noun.head.head
    front = any(c.dep_ == "nsubj" and c.i < clause.i for c in clause.children)
    if front and clause.dep_ in {"ccomp", "parataxis"} and noun.i < verb.i and not _subjects(verb):
        noun.head = verb


def _demote_object(noun: "Token") -> None:
    """Make a noun with a preposition oblique, where its verb has an object: ``provided [Chad] with [guns]``."""
    if preposition(noun) and any(c.dep_ == "obj" and c.i < noun.i for c in noun.head.children):
        noun.dep_ = "obl"


def _pass_over_time(noun: "Token") -> None:
    """Give an *of* behind a time to the object in front of it: ``took [delivery] Monday [of two jets]``."""
    verb = noun.head.head
    objects = [c for c in verb.children if c.dep_ == "obj" and c.i == noun.head.left_edge.i - 1]
    if objects and preposition(noun) == "of":
        noun.head = objects[0]


def _keep_one_subject(noun: "Token") -> None:
    """Make what is behind a passive verb its object where a subject stands in front: ``Niger was given [aircraft]``."""
    if any(c.dep_ == "nsubj:pass" and c.i < noun.head.i for c in noun.head.children):
        noun.dep_ = "obj"


def _describe_name(noun: "Token") -> None:
    """Make a noun the description of the name right behind it, where both are subjects: ``[maker [Baykar]] sells``."""
    names = [c for c in noun.head.children if c.dep_ == noun.dep_ and c.pos_ == "PROPN" and c.i > noun.i]
    if names and min(t.i for t in names[0].subtree) == noun.i + 1:
        noun.head, noun.dep_ = names[0], "nmod:desc"


def _adopt_participle(verb: "Token") -> None:
    """Give a bare participle to the noun right in front of it: ``flies [jets [bought from Peru]]``.

    A participle that tells of the subject is set off by a comma or a conjunction.
    """
    noun = verb.nbor(-1)
    bare = not any(c.i < verb.i for c in verb.children) and not _subjects(verb)
    if bare and noun.pos_ in {"NOUN", "PROPN"} and noun.dep_ in {"obj", "obl", "nmod", "conj"} and (
        any(a.i == verb.head.i for a in noun.ancestors)
    ):
        verb.head, verb.dep_ = noun, "acl"


def _find_contact_subject(verb: "Token") -> None:
    """Make the name between a noun and its clause the subject: ``the frigates [Italy delivered]``.

    An apposition is set off by a comma; a name that is not stands in a relative clause without pronoun.
    """
    name = verb.nbor(-1)
    noun = verb.head
    if name.dep_ == "appos" and name.head.i == noun.i and name.pos_ == "PROPN" and name.i == noun.i + 1:
        name.head, name.dep_, verb.dep_ = verb, "nsubj", "acl:relcl"


def _return_vocative(noun: "Token") -> None:
    """Make the name in front of a verb without subject its subject: ``[Elbit], in turn, is contracted to …``."""
    verb = noun.head
    if noun.i < verb.i and _is_finite(verb) and not _subjects(verb):
        noun.dep_ = "nsubj:pass" if any(c.dep_ == "aux:pass" for c in verb.children) else "nsubj"


def _raise_verb(verb: "Token") -> None:
    """Make the only past tense of a sentence its head where a noun is: ``[Peru [signed for frigates].]``.

    A sentence that ends with a full stop has a finite verb; a passive with its agent stays what it may be, a fragment.
    """
    noun = verb.head
    others = [t for t in verb.sent if t.i != verb.i and t.pos_ in {"VERB", "AUX"} and _is_finite(t)]
    passive = any(c.dep_ == "obl:agent" for c in verb.children)
    if others or passive or noun.i > verb.i or noun.pos_ not in _NOMINAL or verb.sent[-1].text not in _STOPS:
        return
    behind = [child for child in noun.children if child.i > verb.i]
    verb.head, verb.dep_ = verb, "ROOT"
    noun.head, noun.dep_ = verb, "nsubj"
    for child in behind:
        child.head = verb


def _read_headline(verb: "Token") -> None:
    """Hang the infinitive of a headline on its subject, as the treebanks do: ``[Peru to get jets]``."""
    infinitive = any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)
    if infinitive and verb.head.i < verb.i and not any(_is_finite(t) for t in verb.sent if t.pos_ in {"VERB", "AUX"}):
        verb.dep_ = "acl"


def _raise_preposition(token: "Token") -> None:
    """Give a preposition to the noun and not to what modifies it: ``including [Sukhoi fighters]``."""
    noun = token.head
    while noun.dep_ in PREMODIFIERS and token.i < noun.i < noun.head.i and token.lower_ not in _POSSESSIVES:
        noun = noun.head
    if noun.i != token.head.i:
        token.head = noun
    elif token.i + 1 < noun.i:
        _return_preposition(token)


def _return_preposition(token: "Token") -> None:
    """Give the first of two prepositions to the noun between them: ``delivery [of the last [of 44 tanks]]``."""
    second = next((c for c in token.head.children if c.dep_ == "case" and c.i > token.i), None)
    between = token.doc[token.i + 1 : second.i] if second is not None else ()
    for word in between:
        if word.dep_ in {"nmod", "obl"} and word.head.i < token.i and not preposition(word):
            token.head = word
            return


def _return_subject(verb: "Token") -> None:
    """Give a finite clause its subject back from the verb above: ``he said [Peru has bought tanks]``.

    A finite English clause has a subject, and a verb has none behind it where one stands in front already.
    """
    above = verb.head
    if above.i >= verb.i or not _is_finite(verb) or _subjects(verb):
        return
    between = [c for c in above.children if c.dep_ in _NAMES and above.i < c.i < verb.i]
    if len(between) != 1 or not any(c.i < above.i for c in _subjects(above)):
        return
    passive = any(c.dep_ == "aux:pass" for c in verb.children)
    between[0].dep_ = "nsubj:pass" if passive else "nsubj"
    between[0].head = verb


def _is_finite(verb: "Token") -> bool:
    helpers = [c for c in verb.children if c.dep_.startswith(("aux", "cop"))]
    return any("Fin" in t.morph.get("VerbForm", []) for t in [verb, *helpers]) and not any(
        c.dep_ == "mark" and c.lower_ == "to" for c in verb.children
    )


def _subjects(verb: "Token") -> list["Token"]:
    return [c for c in verb.children if c.dep_.split(":")[0] in {"nsubj", "csubj", "expl"} or c.lower_ in _RELATIVES]
