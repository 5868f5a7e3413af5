"""The vocabulary: namespaces, IRIs, and the terms that ``ontology/arms.ttl`` defines.

What comes in: Turtle.  What goes out: IRIs as strings, and a ``Vocabulary`` that says which terms exist and which
arguments identify a claim.  This is the only room that mints, shortens and escapes IRIs.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import DataFileError

__all__ = [
    "AT",
    "DEFAULT_BASE",
    "DERIVED_GRAPH",
    "GAZETTEER_GRAPH",
    "ID",
    "IDENTITY_GRAPH",
    "ONTOLOGY_GRAPH",
    "PREFIXES",
    "SUMMARY_GRAPH",
    "Mint",
    "Vocabulary",
    "escaped",
    "expand",
    "short",
    "slug",
    "words",
]

AT = "https://example.org/arms/ns#"
"""The vocabulary's namespace; fixed."""
ID = "https://example.org/arms/id/"
"""The gazetteers' namespace; fixed."""
DEFAULT_BASE = "https://example.org/arms/"
"""Where articles, claims and runs live unless the ``base`` setting says otherwise."""
ONTOLOGY_GRAPH = AT + "ontology"
"""The named graph that holds the vocabulary and its shapes."""
GAZETTEER_GRAPH = AT + "gazetteer"
"""The named graph that holds the gazetteers: curated, not claimed by any article."""
DERIVED_GRAPH = AT + "derived"
"""The named graph of the shortcuts, rebuilt from the claims after each load."""

IDENTITY_GRAPH = AT + "identities"
"""The named graph that says which names of several articles are the same thing, rebuilt after each load."""
SUMMARY_GRAPH = AT + "summary"
"""The named graph of what reports count and compare, rebuilt from the claims after each load."""

PREFIXES: Mapping[str, str] = {
    "at": AT,
    "id": ID,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes of every Turtle file and query that this project writes."""

_IRI_SAFE = "!$&'()*+,/:;=?@~"  # what an IRI may hold beside letters, digits, "_", "." and "-"
_PERCENT = re.compile(r"(%[0-9A-Fa-f]{2})")


@cache
def expand(name: str) -> str:
    """Return the IRI behind a prefixed name such as ``prov:value``."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def short(iri: str) -> str:
    """Return an IRI with its prefix, as Turtle writes it, or the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and re.fullmatch(r"[\w.-]*", name):
            return f"{prefix}:{name}"
    return iri


def words(name: str) -> str:
    """Return a name in camel case as words.

    >>> words("supplierState"), words("ArmsTransfer")
    ('supplier state', 'arms transfer')
    """
    return re.sub(r"_|(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def escaped(part: str) -> str:
    """Percent-encode what an IRI may not hold; letters of any script, and what is encoded already, stay.

    >>> escaped("/a b%20ü#")
    '/a%20b%20ü%23'
    """
    pieces = _PERCENT.split(part)  # at odd places stands what is already encoded
    for place in range(0, len(pieces), 2):
        pieces[place] = "".join(c if c.isalnum() else quote(c, safe=_IRI_SAFE) for c in pieces[place])
    return "".join(pieces)


def _digest(*parts: str, length: int = 16) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens, for use in IRIs."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or quote(name, safe="")


@dataclass(frozen=True, slots=True)
class Mint:
    """Makes the IRIs of articles, passages, claims, runs and unknown names.

    Attributes:
        base: IRI prefix that ends in ``/`` or ``#``.
    """

    base: str = DEFAULT_BASE

    def article(self, key: str) -> str:
        """Return the article's IRI, which is also the IRI of its named graph."""
        return f"{self.base}article/{_digest(key)}"

    def passage(self, article_iri: str, start: int, end: int) -> str:
        """Return a passage's IRI, in the form of RFC 5147 (character positions of a text)."""
        return f"{article_iri}#char={start},{end}"

    def selector(self, article_iri: str, start: int, end: int) -> str:
        """Return the IRI of the text position selector of a passage."""
        return f"{article_iri}#sel={start},{end}"

    def claim(self, article_key: str, claim_type: str, key_values: Iterable[str], start: int) -> str:
        """Return a claim's IRI: from article, type, key arguments and first evidence offset."""
        return f"{self.base}claim/{_digest(article_key)}-{_digest(claim_type, *key_values, str(start), length=12)}"

    def reading(self, claim_iri: str, number: int) -> str:
        """Return the IRI of how one passage was read for a claim; ``number`` counts from 1."""
        return f"{claim_iri}#reading-{number}"

    def mention(self, reading_iri: str, number: int) -> str:
        """Return the IRI of one mention within a reading; ``number`` counts from 1."""
        return f"{reading_iri}-mention-{number}"

    def run(self, *versions: str) -> str:
        """Return the IRI of the run that made claims: from versions, never from the clock."""
        return f"{self.base}run/{_digest(*versions)}"

    def name(self, article_key: str, name: str) -> str:
        """Return the IRI of a name that no gazetteer knows, within one article."""
        return f"{self.article(article_key)}/name/{slug(name)}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that ``arms.ttl`` defines.

    Attributes:
        version: ``owl:versionInfo`` of the ontology.
        terms: local names of everything in the ``at:`` namespace that it defines.
        key_arguments: relation type → roles that identify a claim of it (``at:keyArgument``), sorted.
        labels: local name → ``rdfs:label``.
    """

    version: str
    terms: frozenset[str]
    key_arguments: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """Read ``arms.ttl``.

        Raises:
            DataFileError: the file is missing or is no Turtle.
        """
        try:
            triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        except (OSError, SyntaxError) as error:
            raise DataFileError(f"{path}: the vocabulary cannot be read: {error}") from error
        version, terms, labels = "", set[str](), dict[str, str]()
        keys: dict[str, set[str]] = {}
        for triple in triples:
            subject, predicate = str(triple.subject)[1:-1], triple.predicate.value
            value = triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""
            if predicate == PREFIXES["owl"] + "versionInfo":
                version = value
            if not subject.startswith(AT):
                continue
            name = subject.removeprefix(AT)
            terms.add(name)
            if predicate == PREFIXES["rdfs"] + "label":
                labels[name] = value
            if predicate == AT + "keyArgument":
                keys.setdefault(name, set()).add(value.removeprefix(AT))
        return cls(
            version, frozenset(terms), {name: tuple(sorted(k)) for name, k in keys.items()}, labels
        )
