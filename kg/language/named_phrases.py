"""Mends trees by what is known of names: a name is one branch, goods are listed with goods, each with its own party.

What comes in: a parsed ``Doc``, and the spans that are one name each.  What goes out: the same, with some tokens
attached elsewhere.
"""

from typing import TYPE_CHECKING

from kg.language.phrases import PREMODIFIERS, preposition

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["coordinate", "join_noun", "share_out", "unite"]

_NOWHERE = frozenset({"obl:unmarked", "nmod:unmarked", "ccomp", "parataxis", "dep", "nsubj", "appos"})
_JOINTS = frozenset({"and", "or", ",", "some", "several", "also", "more", "-"})


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
    tie = next((t for t in ties if t.i < t.head.i or t.dep_ not in PREMODIFIERS), ties[0])
    top, governor, label = doc[head], tie.head, tie.dep_
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
        for child in [c for c in second.children if c.i < one[0] and c.i != first.i]:
            child.head = first  # "from South Korea's [Rotem] and [Hanwha]"
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


def _list_amid(one: "Token", other: "Token", last: "Token") -> None:
    """Make what stands amid a list a part of it: ``24 jets, [a frigate] and missiles``.

    One frigate is no other name for 24 jets.
    """
    amid = other.dep_ == "appos" and other.head.i == one.i and last.dep_ == "conj" and (
        last.head.i in {one.i, other.i}
    )
    if amid and any(c.dep_ == "nummod" for c in one.children) and any(c.dep_ == "det" for c in other.children):
        other.dep_ = "conj"


def share_out(doc: "Doc", goods: list[int], parties: set[int]) -> None:
    """Sort a list of goods that each have a party of their own: ``[jets from Italy] and [frigates from Spain]``.

    Goods are coordinated with goods, never with a party; and of two phrases with one preposition the second belongs to
    the goods right in front of it.  ``goods`` are the heads of their names in order, ``parties`` those of parties.
    """
    for place, index in enumerate(goods[1:], 1):
        _list_with_goods(doc[index], doc[goods[place - 1]], set(goods), parties)
    for one, other, last in zip(goods, goods[1:], goods[2:], strict=False):
        _list_amid(doc[one], doc[other], doc[last])
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
