"""Decides which mentions of an article name the same thing, and which of its claims say the same.

What comes in: the claims of one article, sentence by sentence.  What goes out: the same claims, each thing with an IRI,
and claims that repeat each other joined into one with all their evidence.  It must not know spaCy or RDF.  Nothing is
joined across articles; statements that contradict each other stay apart.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kg.model import Argument, Article, ArticleClaims, Claim, Entity, Evidence
from kg.terms import Mint, Vocabulary, slug

__all__ = ["claim_iri", "resolve", "to_line"]

_STAGES = ("Unknown", "Requested", "Offered", "Planned", "Ordered", "Delivered", "Ongoing", "Ended", "Cancelled")
"""The stages of a deal, each further than the one before."""
_DEALS = frozenset({"ArmsTransfer"})


def resolve(article: Article, claims: Iterable[Claim], *, mint: Mint, vocabulary: Vocabulary) -> ArticleClaims:
    """Give every thing an IRI and join claims that repeat each other."""
    claims = list(claims)
    named = _Names(article, mint, _sites(claims))
    resolved = [_with_iris(claim, named) for claim in claims]
    joined = _joined(resolved, vocabulary)
    joined.sort(key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.type, _places(c), _key(c, vocabulary)))
    return ArticleClaims(article, tuple(joined))


def _places(claim: Claim) -> tuple[int, ...]:
    """Return where the words that fill the roles stand, the last first: a list of goods keeps its order."""
    return tuple(sorted((m.start for m in claim.evidence[0].mentions), reverse=True))


class _Names:
    """Gives names that no gazetteer knows an IRI from the article's own fullest form."""

    def __init__(self, article: Article, mint: Mint, sites: Collection[str]) -> None:
        self._article = article
        self._mint = mint
        self._sites = sites

    def entity(self, entity: Entity) -> Entity:
        if entity.iri:
            return entity
        if entity.kind in {"Facility", "Thing"}:
            entity = self._site(entity)
        name = re.sub(r"^(?:the|a|an)\s+", "", entity.label, flags=re.IGNORECASE)
        return replace(entity, iri=self._mint.name(self._article.key, name))


    def _site(self, entity: Entity) -> Entity:
        """Return a site under the one fuller name that ends like its own: ``the center`` is the training center."""
        fuller = [label for label in self._sites if label.endswith(f" {entity.label}")]
        return replace(entity, label=fuller[0], kind="Facility") if len(fuller) == 1 else entity


def _sites(claims: Iterable[Claim]) -> set[str]:
    """Return what the sites of the claims are called."""
    values = (value for claim in claims for values in claim.arguments.values() for value in values)
    return {value.label for value in values if isinstance(value, Entity) and value.kind == "Facility"}


def _with_iris(claim: Claim, names: _Names) -> Claim:
    arguments = {role: tuple(_named(value, names) for value in values) for role, values in claim.arguments.items()}
    speakers = tuple(names.entity(e) for e in claim.attributed_to)
    medium = names.entity(claim.reported_by) if claim.reported_by else None
    said = [e for values in claim.arguments.values() for e in values if isinstance(e, Entity)]
    iris = {e.label: names.entity(e).iri for e in [*said, *claim.attributed_to]}
    evidence = tuple(
        replace(e, mentions=tuple(m if m.iri or not m.link_reason else replace(m, iri=iris.get(m.label, ""))
                                  for m in e.mentions))
        for e in claim.evidence
    )
    return replace(claim, arguments=arguments, attributed_to=speakers, reported_by=medium, evidence=evidence)


def _named(value: Argument, names: _Names) -> Argument:
    return names.entity(value) if isinstance(value, Entity) else value


