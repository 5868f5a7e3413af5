"""Mends trees where the parser broke a rule of English: a few errors that cost an argument and can be told for certain.

What comes in: a parsed ``Doc``, and the spans that are one name each.  What goes out: the same, with some tokens
attached elsewhere.  Each rule names what it takes as broken; where a tree is possible English, it stays.
"""

from typing import TYPE_CHECKING

from kg.language.phrases import preposition

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["coordinate", "join_noun", "mend", "share_out", "unite"]

_NAMES = frozenset({"nsubj", "nsubj:pass", "obj", "iobj"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_STOPS = frozenset({".", "!", "”", '"', "''"})
_NOWHERE = frozenset({"obl:unmarked", "nmod:unmarked", "ccomp", "parataxis", "dep", "nsubj", "appos"})
_PREMODIFIERS = frozenset({"compound", "amod", "nummod", "det", "flat"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_JOINTS = frozenset({"and", "or", ",", "some", "several", "also", "more", "-"})
_RELATIVES = frozenset({"which", "who", "that"})


def mend(doc: "Doc") -> "Doc":
    """Apply every rule to a document."""
    for token in doc:
        _mend_verb(token)
        _mend_other(token)
    return doc


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
    if token.dep_ in {"ccomp", "parataxis"}:
        _return_subject(token)
    elif token.dep_ == "case":
        _raise_preposition(token)
    elif token.dep_ == "obj":
        _demote_object(token)
    elif token.dep_.startswith("nsubj") and token.pos_ == "NOUN":
        _describe_name(token)
    elif token.dep_ in {"vocative", "dislocated"} or (token.dep_ == "discourse" and token.pos_ == "PROPN"):
        _return_vocative(token)


def _demote_object(noun: "Token") -> None:
    """Make a noun with a preposition oblique, where its verb has an object: ``provided [Chad] with [guns]``."""
    if preposition(noun) and any(c.dep_ == "obj" and c.i < noun.i for c in noun.head.children):
        noun.dep_ = "obl"


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
    while noun.dep_ in _PREMODIFIERS and token.i < noun.i < noun.head.i and token.lower_ not in _POSSESSIVES:
        noun = noun.head
    if noun.i != token.head.i:
        token.head = noun


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


def unite(doc: "Doc", start: int, end: int, head: int) -> None:
    """Make the words of one name one branch of the tree, where the parser tore them apart.

    As in ``a batch [of Bayraktar TB2] [drones]``: what ties the first of its parts to the rest ties the whole.
    """
    inside = range(start, end)
    outer = [doc[i] for i in inside if doc[i].head.i not in inside or doc[i].head.i == i]
    if len(outer) < 2 or head not in inside or doc[head].sent != doc[start].sent:
        return
    if any(token.head.i == token.i for token in outer):
        return  # the root of the sentence lies in the name: nothing tells which part is right
    ties = [t for t in outer if not any(a.i in inside for a in t.head.ancestors) and t.head.i not in inside]
    if not ties:
        return
    top, governor, label = doc[head], ties[0].head, ties[0].dep_
    top.head, top.dep_ = governor, label  # first: no step may close a circle
    for token in (token for token in outer if token.i != head):
        for child in [child for child in token.children if child.i not in inside]:
            child.head = top
        token.head, token.dep_ = top, "compound"


def coordinate(doc: "Doc", one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    """Make two names of a kind a list where only *and*, commas, numbers or adjectives stand between.

    As in ``sold [transport aircraft] and [armoured vehicles]``.  Each name is (start, end, head).  Behind a bare comma
    an article opens an apposition (``the S-400, a ground-to-air system``), and a name may be one: those stay.
    """
    first, second = doc[one[2]], doc[other[2]]
    between = doc[one[1] : other[0]]
    if second.head.i == first.i or first.sent != second.sent or not _separates(between, second):
        return
    if any(a.i == second.i for a in first.ancestors):
        if any(a.i == first.i for a in second.head.ancestors):
            return
        first.dep_ = second.dep_
        first.head = first if second.head.i == second.i else second.head
    elif _in_list(second, first):
        return
    second.head, second.dep_ = first, "conj"


def _separates(between: "Span", second: "Token") -> bool:
    """Return whether the tokens between two names can only join them: at least an *and*, or a comma and a number."""
    joins = any(t.lower_ in {"and", "or"} for t in between)
    counted = any(t.text == "," for t in between) and (any(t.pos_ == "NUM" for t in between) or _listed_on(second))
    return (joins or counted) and all(t.lower_ in _JOINTS or t.pos_ in {"NUM", "ADJ"} for t in between)


def _listed_on(second: "Token") -> bool:
    return any(c.dep_ == "conj" and c.i > second.i for c in second.children)


def _in_list(token: "Token", first: "Token") -> bool:
    """Return whether a token already stands in the list that another one opens or goes on."""
    while token.dep_ == "conj":
        token = token.head
        if token.i in {first.i, first.head.i}:
            return True
    return False


def share_out(doc: "Doc", goods: list[int], parties: set[int]) -> None:
    """Sort a list of goods that each have a party of their own: ``[jets from Italy] and [frigates from Spain]``.

    Goods are coordinated with goods, never with a party; and of two phrases with one preposition the second belongs to
    the goods right in front of it.  ``goods`` are the heads of their names in order, ``parties`` those of parties.
    """
    for place, index in enumerate(goods[1:], 1):
        _list_with_goods(doc[index], doc[goods[place - 1]], set(goods), parties)
    for place, index in enumerate(goods[:-1]):
        following = doc[goods[place + 1]]
        seen: set[str] = set()
        for child in [c for c in doc[index].children if c.dep_ in {"nmod", "obl"} and c.i > index]:
            marker = preposition(child)
            between = index < following.i < child.i and following.sent == child.sent
            if marker in seen and between and not any(a.i == child.i for a in following.ancestors):
                child.head = following
            seen.add(marker)


def _list_with_goods(item: "Token", before: "Token", goods: set[int], parties: set[int]) -> None:
    """Coordinate goods with the goods before them, where the parser took what hangs on those for the first of a list.

    That is a party, or a place of storage (``tanks from army [stocks, forty guns]``).  What has the preposition of the
    second goods' own party is the first goods' own (``jets from Italy and frigates from Spain``).
    """
    wrong = item.head
    if item.dep_ != "conj" or not (wrong.i in parties or _is_store(wrong, before, item, goods)):
        return
    if before.sent != item.sent or any(a.i == item.i for a in before.ancestors):
        return
    item.head = before
    own = {preposition(c) for c in item.children if c.dep_ in {"nmod", "obl"} and c.i > item.i}
    if before.i < wrong.i < item.i and preposition(wrong) in own - {""} and not _is_above(wrong, before):
        wrong.head, wrong.dep_ = before, "nmod"


def _is_store(place: "Token", before: "Token", item: "Token", goods: set[int]) -> bool:
    """Return whether a noun with a preposition hangs where the goods before it do, and names no goods itself."""
    above = {before.i, *(a.i for a in before.ancestors)}
    behind = any(item.sent.start <= index < place.i for index in goods)
    if not preposition(place) or not behind or place.head.i not in above:
        return False
    return place.i not in goods and not any(c.i in goods for c in place.children if c.i < place.i)


def _is_above(token: "Token", other: "Token") -> bool:
    return any(a.i == token.i for a in other.ancestors)


def join_noun(doc: "Doc", start: int, head: int) -> None:
    """Join a noun with the name of goods right behind it, where the parser cut between: ``sell its [surplus] [tanks]``.

    An object that is followed at once by a noun which hangs nowhere sensible is the front of that noun's phrase.
    """
    goods, front = doc[head], doc[start - 1] if start else None
    if front is None or front.pos_ != "NOUN" or front.dep_ not in {"obj", "obl"} or goods.dep_ not in _NOWHERE:
        return
    above = {front.head.i, *(a.i for a in front.head.ancestors)}
    if front.sent != goods.sent or above & {front.i, goods.i} or any(a.i == front.i for a in goods.ancestors):
        return
    goods.head, goods.dep_ = front.head, front.dep_
    for child in [c for c in front.children if c.i < front.i]:
        child.head = goods
    front.head, front.dep_ = goods, "compound"
