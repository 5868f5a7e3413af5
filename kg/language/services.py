"""Armed services, ministries and governments, made by rule from the state in front or behind.

What comes in: the templates of ``services.ttl``, a parsed ``Doc`` and what labels matched.  What goes out: ``Linked``
records (``the Indian Navy``, ``the country's defence ministry``, ``the government of Peru``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked
from kg.model import Concept
from kg.terms import ID, slug

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Services", "service_of"]

_LONGEST = 4  # tokens in the longest name of a service
_BASES = frozenset({"base", "station", "academy"})


class Services:
    """The templates of services, by their nouns."""

    def __init__(self, templates: Iterable[Concept]) -> None:
        """Index every noun of every template."""
        self._services: dict[str, Concept] = {}
        for template in templates:
            self._index(template)

    def _index(self, template: Concept) -> None:
        for noun in (template.label, *template.facts.get("headNoun", ())):
            self._services[noun.lower()] = template

    def mentions(self, doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
        """Yield armed services, ministries and governments, made by rule from the state in front or behind."""
        covering = {index: linked for linked in found for index in range(linked.start, linked.end)}
        index = 0
        while index < len(doc):
            end = self._service_end(doc, index)
            free = not any(i in covering for i in range(index, end or index))
            if end and free and not _modifies(doc, index, end) and not _names_base(doc, index, end):
                yield self._service(doc, index, end, covering)
                index = end
            else:
                index += 1

    def _service_end(self, doc: "Doc", start: int) -> int | None:
        for end in range(min(start + _LONGEST, len(doc)), start, -1):
            if doc[start:end].text.lower() in self._services:
                return end
        return None

    def _service(self, doc: "Doc", start: int, end: int, covering: Mapping[int, Linked]) -> Linked:
        template = self._services[doc[start:end].text.lower()]
        state, first, last = _state_beside(doc, start, end, covering)
        nameless = Linked(
            start, end, doc[start:end].root.i, doc[start:end].text, "Service", "", template.label, "headWord", template
        )
        if state is None:
            return nameless
        return replace(service_of(nameless, state, "title"), start=first, end=last, text=doc[first:last].text)


def service_of(service: Linked, state: Linked, reason: str) -> Linked:
    """Return the service of a state that a nameless mention (``the army``) means; a government is the state itself."""
    template = service.concept
    if template is None:
        return state
    if "Government" in template.facts.get("serviceKind", ()):
        return replace(state, start=service.start, end=service.end, head=service.head, text=service.text,
                       reason="metonymy")
    country = state.concept.label if state.concept else state.label
    return replace(service, kind="Organization", iri=f"{ID}{slug(country)}-{slug(template.label)}", reason=reason,
                   label=_service_label(template, state), concept=None, country=state.iri)


def _modifies(doc: "Doc", start: int, end: int) -> bool:
    """Return whether a service's noun is a mere modifier (``military planes``); a name is not (``Army tanks``)."""
    root = doc[start:end].root
    left_of_head = root.dep_ in {"amod", "compound"} and root.head.i >= end
    return left_of_head and root.text == root.lower_


def _names_base(doc: "Doc", start: int, end: int) -> bool:
    """Return whether the words are a part of the name of a base: ``Andersen [Air Force] Base``."""
    return start > 0 and end < len(doc) and doc[end].lower_ in _BASES and doc[start - 1].pos_ == "PROPN"


def _service_label(template: Concept, state: Linked) -> str:
    """Return one name for a service however it is worded: ``Indian Navy``, ``Ministry of Defence of India``."""
    country = state.concept.label if state.concept else state.label
    demonym = next(iter(state.concept.labels.get("demonym", ())), "") if state.concept else ""
    if "ArmedService" in template.facts.get("serviceKind", ()) and demonym:
        return f"{demonym} {template.label}"
    return f"{template.label} of {country}"


def _state_beside(
    doc: "Doc", start: int, end: int, covering: Mapping[int, Linked]
) -> tuple[Linked | None, int, int]:
    """Return the state that owns a service, with the first and last token of the whole name."""
    left = start - 1
    while left >= 0 and doc[left].lower_ in {"'s", "’s", "'", "’", "royal", "national", "federal"}:
        left -= 1
    owner = covering.get(left)
    if owner and owner.kind in {"State", "Territory"} and owner.reason != "capital":
        return owner, owner.start, end
    right = end
    if right < len(doc) and doc[right].lower_ in {"of", "for"}:
        right += 1
        if right < len(doc) and doc[right].lower_ == "the":
            right += 1
        owner = covering.get(right)
        if owner and owner.kind in {"State", "Territory"} and owner.start == right:
            return owner, start, owner.end
    return None, start, end
