"""``kg evaluate --roles DIR``: which words are found to fill the roles of transfers, by PropBank's annotation.

What comes in: what the settings name, and a folder with ``propbank`` and ``treebanks``.  What goes out: tables or
JSON: on the treebank's own trees, and on the pipeline's for the parts that trained nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import counted, show, table_of

if TYPE_CHECKING:
    from kg.evaluate import MissedRole, RoleScores
    from kg.resources import Resources

__all__ = ["show_roles"]

_PARTS = ("train", "dev", "test")
_GOLD = ("Gold trees", "Fillers", "Reached", "First", "P")
_BOTH = ("Dev and test", "Fillers", "Reached", "First", "P", "Parsed", "First", "P")


def show_roles(resources: "Resources", folder: Path, layout: str, errors: int) -> None:
    """Score the roles of transfers that are annotated in a folder's sentences."""
    from kg.evaluate import read_roles, score_roles
    from kg.language import load
    from kg.lexicon import read_lexicon

    nlp, lexicon = load(resources.settings.pipeline or None), read_lexicon(resources.trigger_files)
    parts = {part: read_roles(folder, part) for part in _PARTS}
    unseen = [*parts["dev"], *parts["test"]]
    whole = score_roles([*parts["train"], *unseen], lexicon, nlp, parsed=False)
    gold = score_roles(unseen, lexicon, nlp, parsed=False)
    ours = score_roles(unseen, lexicon, nlp, parsed=True)
    if layout == "json":
        told = {"gold trees": whole, "dev and test": gold, "dev and test, parsed": ours}
        click.echo(json.dumps({name: _as_json(scores) for name, scores in told.items()}, indent=2))
        return
    show(table_of(_GOLD, ((_title(name), *_cells(whole, name)) for name in _names(whole))))
    rows = ((_title(name), *_cells(gold, name), *_cells(ours, name)[1:]) for name in _names(gold))
    show(table_of(_BOTH, rows))
    click.echo(f"{counted(whole.predicates, 'predicate')}, {gold.predicates:,} of them in dev and test; "
               f"{whole.left_out:,} more are words that the lexicon lacks")
    for wrong in ours.missed[:errors]:
        _tell(wrong)


def _names(scores: "RoleScores") -> list[str]:
    """Return the rows in order: all, roles, constructions, classes."""
    order = ("all", "role", "construction", "class")
    return sorted(scores.rows, key=lambda name: (order.index(name.split(":")[0]), -scores.rows[name]["gold"], name))


def _title(name: str) -> str:
    return name.rpartition(": ")[2]


def _cells(scores: "RoleScores", name: str) -> tuple[str, str, str, str]:
    counts = scores.rows.get(name) or Counter[str]()
    gold = counts["gold"]
    chosen = 0 if name.startswith("construction") else counts["chosen"]  # what is not there stands in none
    return str(gold), _share(counts["reached"], gold), _share(counts["right"], gold), _share(counts["right"], chosen)


def _share(right: int, asked: int) -> str:
    return f"{right / asked:.2f}" if asked else "–"


def _as_json(scores: "RoleScores") -> dict[str, Any]:
    rows = {name: dict(scores.rows[name]) for name in _names(scores)}
    return {"predicates": scores.predicates, "left_out": scores.left_out, "rows": rows}


def _tell(wrong: "MissedRole") -> None:
    words, predicate = wrong.words, wrong.predicate
    found = "nothing" if wrong.chosen is None else words[wrong.chosen]
    should = "; ".join(_spans(wrong)) or "nothing"
    click.echo(f"\n{predicate.roleset}  {' '.join(words)}")
    click.echo(f"  {words[predicate.token]}: {wrong.role} is {found}, should be {should}")


def _spans(wrong: "MissedRole") -> Iterator[str]:
    gold = wrong.predicate.roles.get(wrong.role)
    yield from (" ".join(wrong.words[start:end]) for start, end in (gold.spans if gold else ()))
