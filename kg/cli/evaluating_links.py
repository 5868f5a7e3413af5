"""``kg evaluate --linking FILE``: what names, pronouns and descriptions are tied to.

What comes in: what the settings name, and a file of passages with their mentions.  What goes out: tables or JSON: how
many are right, by origin and by reason; how much equipment is recognised with and without the designations of the
gazetteer; and what all gazetteers add to the start.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import show, table_of
from kg.terms import short

if TYPE_CHECKING:
    from kg.evaluate import LinkPassage, LinkScores
    from kg.extraction import Reader
    from kg.resources import Resources

__all__ = ["show_links"]

_TRIES = 3  # the quickest of so many is told


def show_links(resources: "Resources", path: Path, layout: str, errors: int) -> None:
    """Score the links of a file of passages."""
    from kg.evaluate import read_links, score_links

    passages = read_links(path)
    scores = score_links(passages, _links(resources.linking(), passages))
    bare = score_links(passages, _links(resources.linking(equipment=False), passages))
    seconds = _added_to_start(resources)
    if layout == "json":
        click.echo(json.dumps(_as_json(scores, bare, seconds, errors), ensure_ascii=False, indent=2))
        return
    show(table_of(("Measure", "Right", "Of", "Share"), _rows(scores, bare)))
    show(table_of(("Reason", "Right", "Of", "Share"), (_row(*one) for one in sorted(scores.by_reason.items()))))
    click.echo(f"{len(resources.gazetteer.concepts):,} names add {seconds:.2f} s to the start")
    for wrong in scores.wrong[:errors]:
        gold, found = wrong.gold, short(wrong.found) if wrong.found else "nothing"
        click.echo(f"  {wrong.passage}  {gold.text}: {found}, should be {short(gold.iri) if gold.iri else 'nothing'}")


def _links(reader: "Reader", passages: "Sequence[LinkPassage]") -> Mapping[str, Any]:
    from kg.articles import article_of

    articles = [article_of(passage.text, key=passage.key, date=passage.date) for passage in passages]
    return {article.key: links for article, links in reader.links(articles)}


def _rows(scores: "LinkScores", bare: "LinkScores") -> Iterator[tuple[str, ...]]:
    yield _row("mentions", scores.all)
    for group, counts in scores.by_group.items():
        yield _row(f"  {group}", counts)
    yield _row("links to the gazetteer", scores.tied)
    yield _row("reasons of right links", scores.reasons)
    yield _row("equipment recognised", scores.equipment)
    yield _row("  without designations", bare.equipment)


def _row(name: str, counts: tuple[int, int]) -> tuple[str, ...]:
    right, asked = counts
    return name, str(right), str(asked), f"{right / asked:.3f}" if asked else "–"


def _as_json(scores: "LinkScores", bare: "LinkScores", seconds: float, errors: int) -> dict[str, Any]:
    counts = {
        "mentions": scores.all,
        **{f"mentions of {group}": counts for group, counts in scores.by_group.items()},
        "links": scores.tied,
        "reasons": scores.reasons,
        "equipment": scores.equipment,
        "equipment without designations": bare.equipment,
    }
    told = {name: {"right": right, "of": asked} for name, (right, asked) in counts.items()}
    reasons = {name: {"right": right, "of": asked} for name, (right, asked) in sorted(scores.by_reason.items())}
    wrong = [
        {"passage": one.passage, "text": one.gold.text, "found": one.found, "gold": one.gold.iri}
        for one in scores.wrong[:errors]
    ]
    return {"scores": told, "by_reason": reasons, "start_seconds": round(seconds, 3), "errors": wrong}


def _added_to_start(resources: "Resources") -> float:
    """Return the processor seconds that it takes to read all gazetteers and make them ready to be found in text."""
    from kg.extraction.gate import Gate
    from kg.extraction.glance import Glances
    from kg.gazetteer import Gazetteer, collector_paused, read_gazetteer
    from kg.language.linker import Linker
    from kg.lexicon import read_lexicon

    lexicon = read_lexicon(resources.trigger_files)
    files = resources.gazetteer.files

    def ready(open_gazetteer: Callable[[], Gazetteer]) -> float:
        started = time.process_time()
        gazetteer = open_gazetteer()
        with collector_paused():
            Linker(gazetteer)
            Gate(Glances(lexicon, gazetteer))
        return time.process_time() - started

    with_all = min(ready(lambda: read_gazetteer(files)) for _ in range(_TRIES))
    return with_all - min(ready(lambda: Gazetteer({}, (), "")) for _ in range(_TRIES))
