"""``kg evaluate --cases DIR``: what each extractor reads in sentences of its own.

What comes in: what the settings name, and a folder of case files.  What goes out: a table or JSON, a row for each
relation type.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import show
from kg.cli.showing import relation_table, told
from kg.errors import DataFileError

if TYPE_CHECKING:
    from kg.evaluate import Case, CaseScore
    from kg.resources import Resources

__all__ = ["show_cases"]

_PUBLISHED = "2020-07-01"  # the day on which the sentences of cases appeared


def show_cases(resources: "Resources", folder: Path, layout: str, errors: int) -> None:
    """Score every extractor that has a case file in a folder."""
    scores = dict(_scores(resources, folder))
    if not scores:
        raise DataFileError(f"{folder}: there is no case file of an extractor in it, such as transfers.jsonl")
    mistakes = [(name, mistake) for name, (score, _) in scores.items() for mistake in score.mistakes][:errors]
    if layout == "json":
        both = {name: {"all": _score(one), "after": _score(after)} for name, (one, after) in scores.items()}
        click.echo(json.dumps(both, ensure_ascii=False, indent=2))
        return
    table = relation_table("Relation", "Cases", "Look-alikes", "P", "R", "After", "P after", "R after")
    for name, (one, after) in scores.items():
        table.add_row(name, str(one.cases), str(one.negatives), *_shares(one), str(after.cases), *_shares(after))
    show(table)
    for name, mistake in mistakes:
        click.echo(f"\n{mistake.case.key}  {mistake.case.text}")
        for expected in mistake.missed:
            click.echo(f"  missed    {name} {expected}")
        for claim in mistake.spurious:
            click.echo(f"  spurious  {told(claim)}")


def _scores(resources: "Resources", folder: Path) -> "Iterator[tuple[str, tuple[CaseScore, CaseScore]]]":
    """Yield the type of each extractor with its scores on all cases and on those written after its rules."""
    from kg.evaluate import late_cases, read_cases, read_keys, score_cases
    from kg.extraction import find_extractors

    for extractor in find_extractors():
        path = folder / f"{extractor.name}.jsonl"
        if path.exists():
            cases = read_cases(path)
            claims = _claims(resources, cases, extractor.emits)
            keys = read_keys()
            yield extractor.emits[0], (score_cases(cases, claims, keys), score_cases(late_cases(cases), claims, keys))


def _claims(
    resources: "Resources", cases: "Sequence[Case]", types: tuple[str, ...]
) -> dict[str, list[Mapping[str, Any]]]:
    """Return the claims of some types by the key of their case."""
    from kg.articles import article_of

    articles = [article_of(case.text, key=case.key, date=_PUBLISHED) for case in cases]
    claims: dict[str, list[Mapping[str, Any]]] = {}
    for line in resources.lines(resources.own_reader().by_rules().read(articles)):
        if line["type"] in types:
            claims.setdefault(line["document"], []).append(line)
    return claims


def _shares(score: "CaseScore") -> Iterator[str]:
    return ("–" if share is None else f"{share:.2f}" for share in (score.precision, score.recall))


def _score(score: "CaseScore") -> dict[str, Any]:
    counts = {name: getattr(score, name) for name in ("cases", "negatives", "expected", "claimed", "right")}
    return counts | {
        "precision": score.precision,
        "recall": score.recall,
        "errors": [
            {"case": one.case.key, "text": one.case.text, "missed": one.missed, "spurious": one.spurious}
            for one in score.mistakes
        ],
    }
