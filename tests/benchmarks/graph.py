"""Writes a graph of as many claims as wanted, with the skew and the shapes of a real one.

Run it with ``python -m tests.benchmarks.graph --claims 100000 -o STORE`` (package installed): the store can be asked
with ``kg report NAME --store STORE``.  The same number gives the same graph, statement by statement: claims of all 14
types about the states, firms and equipment of the shipped gazetteers, whose quads ``kg.triples`` makes as in a build.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.builder.curated import load_gazetteer, load_ontology
from kg.derivation import publish
from kg.gazetteer import gazetteer_files, read_gazetteer
from kg.settings import shipped
from kg.store import layout, open_writer
from kg.terms import Vocabulary
from kg.triples import article_quads
from tests.benchmarks.articles import MINT, Articles

__all__ = ["make_store", "quads"]

_VERSIONS = {"pipeline": "synthetic", "rules": "1", "vocabulary": "1", "gazetteer": "1"}


def quads(claims: int) -> Iterator[ox.Quad]:
    """Yield the quads of all articles, one article after the other."""
    ontology = shipped("ontology")
    gazetteer, vocabulary = read_gazetteer(gazetteer_files(ontology)), Vocabulary.read(ontology / "arms.ttl")
    for read in Articles(gazetteer, vocabulary).make(claims):
        yield from article_quads(
            read, mint=MINT, vocabulary=vocabulary, versions=_VERSIONS, known=gazetteer.concepts
        )


def make_store(folder: Path, claims: int) -> None:
    """Write a store of so many claims, with vocabulary and gazetteers, and publish it as a build does."""
    ontology = shipped("ontology")
    layout.make(folder)
    store = ox.Store(str(layout.live(folder)))
    store.bulk_extend(quads(claims))
    del store  # closes it: the writer opens it again
    with open_writer(folder) as writer:
        load_ontology(writer, ontology, {})
        load_gazetteer(writer, read_gazetteer(gazetteer_files(ontology)), {})
        publish(writer)


def main() -> None:
    """Write a store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the store")
    asked = parser.parse_args()
    started = time.monotonic()
    make_store(asked.output, asked.claims)
    sys.stdout.write(f"{asked.claims:,} claims in {asked.output}: {time.monotonic() - started:.1f} s\n")


if __name__ == "__main__":
    main()
