"""``kg evaluate``: what is read, measured against what should be.

What comes in: passages with their gold transfers; seed, cases, links and roles have modules of
their own.  What goes out: scores, and the passages with an error.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.evaluating_cases import show_cases
from kg.cli.evaluating_links import show_links
from kg.cli.evaluating_roles import show_roles
from kg.cli.evaluating_seed import show_seed
from kg.cli.options import READING, example, takes_settings
from kg.cli.output import show
from kg.errors import UsageError
from kg.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from kg.evaluate import Passage, Scores
    from kg.resources import Resources

__all__ = ["evaluate"]

_MEASURES = ("status", "quantity", "date", "value", "swap", "silence")


@click.command(
    epilog=example(
        "kg evaluate --seed",
        "kg evaluate tests/cases/dev.jsonl --errors 5",
        "kg evaluate --cases tests/cases",
        "kg evaluate --linking tests/cases/linking.jsonl",
        "kg evaluate --roles data",
    )
)
@click.argument("gold", type=click.Path(path_type=Path), metavar="[GOLD.jsonl]", required=False)
@click.option("--seed", is_flag=True, help="Compare with the gold reading of the seed article: relations and traps.")
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Score each extractor, by its rules alone, on the sentences of DIR/EXTRACTOR.jsonl.",
)
@click.option(
    "--linking",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Score what the names, pronouns and descriptions of FILE are tied to.",
)
@click.option(
    "--roles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Score which words fill the roles of transfers, by DIR/propbank on DIR/treebanks (EWT).",
)
@click.option(
    "--errors",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Show the first N passages or cases with an error.",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How scores are laid out.",
)
@takes_settings(*READING)
def evaluate(  # noqa: PLR0913 - one for each option
    *, gold: Path | None, seed: bool, cases: Path | None, linking: Path | None, roles: Path | None, errors: int,
    layout: str, settings: Settings,
) -> None:
    """Measure what is read: give GOLD.jsonl, --seed, --cases, --linking or --roles.

    A line of GOLD.jsonl is an object with id, text, date (or null) and transfers.  A line of a case
    file is one with construction, text and expect, the claims of the sentence; a line of a linking
    file one with id, text and mentions, each with text, iri and reason.  Exit code 1 where a
    relation of the seed is missed or has a wrong argument, or a trap is taken; else 0, whatever the
    scores.
    """
    from kg.resources import Resources

    if sum(one is not None for one in (gold, cases, linking, roles)) + seed != 1:
        raise UsageError(
            "give one of these: a gold set GOLD.jsonl, --seed, --cases DIR, --linking FILE, or --roles DIR"
        )
    resources = Resources(settings)
    if seed:
        show_seed(resources, layout)
    elif cases:
        show_cases(resources, cases, layout, errors)
    elif linking:
        show_links(resources, linking, layout, errors)
    elif roles:
        show_roles(resources, roles, layout, errors)
    elif gold:
        _show_transfers(resources, gold, layout, errors)


def _show_transfers(resources: "Resources", gold: Path, layout: str, errors: int) -> None:
    from kg.evaluate import article_of_passage, read_passages, score

    passages = read_passages(gold)
    articles = [article_of_passage(passage, str(gold)) for passage in passages]
    scores = score(passages, resources.lines(resources.reader.read(articles)))
    wrong = [one for one in scores.passages if one.missed or one.spurious][:errors]
    if layout == "json":
        click.echo(json.dumps(_as_json(scores, wrong), ensure_ascii=False, indent=2))
        return
    show(_measures(scores))
    show(_counts("Status", ("gold", "found", "status right"), scores.by_status))
    show(_counts("Style", ("gold", "claims", "right"), scores.by_style))
    show(_counts("Score", ("claims", "sum of scores", "right"), scores.by_score))
    for one in wrong:
        _tell(one)


def _as_json(scores: "Scores", wrong: "Sequence[Passage]") -> dict[str, Any]:
    told = {name: getattr(scores, name) for name in ("triple", "triple_interval", "asserted", "pair")}
    return told | {
        "shares": scores.shares,
        "counts": scores.counts,
        "by_status": scores.by_status,
        "by_style": scores.by_style,
        "by_score": scores.by_score,
        "errors": [{"id": p.gold["id"], "missed": p.missed, "spurious": p.spurious} for p in wrong],
    }


def _measures(scores: "Scores") -> "Table":
    low, high = scores.triple_interval
    counts = scores.counts
    table = _table(
        f"{counts['passages']} passages, {counts['gold']} transfers, {counts['predicted']} claims",
        ("Measure", "P", "R", "F1", "95%"),
    )
    for name in ("triple", "asserted", "pair"):
        interval = f"{low:.3f} to {high:.3f}" if name == "triple" else ""
        table.add_row(name, *(f"{value:.3f}" for value in getattr(scores, name)), interval)
    for name in _MEASURES:
        share = scores.shares[name]
        table.add_row(name, "", "", "nothing asked" if share is None else f"{share:.3f}", "")
    return table


def _counts(name: str, columns: tuple[str, ...], rows: Mapping[str, tuple[float, ...]]) -> "Table":
    table = _table("", (name, *columns))
    for row, counts in rows.items():
        table.add_row(row or "(none)", *map(str, counts))
    return table


def _table(title: str, columns: tuple[str, ...]) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, title=title or None, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def _tell(passage: "Passage") -> None:
    click.echo(f"\n{passage.gold['id']}  {passage.gold['text']}")
    for gold in passage.missed:
        click.echo(f"  missed    {_gold(gold)}")
    for claim in passage.spurious:
        slots = (claim.get(role) or {} for role in ("supplier", "recipient", "equipment"))
        names = " → ".join(slot.get("text") or "?" for slot in slots)
        click.echo(f"  spurious  {names}  ({claim['status']}, {claim['factuality']}, {claim['evidence'][0]['rule']})")


def _gold(gold: Mapping[str, Any]) -> str:
    names = (next(iter(gold[role]), "?") for role in ("supplier", "recipient", "equipment"))
    return f"{' → '.join(names)}  ({gold['status']})"
