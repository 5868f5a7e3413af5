"""Reads how far a thing has come (status) and how sure the article is (factuality) off the tree above its trigger.

What comes in: the trigger's token, the status that its frame gives in the past tense.  What goes out: a ``Stance``.
Scope is the tree, not distance: a cue counts only if it governs or modifies the trigger.  Cues are data
(``ontology/lexicon-modality.yaml``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.syntax import case_of, children, governor, lemmas
from kg.lexicon import Cue, Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Modality", "Stance"]

_CLIMB = frozenset({"xcomp", "ccomp", "acl", "advcl", "conj", "obj", "nmod", "obl", "nsubj", "nsubj:pass", "csubj",
                    "csubj:pass", "appos", "parataxis", "compound", "acl:relcl"})
_CLAUSE_STOPS = frozenset({"acl:relcl", "parataxis", "conj"})
_FUTURE = frozenset("will shall 'll ’ll wo".split())
_PRESENT = frozenset({"is", "are", "am", "'s", "’s", "'re", "’re"})
_MIGHT = frozenset("would could may might should can must".split())
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
_TELLINGS = frozenset("report claim allegation suggestion rumour rumor accusation assertion speculation notion".split())
_REJECTING = frozenset("reject dismiss deny refute rebut denounce ridicule".split())
_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Stance:
    """Status and factuality, with the words behind them.

    Attributes:
        status: code of ``at:Status``.
        factuality: code of ``at:Factuality``.
        cue: the words.
        future: whether the trigger's clause looks ahead (for weekdays and months without a year).
        perfect: whether it says that it has happened by now and no more (``has received``).
    """

    status: str
    factuality: str
    cue: str
    future: bool = False
    perfect: bool = False


class Modality:
    """Reads stances with the cues of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the cues by where they act."""
        self._governors = _by_lemma(lexicon, "governor")
        self._adjectives = _by_lemma(lexicon, "adjective")
        self._modifiers = _by_lemma(lexicon, "modifier")
        self._forms = lexicon.forms
        self._momentary = lexicon.words.get("momentary", frozenset())
        self._speech = lexicon.words["speech"]
        self._turns_round = lexicon.words["turns-round"]
        self._undone = lexicon.words["undone"]

    def of(self, trigger: "Token", status: str) -> Stance:
        """Return the stance of a trigger whose frame gives ``status`` once it has happened."""
        stance = self._own_tense(trigger, status)
        child = trigger
        for token in _climb(trigger):
            moved = self._moved_by(token, child, stance)
            stance = replace(moved, status=status, future=False) if self._is_under_way(token, child) else moved
            child = token
        return stance

    def _is_under_way(self, token: "Token", child: "Token") -> bool:
        """Return whether an infinitive is what somebody began or goes on with: ``continued [to arm the rebels]``."""
        cue = self._cue(token)
        done = token.tag_ in {"VBD", "VBZ", "VBP", "VBN"} and not any(
            c.lower_ in _FUTURE | _MIGHT for c in children(token, "aux"))
        return cue is not None and cue.id == "completed" and child.dep_ == "xcomp" and done

    def _own_tense(self, trigger: "Token", status: str) -> Stance:
        stance = Stance(status, "Asserted", trigger.text)
        stance = self._modified(trigger, stance)
        if trigger.pos_ not in {"VERB", "AUX"}:
            to_be = {c.lower_ for c in children(trigger, "aux")} & (_FUTURE | _MIGHT)
            ahead = to_be and children(trigger, "cop")
            return replace(stance, status=_not_yet(status), factuality="Intended", future=True) if ahead else stance
        helpers = [c for c in trigger.children if c.dep_ in {"aux", "aux:pass"}]
        words = {h.lower_ for h in helpers}
        cue = " ".join([*(h.text for h in helpers), trigger.text])
        stance = replace(stance, cue=cue)
        said = words & _MIGHT == {"would"} and self._is_reported(trigger)  # "said that it would buy"
        if words & _FUTURE or ("be" in words and _is_infinitive(trigger)) or said:
            stance = replace(stance, status=_not_yet(status), factuality="Intended", future=True)
        elif words & _MIGHT:
            stance = replace(stance, status=_not_yet(status), factuality="Hedged", future=True)
        elif self._is_to_come(trigger, words):
            stance = replace(stance, status=_not_yet(status), factuality="Intended", future=True)
        if trigger.tag_ == "VBG" and self._undone & _markers(trigger):
            stance = replace(stance, factuality="Denied", cue=f"{' '.join(sorted(_markers(trigger)))} {stance.cue}")
        stance = replace(stance, perfect=bool(words & {"has", "have", "had", "'ve", "’ve"}))
        return _negated(trigger, stance)

    def _is_to_come(self, verb: "Token", words: set[str]) -> bool:
        """Return whether an infinitive or an ``is sending`` tells of what is to come; ``to have received`` does not."""
        if _is_infinitive(verb) and "have" not in words:
            return not _is_of_the_first(verb)
        momentary = not self._momentary.isdisjoint(lemmas(verb, self._forms))
        return verb.tag_ == "VBG" and bool(words & _PRESENT) and momentary

    def _is_reported(self, verb: "Token") -> bool:
        """Return whether a verb of speech in the past holds a clause, so that its *would* is a *will*."""
        conditional = any(c.dep_ == "advcl" and any(m.lower_ == "if" for m in c.children) for c in verb.children)
        head = governor(verb) if verb.dep_ == "ccomp" else None
        return not conditional and head is not None and head.tag_ in {"VBD", "VBN"} and not self._speech.isdisjoint(
            lemmas(head, self._forms))

    def _modified(self, token: "Token", stance: Stance) -> Stance:
        for child in token.children:
            if child.dep_ in {"advmod", "amod", "det", "aux", "advcl", "compound"}:
                cue = self._modifiers.get(child.lemma_.lower()) or self._modifiers.get(child.lower_)
                stance = _apply(cue, child.text, stance)
            elif child.dep_ == "acl" and child.tag_ == "VBN" and token.pos_ == "NOUN":
                stance = _apply(self._cue(child), child.text, stance)  # "a sale [approved in 2001]"
        return stance

    def _moved_by(self, token: "Token", child: "Token", stance: Stance) -> Stance:
        """Let one token above the trigger move the stance."""
        if token.pos_ not in {"VERB", "AUX", "NOUN", "ADJ"}:
            return stance
        if child.dep_ in {"obl", "advcl", "nmod"} and self._turns_round & _markers(child):
            return self._turned_round(token, stance)
        wished = token.pos_ == "ADJ" and case_of(child) in {"in", "to"}  # "interested in buying", "close to a deal"
        if child.dep_ in {"obl", "advcl"} and not wished and (
            case_of(child) not in {"", "for", "on", "of", "from", "with"}
        ):
            return stance
        if child.dep_ == "obl" or (child.dep_ in {"advcl", "xcomp"} and _is_infinitive(child)):
            # "won a contract to supply", "gave approval for the sale": the object that the phrase belongs to
            for noun in children(token, "obj", "nsubj:pass"):
                stance = _apply(self._cue(noun), noun.text, stance)
        cue = self._cue(token)
        if child.lemma_.lower() in _TELLINGS and child.dep_ == "obj" and token.lemma_.lower() in _REJECTING:
            return replace(stance, factuality="Denied", future=False, cue=f"{token.text} … {stance.cue}")
        if cue and not (cue.status == "Planned" and (_has_happened(child) or self._is_news_of_deal(token, child))):
            stance = _signed_yet(token, _apply(cue, token.text, stance))
            stance = _negated(token, self._tense_of(token, stance))
        elif child.dep_ == "conj" and token.pos_ == "VERB":
            stance = self._tense_of(token, stance)  # "[will] refit the ship and hand it over"
        elif token.pos_ in {"VERB", "AUX"} and child.dep_ in {"xcomp", "obj", "nsubj:pass", "obl", "nsubj", "csubj"}:
            stance = _negated(token, self._tense_of(token, stance))
        return self._modified(token, stance)

    def _turned_round(self, token: "Token", stance: Stance) -> Stance:
        """Return the stance of what somebody decides against; what he only argues against is left as it is."""
        cue = self._cue(token)
        decides = token.lemma_.lower() == "vote" or (cue is not None and cue.status in {"Planned", "Cancelled"})
        return replace(stance, status="Cancelled", factuality="Asserted", future=False,
                       cue=f"{token.text} against … {stance.cue}") if decides else stance

    def _cue(self, token: "Token") -> Cue | None:
        if token.pos_ == "ADJ" and token.lower_ in self._adjectives:
            return self._adjectives[token.lower_]
        words = lemmas(token, self._forms)
        phrases = {f"{c.lower_} {word}" for c in children(token, "amod") for word in words}  # "green light"
        return next((self._governors[w] for w in sorted(words | phrases) if w in self._governors), None)

    def _is_news_of_deal(self, token: "Token", child: "Token") -> bool:
        """Return whether a deal is announced, and no plan: ``announced a contract to supply tanks``."""
        deal = self._cue(child) if token.lemma_.lower() == "announce" else None
        return deal is not None and deal.id == "ordered"

    def _tense_of(self, token: "Token", stance: Stance) -> Stance:
        words = {c.lower_ for c in token.children if c.dep_ in {"aux", "aux:pass"}}
        ahead = words & _FUTURE or (_is_infinitive(token) and stance.factuality == "Asserted")
        if ahead and stance.status in {"Delivered", "Unknown"}:
            return replace(stance, status="Planned", factuality="Intended", future=True)
        if words & _MIGHT == {"would"} and stance.factuality == "Asserted" and self._is_reported(token):
            return replace(stance, status=_not_yet(stance.status), factuality="Intended", future=True)
        if words & _MIGHT and stance.factuality == "Asserted":
            return replace(stance, status=_not_yet(stance.status), factuality="Hedged", future=True)
        return stance


def _has_happened(clause: "Token") -> bool:
    """Return whether a clause tells what came about, whoever announces it: ``announced that it [has signed]``."""
    helpers = {c.lower_ for c in children(clause, "aux")}
    finite = clause.tag_ == "VBD" or bool(helpers & {"has", "have", "had", "'ve", "’ve"})
    return clause.dep_ == "ccomp" and finite and not helpers & (_FUTURE | _MIGHT)


def _signed_yet(verb: "Token", stance: Stance) -> Stance:
    """Return a plan where a contract is still to be signed: ``arrives [to sign] a contract``, ``will sign``."""
    words = {c.lower_ for c in children(verb, "aux")}
    came = verb.dep_ == "advcl" and verb.head.tag_ == "VBD"  # "travelled to sign"
    ahead = (_is_infinitive(verb) and not came) or words & _FUTURE
    if verb.pos_ != "VERB" or stance.status != "Ordered" or not ahead:
        return stance
    return replace(stance, status="Planned", factuality="Intended", future=True)


def _by_lemma(lexicon: Lexicon, where: str) -> dict[str, Cue]:
    return {word: cue for cue in lexicon.cues if cue.where == where for word in cue.lemmas}


def _climb(trigger: "Token") -> Iterator["Token"]:
    """Yield the tokens above a trigger that may have it in their scope."""
    token = trigger
    for _ in range(_MOST_STEPS):
        head = governor(token)
        stops = (token.dep_ in _CLAUSE_STOPS - {"conj"} and not _is_term_of_deal(token)) or _is_over(token)
        if head is None or token.dep_ not in _CLIMB or stops:
            return
        if token.dep_ == "conj" and not _shares_scope(token, head):
            return
        if head.lower_ == "worth" and head.dep_ == "amod":
            head = head.head  # "an agreement worth $4 million to supply tanks"
        yield head
        token = head


def _is_over(clause: "Token") -> bool:
    """Return whether a clause tells what came before the one that carries it: ``[having bought jets], Peru wants``."""
    having = any(c.lower_ == "having" for c in children(clause, "aux"))
    return clause.dep_ == "advcl" and (having or not _markers(clause).isdisjoint({"after", "since"}))


def _markers(token: "Token") -> set[str]:
    """Return the prepositions and conjunctions in front of a phrase or clause."""
    return {c.lower_ for c in token.children if c.dep_ in {"case", "mark"}}


def _is_term_of_deal(clause: "Token") -> bool:
    """Return whether a clause says what a deal provides for: ``a deal [under which] Spain will deliver tanks``."""
    return clause.dep_ == "acl:relcl" and any(
        child.dep_ == "obl" and child.lower_ == "which" and case_of(child) == "under" for child in clause.children)


def _shares_scope(token: "Token", head: "Token") -> bool:
    """Return whether a conjunct stands under the cues of its head: infinitives and nouns do, finite clauses do not."""
    return not any(c.dep_.startswith("nsubj") or c.dep_ in {"aux", "cop"} for c in token.children) and (
        token.tag_ == head.tag_ or token.pos_ == "NOUN"
    )


def _is_infinitive(verb: "Token") -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)


def _is_of_the_first(verb: "Token") -> bool:
    """Return whether an infinitive tells what somebody was the first or last to do: ``the latest country [to buy]``."""
    ordinals = {c.lower_ for c in children(verb.head, "amod")} if verb.dep_ == "acl" else set()
    return not ordinals.isdisjoint({"first", "second", "third", "fourth", "fifth", "latest", "last", "only"})


def _not_yet(status: str) -> str:
    return "Planned" if status in {"Delivered", "Ordered", "Unknown"} else status


def _apply(cue: Cue | None, words: str, stance: Stance) -> Stance:
    if cue is None:
        return stance
    stopped = stance.status == "Cancelled" and cue.status == "Requested"  # "asked Spain to stop selling"
    return replace(
        stance,
        status=stance.status if stopped else cue.status or stance.status,
        factuality=cue.factuality or stance.factuality,
        cue=f"{words} … {stance.cue}" if stance.cue else words,
    )


def _negated(token: "Token", stance: Stance) -> Stance:
    negation = _negation_of(token)
    if negation is None:
        return stance
    status = "Cancelled" if stance.future or stance.factuality in {"Intended", "Hedged"} else stance.status
    factuality = stance.factuality if status == "Cancelled" else "Denied"
    return replace(stance, status=status, factuality=factuality, cue=f"{negation.text} {stance.cue}")


def _negation_of(token: "Token") -> "Token | None":
    """Return the word that denies a clause: its own, or one on its subject (``neither Peru nor Chile recognises``)."""
    own = [c for c in token.children if c.lower_ in _NEGATIONS and c.dep_ in {"advmod", "det", "cc", "cc:preconj"}]
    plain = [c for c in own if c.i + 1 >= len(c.doc) or c.nbor(1).lower_ != "only"]
    if plain or token.pos_ not in {"VERB", "AUX"}:
        return next(iter(plain), None)
    subjects = children(token, "nsubj")
    nobody = [s for s in subjects if s.lower_ in {"none", "nobody", "neither"}]
    return next((c for s in subjects for c in s.children if c.lower_ in {"no", "neither"}
                 and c.dep_ in {"det", "cc:preconj"}), next(iter(nobody), None))
