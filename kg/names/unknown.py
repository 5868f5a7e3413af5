"""Counts the surface forms that no gazetteer knows.

What comes in: what was read from articles.  What goes out: ``Form`` records, the most frequent first.  Forms that
differ in spaces, hyphens, full stops, accents or capitals only are one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.language.mentions import fold
from kg.model import Article, ArticleClaims, UnknownName

__all__ = ["Form", "unknown_forms"]

_AROUND = 70  # characters of an example on either side


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form that no gazetteer knows.

    Attributes:
        text: the commonest spelling.
        kind: the commonest guess of its class.
        count: how often it stands in the articles.
        articles: in how many of them.
        example: the words around its first place.
        article: key of that article.
        equipment_class: IRI of the class noun that stood with it most, ``""`` if none did.
        country: IRI of the state that it most likely belongs to, ``""`` if unknown.
    """

    text: str
    kind: str
    count: int
    articles: int
    example: str
    article: str
    equipment_class: str = ""
    country: str = ""


def unknown_forms(read: Iterable[ArticleClaims], *, kinds: Iterable[str] = (), least: int = 1) -> list[Form]:
    """Return the unknown forms of some articles.

    Args:
        read: what was read from the articles.
        kinds: the kinds asked for; none means all.
        least: how often a form has to stand there.
    """
    places: dict[str, list[tuple[Article, UnknownName]]] = {}
    for one in read:
        for name in one.unknown_names:
            key = fold(name.text)
            if key:
                places.setdefault(key, []).append((one.article, name))
    wanted = frozenset(kinds)
    forms = [_form(found) for found in places.values() if len(found) >= least]
    chosen = (form for form in forms if not wanted or form.kind in wanted)
    return sorted(chosen, key=lambda form: (-form.count, -form.articles, form.text))


def _form(found: list[tuple[Article, UnknownName]]) -> Form:
    article, first = min(found, key=lambda one: (one[0].key, one[1].start))
    names = [name for _, name in found]
    return Form(
        _commonest(name.text for name in names),
        _commonest(name.kind for name in names),
        len(found),
        len({one.key for one, _ in found}),
        _around(article.text, first.start, first.end),
        article.key,
        _commonest(name.equipment_class for name in names if name.equipment_class),
        _commonest(name.country for name in names if name.country),
    )


def _commonest(values: Iterable[str]) -> str:
    """Return the commonest value, the first by alphabet of several, ``""`` of none."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _around(text: str, start: int, end: int) -> str:
    """Return the words around a place, in one line."""
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = "…" + before.partition(" ")[2]
    if end + _AROUND < len(text):
        behind = behind.rpartition(" ")[0] + "…"
    return " ".join((before + text[start:end] + behind).split())
