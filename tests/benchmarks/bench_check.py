"""What the check of one article costs, by what lies in the data graph beside it.

Run it with ``python tests/benchmarks/bench_check.py`` (package installed).  It checks the
seven transfers of one sentence of the seed article, with the classes of the concepts that they name
(what ``kg build`` does), then with whole gazetteers of one and ten times the shipped size.
"""

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable, Iterable

import pyoxigraph as ox

from kg.check import Shapes, context_of
from kg.gazetteer import gazetteer_files, read_gazetteer
from kg.model import Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.settings import shipped
from kg.terms import GAZETTEER_GRAPH, ID, Mint, Vocabulary
from kg.triples import article_quads, file_quads

_START, _END = 1709, 1992
_ITEMS = (
    "Sukhoi 30-MK2 fighter planes",
    "Mil helicopters",
    "tanks",
    "armed personnel vehicles",
    "artillery",
    "air defense systems",
    "Kalashnikovs",
)
_REPEATS = 5


def main() -> None:
    """Print a line for each size of what lies beside the article."""
    ontology = shipped("ontology")
    shapes = Shapes.read(ontology / "shapes.ttl")
    gazetteer = read_gazetteer(gazetteer_files(ontology))
    vocabulary = Vocabulary.read(ontology / "arms.ttl")
    quads = article_quads(
        _read(),
        mint=Mint(),
        vocabulary=vocabulary,
        versions={"rules": "1"},
        known=gazetteer.concepts,
    )
    whole = [q for path in gazetteer.files for q in file_quads(path, GAZETTEER_GRAPH)]
    beside: dict[str, list[ox.Triple] | list[ox.Quad]] = {
        "classes of what it names": context_of(quads, gazetteer),
        "the whole gazetteer": whole,
        "ten such gazetteers": [q for copy in range(10) for q in _renamed(whole, copy)],
    }
    _line("beside the article", "triples", "ms", "ratio")
    base = 0.0
    for name, context in beside.items():
        spent = _milliseconds(lambda context=context: shapes.check(quads, context))  # type: ignore[misc]  # bound now
        base = base or spent
        _line(name, len(quads) + len(context), f"{spent:.0f}", f"{spent / base:.1f}")


def _read() -> ArticleClaims:
    path = next(shipped("seeds").glob("*.txt"))
    article = Article(path.name, path.read_text("utf-8"), 17, dt.date(2019, 3, 30))
    return ArticleClaims(article, tuple(_claim(article, item) for item in _ITEMS))


def _claim(article: Article, item: str) -> Claim:
    sentence = article.text[_START:_END]
    speaker = Entity("He", "Vyacheslav Davydenko", Mint().name(article.key, "Davydenko"), "Person")
    parties = {
        name: Entity(name, name, ID + name.lower(), "State") for name in ("Russia", "Venezuela")
    }
    thing = Entity(item, item, Mint().name(article.key, item), "EquipmentType")
    named = (
        ("supplier", parties["Russia"], "exact"),
        ("recipient", parties["Venezuela"], "exact"),
        ("equipment", thing, "classNoun"),
        ("speaker", speaker, "pronoun"),
    )
    mentions = []
    for role, entity, reason in named:
        start = article.text.index(entity.text, _START)
        end = start + len(entity.text)
        mentions.append(Mention(role, start, end, entity.text, entity.iri, reason))
    return Claim(
        "ArmsTransfer",
        {role: (entity,) for role, entity, _ in named[:3]} | {"equipmentText": (item,)},
        (Evidence(sentence, _START, _END, tuple(mentions), "get+A4", "has already received"),),
        "Delivered",
        attributed_to=(speaker,),
        latest=article.date,
        extractor="transfers",
    )


def _renamed(quads: Iterable[ox.Quad], copy: int) -> Iterable[ox.Quad]:
    """Yield the same gazetteer under other names, so that copies add up."""
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            subject = ox.NamedNode(f"{quad.subject.value}{copy or ''}")
            yield ox.Quad(subject, quad.predicate, quad.object, quad.graph_name)


def _milliseconds(run: Callable[[], object]) -> float:
    spent = []
    for _ in range(_REPEATS):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent) * 1000


def _line(name: str, triples: object, spent: str, ratio: str) -> None:
    sys.stdout.write(f"{name:<26} {triples:>8} {spent:>7} {ratio:>6}\n")


if __name__ == "__main__":
    main()