def _key(claim: Claim, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the values of a claim's key arguments, in order of the roles."""
    return tuple(
        "|".join(sorted(_identity(value) for value in claim.arguments.get(role, ())))
        for role in vocabulary.key_arguments.get(claim.type, ())
    )


def _identity(value: Argument) -> str:
    return value.iri if isinstance(value, Entity) else slug(str(value))


def _joined(claims: Sequence[Claim], vocabulary: Vocabulary) -> list[Claim]:
    joined: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (claim.type, *_telling(claim), *_key(claim, vocabulary))
        joined[key] = _join(joined[key], claim) if key in joined else claim
    return list(joined.values())


def _telling(claim: Claim) -> tuple[str, ...]:
    """Return what keeps claims apart that are about the same: who tells it, and how sure he is.

    A transfer is one deal whoever tells of it, unless somebody denies it.
    """
    if claim.type in _DEALS:
        return ("denied",) if claim.factuality == "Denied" else ()
    told = () if claim.factuality == "Asserted" else (claim.factuality.lower(),)
    return (*told, *(speaker.iri for speaker in claim.attributed_to))


def _join(one: Claim, other: Claim) -> Claim:
    """Join two claims that say the same: the further status wins, details fill gaps, evidence adds up."""
    further, behind = sorted((one, other), key=lambda c: _STAGES.index(c.status), reverse=True)
    dated = further if further.date else behind
    return replace(
        further,
        arguments={**behind.arguments, **further.arguments},
        evidence=_evidence(one.evidence + other.evidence),
        attributed_to=one.attributed_to or other.attributed_to,
        reported_by=one.reported_by or other.reported_by,
        date=dated.date, earliest=dated.earliest, latest=dated.latest, date_text=dated.date_text,
    )


def _evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return passages in order, each once."""
    by_place: dict[tuple[int, int], Evidence] = {}
    for one in evidence:
        by_place.setdefault((one.start, one.end), one)
    return tuple(by_place[place] for place in sorted(by_place))


def claim_iri(mint: Mint, vocabulary: Vocabulary, article: Article, claim: Claim) -> str:
    """Return a claim's IRI: from the article, the type, the key arguments and the first evidence offset."""
    key = (*_key(claim, vocabulary), *_telling(claim))
    return mint.claim(article.key, claim.type, key, claim.evidence[0].start)


def to_line(article: Article, claim: Claim, iri: str) -> dict[str, Any]:
    """Return a claim as one line of ``kg extract --format jsonl`` (``claims.schema.json``)."""
    arguments = dict(claim.arguments)
    line: dict[str, Any] = {"document": article.key, "claim": iri, "type": claim.type}
    if claim.type == "ArmsTransfer":
        line |= {role: _thing(arguments.pop(role, ())) for role in ("supplier", "recipient", "equipment")}
        line |= {
            "quantity": _first(arguments.pop("quantityMin", ())),
            "quantity_max": _first(arguments.pop("quantityMax", ())),
            "quantity_text": _first(arguments.pop("quantityText", ())),
            "value": _first(arguments.pop("amount", ())),
            "currency": _first(arguments.pop("currency", ())),
        }
    line |= {_snake(role): _thing(values) for role, values in arguments.items()}
    return line | {
        "status": claim.status.lower(),
        "factuality": claim.factuality.lower(),
        "date": claim.date,
        "earliest": _day(claim.earliest),
        "latest": _day(claim.latest),
        "date_text": claim.date_text,
        "attributed_to": [_record(speaker) for speaker in claim.attributed_to],
        "reported_by": _record(claim.reported_by) if claim.reported_by else None,
        "evidence": [_passage(evidence) for evidence in claim.evidence],
        "score": claim.score,
        "extractor": claim.extractor,
    }


def _first(values: Sequence[Argument]) -> Argument | None:
    return values[0] if values else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _thing(values: Sequence[Argument]) -> object:
    records = [_record(value) if isinstance(value, Entity) else value for value in values]
    return records[0] if len(records) == 1 else records or None


def _record(entity: Entity) -> dict[str, Any]:
    record: dict[str, Any] = {"text": entity.text, "label": entity.label, "iri": entity.iri}
    record["aliases"] = list(entity.aliases)
    if entity.state:
        record["state"] = entity.state
    return record


def _passage(evidence: Evidence) -> Mapping[str, Any]:
    return {
        "sentence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "mentions": [
            {"role": m.role, "start": m.start, "end": m.end, "iri": m.iri, "link_reason": m.link_reason}
            for m in evidence.mentions
        ],
        "rule": evidence.rule,
        "cue": evidence.cue,
        "path": list(evidence.path),
    }
