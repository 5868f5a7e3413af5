"""Reads the details of a deal off the tree: number, money and date.

What comes in: the trigger or item and the expressions found in the text.  What goes out: fields of a claim.  A date is
never the publication date for want of better; ``latest`` alone says that it has happened by then.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.extraction.arguments import Item
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.syntax import children, governor, lemmas
from kg.model import Argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from kg.language.dates import DateExpression
    from kg.language.quantities import Money, Quantity

__all__ = ["deal_date", "item_date", "money_of", "number_of"]

_ANNOUNCED = frozenset({"Planned", "Requested", "Offered"})  # what comes about by being told
_ANNOUNCING = 3  # sentences behind a dateline that tell what is new
_COUNTED = 2  # sentences behind goods that may tell their number
_PRICED = 3  # sentences behind a deal that may tell its price
_MEASURES = frozenset("amount number quantity batch consignment shipment lot".split())


def number_of(reading: Reading, item: Item) -> dict[str, tuple[Argument, ...]]:
    """Return the quantity arguments of an item: its own number, else that of the measure head above it."""
    sent = item.token.sent
    beside = [number for number in reading.numbers if sent.start <= number.start < sent.end]
    for token in item.counted:
        for number in beside:
            if _counts(reading.doc[number.start : number.end], token, item):
                return _as_arguments(number)
    told = _told_of_again(reading, item)
    if told:
        return told
    if _is_single(reading, item):
        return {"quantityMin": (1,), "quantityMax": (1,), "quantityText": ("one",)}
    for token in item.counted[1:]:
        if token.lemma_.lower() in _MEASURES:
            left = min([token.i, *(c.i for c in token.children if c.i < token.i and c.dep_ in {"det", "amod"})])
            return {"quantityText": (reading.doc[left : token.i + 1].text,)}
    return {}


def _told_of_again(reading: Reading, item: Item) -> dict[str, tuple[Argument, ...]]:
    """Return the number that the next sentences give with *the*: ``chose the Gripen.  [The 36 jets] will arrive …``."""
    for sent in list(_sents_from(reading.doc, item.token.sent.end, _COUNTED)) if item.linked.iri else ():
        for number in (n for n in reading.numbers if sent.start <= n.start < sent.end and n.low is not None):
            noun = reading.doc[number.start : number.end].root.head
            meant = reading.antecedents.of(noun)
            definite = any(child.lower_ == "the" for child in noun.children)
            if definite and meant and meant.linked.iri == item.linked.iri and noun.i >= number.end:
                return _as_arguments(number)
    return {}


def _as_arguments(number: "Quantity") -> dict[str, tuple[Argument, ...]]:
    low = {"quantityMin": (number.low,)} if number.low is not None else {}
    high = {"quantityMax": (number.high,)} if number.high is not None else {}
    return {**low, **high, "quantityText": (number.text,)}


def _is_single(reading: Reading, item: Item) -> bool:
    """Return whether an item is one piece by its article: ``a submarine``, ``a third frigate``.

    ``A radar`` or ``an air defence system`` may be one piece or one type: left open.
    """
    head = item.token
    articles = [c for c in head.children if c.dep_ == "det" and c.lower_ in {"a", "an", "another", "one"}]
    piece = head.tag_ == "NN" and head.lemma_.lower() not in reading.lexicon.words["type-or-piece"]
    return bool(articles) and piece and len(item.counted) == 1


def _counts(number: "Span", token: "Token", item: Item) -> bool:
    """Return whether a number counts a token: by the tree, as the token itself, or right in front of the item."""
    by_tree = number.root.head.i == token.i and number.root.dep_ in {"nummod", "det", "amod"}
    end = _behind_figure(number)
    in_front = token.i == item.token.i and item.start - end in {0, 1} and (
        end == item.start or number.doc[end].pos_ == "ADJ" or number.doc[end].text == ")"
    )
    return by_tree or in_front or number.start <= token.i < number.end


def _behind_figure(number: "Span") -> int:
    """Return the token behind a number, and behind the figure that repeats it: ``ninety-six (96)``."""
    doc, end = number.doc, number.end
    repeated = end + 2 < len(doc) and doc[end].text == "(" and doc[end + 1].like_num and doc[end + 2].text == ")"
    return end + 3 if repeated else end


def money_of(reading: Reading, trigger: "Token") -> dict[str, tuple[Argument, ...]]:
    """Return amount and currency of the one sum that the sentence, or one behind it, gives for the deal."""
    own = [m for m in _sums(reading, trigger.sent) if _is_near(_root(reading, m), trigger)]
    sums = own or [m for m in _sums(reading, trigger.sent) if _is_price(reading, _root(reading, m))]
    sums = sums or _told_behind(reading, trigger)
    if len(sums) != 1:
        return {}
    return {"amount": (sums[0].amount,), "currency": (sums[0].currency,)}


def _sums(reading: Reading, sent: "Span") -> "list[Money]":
    return [m for m in reading.money if sent.start <= m.start < sent.end]


def _root(reading: Reading, money: "Money") -> "Token":
    return reading.doc[money.start : money.end].root


def _is_price(reading: Reading, token: "Token") -> bool:
    """Return whether a sum is what a deal is said to cost: ``the deal is worth …``, ``Total value: …``."""
    words = reading.lexicon.words["deal"]
    for above in [token, *token.ancestors]:
        subjects = children(above, "nsubj", "nsubj:pass")
        if above.lemma_.lower() in words or not words.isdisjoint(c.lemma_.lower() for c in subjects):
            return True
        if any(_is_the_goods(reading, noun) for noun in (above, *subjects)):
            return True
    return False


def _is_the_goods(reading: Reading, noun: "Token") -> bool:
    """Return whether a noun means goods told of before: ``[The jets], worth $2 billion, …``."""
    linked, definite = reading.mentions.headed(noun.i), any(c.lower_ in {"the", "these"} for c in noun.children)
    return linked is not None and linked.is_equipment and definite and linked.reason == "classNoun"


def _told_behind(reading: Reading, trigger: "Token") -> "list[Money]":
    """Return the sum of one of the next sentences that is about the price of the deal."""
    for sent in _sents_from(trigger.doc, trigger.sent.end, _PRICED):
        found = [m for m in _sums(reading, sent) if _is_price(reading, _root(reading, m))]
        if found:
            return found
    return []


def _sents_from(doc: "Doc", index: int, most: int) -> "Iterator[Span]":
    """Yield the sentence of a token, and those behind it, up to so many."""
    for _ in range(most):
        if index >= len(doc):
            return
        sent = doc[index].sent
        yield sent
        index = sent.end


def deal_date(reading: Reading, trigger: "Token", stance: Stance) -> dict[str, Any]:
    """Return the date fields of a claim."""
    nearest = _nearest_date(reading, trigger)
    if nearest:
        date, verb = nearest
        found = date.resolved(future=stance.future and (verb is None or verb.i == trigger.i))
        return {"date": found.value, "earliest": found.earliest, "latest": found.latest, "date_text": found.text}
    if stance.status in _ANNOUNCED and (told := _told_on(reading, trigger) or _notice_date(reading, trigger)):
        found = told.resolved(future=False)
        return {"date": found.value, "earliest": found.earliest, "latest": found.latest, "date_text": found.text}
    if stance.perfect and not stance.future:
        return {"latest": reading.article.date, "date_text": stance.cue}
    return {}


def item_date(reading: Reading, trigger: "Token", item: Item, items: "Sequence[Item]") -> dict[str, Any]:
    """Return the date that stands behind one item of a list, where others have dates of their own.

    As in ``received six jets from Peru in 1990 and [two frigates from Chile last year]``.
    """
    starts = [*sorted(other.token.i for other in items), trigger.sent.end]
    dates = [date for date in _dates_beside(reading, trigger) if date.start > starts[0]]
    own = [[date for date in dates if start < date.start < end] for start, end in pairwise(starts)]
    if len(items) != len(own) or not all(len(found) == 1 for found in own) or len(own) == 1:
        return {}
    found = own[starts.index(item.token.i)][0].resolved(future=False)
    return {"date": found.value, "earliest": found.earliest, "latest": found.latest, "date_text": found.text}


def _told_on(reading: Reading, trigger: "Token") -> "DateExpression | None":
    """Return when a plan, offer or request was told, for then it stood: ``is to buy jets, he said [today]``."""
    for date in _dates_beside(reading, trigger):
        verb = _verb_of(reading, date)
        if verb is not None and verb.i != trigger.i and _tells(reading, verb):
            return date
    return None


def _dates_beside(reading: Reading, trigger: "Token") -> "list[DateExpression]":
    sent = trigger.sent
    return [date for date in reading.dates if sent.start <= date.start < sent.end]


def _notice_date(reading: Reading, trigger: "Token") -> "DateExpression | None":
    """Return the date in the head of a text for what its first sentences announce."""
    if reading.dateline is None:
        return None
    first = _sents_from(reading.doc, reading.dateline.end, _ANNOUNCING)
    return reading.dateline if trigger.sent.start in {sent.start for sent in first} else None


def _nearest_date(reading: Reading, trigger: "Token") -> "tuple[DateExpression, Token | None] | None":
    """Return the date of the trigger's clause, with the verb it hangs on: the one the fewest steps away.

    When a thing was *said* is not when it came about; when it was announced or signed is.
    """
    best: tuple[int, DateExpression, Token | None] | None = None
    for date in _dates_beside(reading, trigger):
        root = reading.doc[date.start : date.end].root
        verb = _verb_of(reading, date)
        if verb is not None and _only_says(reading, verb, trigger):
            continue
        if not _is_near(root, trigger) or date.text.lower().startswith(("until", "till")) or _is_of_work(root):
            continue
        steps = _steps_between(root, trigger)
        if steps is not None and (best is None or steps < best[0]):
            best = (steps, date, verb)
    return best[1:] if best else None


def _is_near(token: "Token", trigger: "Token") -> bool:
    """Return whether no other clause stands between a detail and the trigger: ``sold jets that Peru [bought in 1980]``.

    A participle on a noun is none: ``under a deal [signed in May]``.
    """
    above = {trigger.i, *(ancestor.i for ancestor in trigger.ancestors)}
    while token.i not in above:
        if token.pos_ in {"VERB", "AUX"} and token.dep_ != "acl":
            return False
        if token.head.i == token.i:
            return False
        token = token.head
    return True


def _is_of_work(token: "Token") -> bool:
    """Return whether a date says when work ends: ``with an estimated [completion date] of April 2019``."""
    above = token.head
    return above.lemma_.lower() == "completion" or any(c.lemma_.lower() == "completion" for c in above.children)


def _verb_above(token: "Token") -> "Token | None":
    above = governor(token)
    while above is not None and above.pos_ not in {"VERB", "AUX"}:
        above = governor(above)
    return above


def _verb_of(reading: Reading, date: "DateExpression") -> "Token | None":
    """Return the verb that a date hangs on; right behind a verb of speech (``said on Friday``) it is that one."""
    front = reading.doc[max(date.start - 2, 0) : date.start]
    beside = next((t for t in front if t.pos_ == "VERB" and _tells(reading, t)), None)
    return beside or _verb_above(reading.doc[date.start : date.end].root)


def _tells(reading: Reading, verb: "Token") -> bool:
    return not reading.lexicon.words["speech"].isdisjoint(lemmas(verb, reading.lexicon.forms))


def _only_says(reading: Reading, verb: "Token", trigger: "Token") -> bool:
    announced = "announce" in lemmas(verb, reading.lexicon.forms)
    return verb.i != trigger.i and _tells(reading, verb) and not announced


def _steps_between(date: "Token", trigger: "Token") -> int | None:
    """Count steps from a date up to the trigger, or to what governs the trigger; None if they stand apart."""
    above = [trigger]
    while (head := governor(above[-1])) is not None:
        if above[-1].dep_ == "conj" and head.i < date.i < above[-1].i and head.pos_ == "VERB":
            break  # "got trainers [last year] and plans to buy helicopters"
        above.append(head)
    token, steps = date, 0
    while True:
        for up, other in enumerate(above):
            if other.i == token.i:
                return steps + 2 * up if up <= 3 else None
        next_token = governor(token)
        if next_token is None:
            return None
        token, steps = next_token, steps + 1
