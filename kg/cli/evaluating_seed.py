"""``kg evaluate --seed``: the claims of the seed article beside its gold reading.

What comes in: what the settings name.  What goes out: tables or JSON, and exit code 1 where the article is not read as
it should be.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import counted, show
from kg.cli.showing import relation_table, told
from kg.settings import shipped

if TYPE_CHECKING:
    from rich.table import Table

    from kg.evaluate import Comparison, Finding, GoldRelation
    from kg.resources import Resources

__all__ = ["show_seed"]

_STYLES = {"found": "", "wrong argument": "yellow", "missed": "red"}


def show_seed(resources: "Resources", layout: str) -> None:
    """Compare what is read in the seed article with its gold reading."""
    from kg.articles import read_articles
    from kg.evaluate import compare, read_seed_gold

    gold = read_seed_gold()
    read = resources.reader.read(read_articles([shipped("seeds") / gold.article]))
    comparison = compare(gold, list(resources.lines(read)))
    if layout == "json":
        click.echo(json.dumps(_as_json(comparison), ensure_ascii=False, indent=2))
    else:
        show(_relations(comparison))
        show(_traps(comparison))
        for claim in comparison.others:
            click.echo(f"meets no gold relation: {told(claim)}")
        click.echo(_totals(comparison))
    if not comparison.perfect:
        click.get_current_context().exit(1)


def _relations(comparison: "Comparison") -> "Table":
    table = relation_table("Relation", "Type", "Arguments", "Outcome", "Said by", "Dates")
    for one in comparison.findings:
        optional = " (optional)" if one.relation.optional else ""
        table.add_row(
            one.relation.number,
            one.relation.type,
            _arguments(one.relation),
            one.outcome + optional + _differs(one),
            _detail(one, "speaker", ("attributedTo",)),
            _detail(one, "dates", ("earliest", "latest", "asOf")),
            style=_STYLES[one.outcome],
        )
    return table


def _arguments(relation: "GoldRelation") -> str:
    from kg.evaluate import read_keys

    roles = [role for key in read_keys()[relation.type] for role in key.split("|") if role in relation.args]
    shown = [", ".join(relation.args[role]) for role in roles if role != "equipmentText" or "equipment" not in roles]
    return " → ".join(shown) + ("" if relation.factuality == "Asserted" else f"  ({relation.factuality.lower()})")


def _differs(finding: "Finding") -> str:
    """Return what is wrong about a claim, and which inferred arguments it leaves out."""
    parts = [f"{key}: {finding.said(key) or 'none'}" for key in finding.wrong]
    parts += [f"without {key}, which is inferred" for key in finding.absent]
    return "".join(f"; {part}" for part in parts)


def _detail(finding: "Finding", detail: str, roles: Sequence[str]) -> str:
    """Return whether the speaker or the dates are right, and what the claim says where they are not."""
    verdict = getattr(finding, detail)
    if finding.claim is None or verdict is None:
        return ""
    return "right" if verdict else "wrong: " + (", ".join(filter(None, map(finding.said, roles))) or "none")


def _traps(comparison: "Comparison") -> "Table":
    table = relation_table("Sentence", "Must not be claimed", "Outcome")
    for trap, claims in comparison.traps:
        outcome = "; ".join(["taken", *map(told, claims)]) if claims else "avoided"
        table.add_row(str(trap.sentence.number), trap.says, outcome, style="red" if claims else "")
    return table


def _outcomes(comparison: "Comparison") -> dict[str, int]:
    from kg.evaluate import OUTCOMES

    return {outcome: comparison.count(outcome) for outcome in OUTCOMES}


def _totals(comparison: "Comparison") -> str:
    outcomes = _outcomes(comparison)
    of_optional = sum(one.relation.optional for one in comparison.findings)
    scores = {name: comparison.score(name) for name in ("speaker", "dates")}
    return (
        f"{counted(sum(outcomes.values()), 'relation')}: "
        + ", ".join(f"{number} {name}" for name, number in outcomes.items())
        + f"; {comparison.count('found', optional=True)} of {of_optional} optional ones found, not counted\n"
        + f"{counted(len(comparison.traps), 'trap')}: {comparison.taken} taken; "
        + f"{counted(len(comparison.others), 'claim')} without a gold relation\n"
        + "; ".join(f"{name} right in {right} of {asked} found" for name, (right, asked) in scores.items())
    )


def _as_json(comparison: "Comparison") -> dict[str, Any]:
    return {
        "counts": _outcomes(comparison)
        | {"optional found": comparison.count("found", optional=True), "traps taken": comparison.taken},
        "scores": {name: dict(zip(("right", "asked"), comparison.score(name), strict=True))
                   for name in ("speaker", "dates")},
        "relations": [_finding(one) for one in comparison.findings],
        "traps": [
            {"sentence": trap.sentence.number, "says": trap.says, "taken": [claim["claim"] for claim in claims]}
            for trap, claims in comparison.traps
        ],
        "others": [claim["claim"] for claim in comparison.others],
    }


def _finding(one: "Finding") -> dict[str, Any]:
    return {
        "number": one.relation.number,
        "type": one.relation.type,
        "args": one.relation.args,
        "optional": one.relation.optional,
        "outcome": one.outcome,
        "claim": one.claim and one.claim["claim"],
        "wrong": one.wrong,
        "absent": one.absent,
        "speaker": one.speaker if one.claim else None,
        "dates": one.dates,
    }
