"""Fills roles that a trigger's own arguments leave empty, from what the same sentence says beside it.

What comes in: the parties and items found so far.  What goes out: parties with the step that led to them.  Each rule
has the id of its construction; where a sentence does not say it, the role stays empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.fillers import OBJECT_CONTROL, Filler
from kg.extraction.leaders import acting
from kg.extraction.outsiders import is_comment
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.extraction.syntax import case_of, children, governor, is_bare_participle, lemmas

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "Completed",
    "approver",
    "asks",
    "counterparty",
    "hyphened",
    "next_phrases",
    "only_other",
    "origin_of",
    "owner_of_client",
    "owner_of_goods",
    "owner_of_platform",
    "receiver_in_front",
    "requester",
    "seller_of_programme",
    "seller_who_speaks",
    "user_of_goods",
]

Completed = tuple[list[Party], list[Filler]]
"""Parties, and the steps that led to them."""

_CLIMB = 4  # governors above a noun that may decide over it
_REACH = 25  # tokens from a trigger to a phrase that may still be its own
_CLIENTS = frozenset({"client", "customer", "buyer"})
_SUPPLIERS = frozenset({"supplier", "exporter", "provider", "source"})
_OWNERS = frozenset({"nsubj", "nsubj:pass", "nmod:poss"})


def owner_of_client(reading: Reading, recipients: Sequence[Party]) -> Completed:
    """Return whose client the recipient is said to be in the same breath (H2).

    As in ``Venezuela, Russia's largest client, has received tanks``, ``Spain supplies Peru, which bought frigates``.
    """
    for recipient in recipients:
        for owner, path in [*_owners(recipient.token), *_supplier_of(recipient.token)]:
            parties = _others(reading.arguments.parties(owner), recipients)
            if parties:
                return parties, [Filler(owner, "poss", "H2", (f"{recipient.words} {path}",))]
    return [], []


def _owners(client: "Token") -> Iterator[tuple["Token", str]]:
    """Yield what is apposed to a client, with its owner: ``Venezuela, [Russia's] largest [client]``."""
    for apposed in children(client, "appos"):
        if apposed.lemma_.lower() in _CLIENTS:
            for owner in children(apposed, "nmod:poss"):
                yield owner, f">appos {apposed.text} >nmod:poss {owner.text}"


def _supplier_of(client: "Token") -> Iterator[tuple["Token", str]]:
    """Yield the supplier that somebody is said to be: ``[Spain] is the main [supplier] to Peru, which bought …``."""
    noun = client.head
    if noun.lemma_.lower() in _SUPPLIERS and case_of(client) in {"to", "of"}:
        for subject in children(noun, "nsubj", "appos"):
            yield subject, f"<{client.dep_} {noun.text} >{subject.dep_} {subject.text}"


def owner_of_platform(reading: Reading, token: "Token") -> list[Party]:
    """Return whose ships, aircraft or vehicles goods are for: ``radars for seven ships of the Indian Navy``."""
    linked = reading.mentions.headed(token.i)
    if linked is None or not linked.is_equipment:
        return []
    owners = [c for c in children(token, "nmod:poss", "nmod", "amod") if c.dep_ != "nmod" or case_of(c) == "of"]
    return next((parties for owner in owners if (parties := reading.arguments.parties(owner))), [])


def owner_of_goods(reading: Reading, items: Iterable[Item], suppliers: Sequence[Party]) -> Completed:
    """Return whose goods are said to have been supplied (H3): ``its M41 tanks, which were supplied by Spain``."""
    for item in items:
        for head in item.counted:
            for owner in children(head, "nmod:poss"):
                parties = _others(reading.arguments.parties(owner), suppliers)
                if parties:
                    return parties, [Filler(owner, "poss", "H3", (f"{item.words} >nmod:poss {owner.text}",))]
    return [], []


def requester(reading: Reading, trigger: "Token") -> Completed:
    """Return who asked for it, where the verb above is one of asking or of giving a commission (D3).

    As in ``Peru asked France to supply tanks``, ``Peru requested a sale of tanks``, ``Peru hired Saab to build jets``.
    """
    head = governor(trigger)
    if head is None or not (asks(reading, head) or is_word(head, reading.lexicon.words["commissions"])):
        return [], []
    controlled = trigger.dep_ in {"xcomp", "advcl", "ccomp"} and head.lemma_.lower() in OBJECT_CONTROL
    for subject in children(head, "nsubj", "obl:agent") if controlled or trigger.dep_ == "obj" else ():
        parties = reading.arguments.parties(subject) if subject.dep_ != "nsubj:pass" else []
        if parties:
            path = (f"{trigger.text} <{trigger.dep_} {head.text} >nsubj {subject.text}",)
            return parties, [Filler(subject, "subject", "D3", path)]
    return [], []


def asks(reading: Reading, verb: "Token") -> bool:
    """Return whether a verb is one of asking."""
    words = lemmas(verb, reading.lexicon.forms)
    cues = (cue for cue in reading.lexicon.cues if cue.where == "governor" and cue.status == "Requested")
    return verb.pos_ == "VERB" and any(not cue.lemmas.isdisjoint(words) for cue in cues)


def origin_of(reading: Reading, items: Sequence[Item], recipients: Sequence[Party]) -> Completed:
    """Return the state whose name stands on the goods of a deal (I2): ``Peru has received Russian tanks``.

    On goods that nobody hands over a demonym is bare origin; in a deal that names no supplier it is how news names one.
    """
    taken = {party.linked.iri for party in recipients} | {party.linked.country for party in recipients}
    for item in items:
        for word in [*item.token.doc[item.linked.start : item.linked.end], item.token, *item.counted]:
            for child in children(word, "amod", "nmod:poss", "compound"):
                party = reading.arguments.named_party(child)
                if party and party.linked.iri not in taken and party.linked.kind != "Region":
                    path = (f"{item.words} >{child.dep_} {child.text}",)
                    return [party], [Filler(child, "modifier", "I2", path)]
    return [], []


def receiver_in_front(reading: Reading, trigger: "Token", items: Sequence[Item]) -> Completed:
    """Return the party between a verb of giving and its goods (A2): ``wants to sell Peru 24 F-16 fighters``.

    A parser takes a name in front of goods for a part of them; a state's name is none, a demonym may be.
    """
    for item in items:
        for child in children(item.token, "compound", "nmod", "amod", "flat"):
            party = reading.arguments.named_party(child)
            if party and trigger.i < child.i < item.linked.start and party.reason != "demonym":
                return [party], [Filler(child, "indirect", "A2", (f"{item.words} >{child.dep_} {child.text}",))]
    return [], []


def counterparty(reading: Reading, trigger: "Token", others: Sequence[Party]) -> Completed:
    """Return with whom the contract was signed that an infinitive fulfils (G2).

    As in ``signed a contract with Peru to supply tanks``: whichever side the subject is, this is the other one.
    """
    noun = governor(trigger)
    if noun is None or trigger.dep_ not in {"acl", "advcl", "xcomp"}:
        return [], []
    contracts = [noun, *children(noun, "obj"), *([governor(noun)] if noun.pos_ == "NOUN" else [])]
    for carrier in (token for token in contracts if token is not None):
        for child in children(carrier, "nmod", "obl"):
            parties = reading.arguments.parties(child) if case_of(child) == "with" else []
            parties = [p for p in parties if all(p.linked.iri != other.linked.iri for other in others)]
            if parties:
                path = (f"{trigger.text} <{trigger.dep_} {carrier.text} >[with] {child.text}",)
                return parties, [Filler(child, "with", "G2", path)]
    return [], []


def next_phrases(trigger: "Token", prepositions: Iterable[str]) -> Iterator[Filler]:
    """Yield the phrases with these prepositions behind a trigger in its clause, wherever a parser hung them (P1).

    Where a phrase attaches is the commonest error of every parser; what it can be is settled by preposition and type.
    """
    wanted = set(prepositions)
    for token in trigger.doc[trigger.i + 1 : trigger.sent.end]:
        if token.i - trigger.i > _REACH or _opens_clause(token, trigger):
            return
        case = case_of(token)
        if case in wanted and token.dep_.split(":")[0] in {"nmod", "obl", "conj", "root", "appos", "parataxis", "dep"}:
            yield Filler(token, case, "P1", (f"{trigger.text} … {case} {token.text}",))


def _opens_clause(token: "Token", trigger: "Token") -> bool:
    """Return whether a finite clause of its own begins around a token: another subject with another verb."""
    return token.dep_.startswith("nsubj") and token.head.i != trigger.i and token.head.i > trigger.i


def user_of_goods(reading: Reading, trigger: "Token", suppliers: Sequence[Party]) -> Completed:
    """Return who does something with goods that a clause says were bought (C7).

    As in ``Mali attacked the town with guns [bought from Chad]``: who has them got them.
    """
    noun = governor(trigger) if trigger.dep_ == "acl" and is_bare_participle(trigger) else None
    verb = governor(noun) if noun is not None and noun.dep_ in {"obj", "obl"} else None
    if noun is None or verb is None or verb.pos_ != "VERB" or case_of(noun) not in {"", "with"}:
        return [], []
    if not reading.lexicon.words["using"].isdisjoint(lemmas(verb, reading.lexicon.forms)):
        for subject in children(verb, "nsubj"):
            parties = _others(reading.arguments.parties(subject), suppliers)
            if parties and subject.dep_ != "nsubj:pass":
                path = (f"{trigger.text} <acl {noun.text} … {subject.text}",)
                return parties, [Filler(subject, "subject", "C7", path)]
    return [], []


def hyphened(clause: "Token") -> list[Filler]:
    """Return the name that a hyphen ties to a participle on goods, its subject: ``[Spanish]-supplied tanks``."""
    return [
        Filler(child, "subject", "C6", (f"{clause.text} >{child.dep_} {child.text}",))
        for child in clause.lefts
        if child.i + 2 == clause.i and child.nbor(1).text in {"-", "‐"} and clause.dep_ == "amod"
    ]


def approver(reading: Reading, noun: "Token", recipients: Sequence[Party]) -> Completed:
    """Return whose leave a sale has (F7).

    As in ``the State Department is satisfied that a sale of tankers to Peru may proceed``.  Who approves, announces or
    blocks a sale to somebody else is the state that sells.
    """
    token = noun
    for _ in range(_CLIMB):
        above = governor(token)
        if above is None or above.dep_ == "acl:relcl":
            return [], []
        cues = [cue for cue in reading.lexicon.cues if cue.where == "governor"]
        decides = any(not cue.lemmas.isdisjoint(lemmas(above, reading.lexicon.forms)) for cue in cues)
        for child in children(above, "nsubj", "obl", "obj") if decides else ():
            cleared = child.dep_ == "obj" and above.lemma_.lower() in {"clear", "pass"}  # "it cleared the ministry"
            if child.dep_.startswith("nsubj") or case_of(child) == "by" or cleared:
                parties = _others(acting(reading, child), recipients)
                if parties and child.i != token.i:
                    path = (f"{noun.text} < {above.text} > {child.text}",)
                    return parties, [Filler(child, "governor-subject", "F7", path)]
        token = above
    return [], []


def seller_of_programme(
    reading: Reading, trigger: "Token", recipients: Sequence[Party], items: Sequence[Item]
) -> Completed:
    """Return the state whose sales programme an article tells of (P2): ``a possible Foreign Military Sale to Peru``."""
    for linked in reading.mentions.all:
        if linked.kind != "SalesProgramme" or linked.country not in reading.mentions.concepts:
            continue
        state = reading.mentions.concepts[linked.country]
        seller = replace(linked, kind="State", iri=state.iri, label=state.label, concept=state, country="")
        party = Party(reading.doc[linked.head], seller, "metonymy", linked.text)
        own = not linked.fact("generic") or _is_designed_in(items, state.iri)
        if own and _others([party], recipients):
            return [party], [Filler(party.token, "programme", "P2", (f"{trigger.text} … {linked.text}",))]
    return [], []


def _is_designed_in(items: Sequence[Item], iri: str) -> bool:
    concepts = [item.linked.concept for item in items if item.linked.concept]
    return any(iri in concept.links.get("designedIn", ()) for concept in concepts)


def seller_who_speaks(reading: Reading, trigger: "Token", recipients: Sequence[Party]) -> Completed:
    """Return the firm that itself tells of goods for somebody (K6): ``Jets for Peru are late, Saab said``."""
    voices = [voice for voice in reading.voices(trigger).speakers if voice.linked.is_firm and voice.linked.concept]
    parties = [Party(voice.token, voice.linked, voice.linked.reason, voice.linked.text) for voice in voices]
    if len(parties) != 1 or not _others(parties, recipients):
        return [], []
    return parties, [Filler(parties[0].token, "speaker", "K6", (f"{trigger.text} … {parties[0].words} says",))]


def only_other(reading: Reading, trigger: "Token", taken: Sequence[Party]) -> Completed:
    """Return the only other party of the sentence, if it is what a clause around the deal is about (P4).

    As in ``Poland will honour a contract for the export of tanks to Syria``: a subject or owner, and nobody else there.
    """
    doc, sent = trigger.doc, trigger.sent
    named = [m for m in reading.mentions.within(sent.start, sent.end) if m.is_party and m.kind != "Region"]
    parties = [Party(doc[m.head], m, m.reason, m.text) for m in named]
    others = _others(parties, taken)
    if not others or len({party.linked.country or party.linked.iri or party.linked.label for party in others}) > 1:
        return [], []
    above = {trigger.i, *(token.i for token in trigger.ancestors)}
    meant = next((party for party in others if _is_theme(reading, party.token, above)), None)
    return ([meant], [Filler(meant.token, "theme", "P4", (f"{trigger.text} … {meant.words}",))]) if meant else ([], [])


def _is_theme(reading: Reading, token: "Token", above: set[int]) -> bool:
    """Return whether a name is the subject of a clause around a trigger, or owns that subject; who speaks is not."""
    owned = token
    while owned.dep_ in {"nmod:poss", "compound", "amod", "flat", "nmod:desc"} and owned.head.i not in above:
        owned = owned.head
    speaks = not reading.lexicon.words["speech"].isdisjoint(lemmas(owned.head, reading.lexicon.forms))
    return owned.dep_ in _OWNERS and owned.head.i in above and not (speaks or is_comment(reading, owned.head))


def _others(parties: Sequence[Party], recipients: Sequence[Party]) -> list[Party]:
    """Return the parties that are none of the recipients, nor a body of theirs."""
    taken = {iri for party in recipients for iri in (party.linked.iri, party.linked.country) if iri}
    return [p for p in parties if p.linked.iri not in taken and (not p.linked.country or p.linked.country not in taken)]
