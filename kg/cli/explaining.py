"""``kg explain``: the way back from a claim to the sentence, and how it was read.

What comes in: a claim's IRI, or the end of it.  What goes out: the claim in words, its sentences
with the roles marked, and the rule, cue and path of each.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kg.cli.options import example, takes_settings
from kg.cli.output import show
from kg.settings import Settings
from kg.terms import short, words

if TYPE_CHECKING:
    from rich.text import Text

    from kg.model import Argument, Evidence
    from kg.recall import Recalled

__all__ = ["explain"]


@click.command(epilog=example("kg explain 5c2d8e1fb2f0"))
@click.argument("claim")
@takes_settings("store")
def explain(claim: str, settings: Settings) -> None:
    """Show a claim with its sentence, who says it, and how it was read.

    CLAIM is a claim's IRI, or the end of it.
    """
    from kg.recall import find_claim
    from kg.store import open_snapshot

    with open_snapshot(settings.store) as snapshot:
        found = find_claim(snapshot.store, claim)
    show(_facts(found))
    for number, evidence in enumerate(found.claim.evidence, 1):
        show(_passage(number, evidence))


def _facts(found: "Recalled") -> "Text":
    from rich.text import Text

    claim = found.claim
    text = Text.assemble((words(claim.type).capitalize(), "bold"), f"  {found.iri}\n")
    told = [
        *((words(role), _filled(values)) for role, values in claim.arguments.items()),
        ("status", claim.status),
        ("factuality", claim.factuality),
        ("said by", _filled(claim.attributed_to) or "the article itself"),
        ("reported by", claim.reported_by.label if claim.reported_by else ""),
        ("date", _when(found)),
        ("article", f"{found.article}, {found.published or 'undated'}"),
        (
            "score",
            "" if claim.score is None else f"{claim.score:g}, by extractor {claim.extractor}",
        ),
    ]
    for name, value in told:
        if value:
            text.append(f"  {name:<16}", style="dim").append(f"{value}\n")
    return text


def _filled(values: "tuple[Argument, ...]") -> str:
    return ", ".join(_in_words(value) for value in values)


def _in_words(value: "Argument") -> str:
    if isinstance(value, str | int | float):
        return str(value)
    said = f" “{value.text}”" if value.text != value.label else ""
    return f"{value.label}{said} ({short(value.iri)})"


def _when(found: "Recalled") -> str:
    claim = found.claim
    bounds = " to ".join(str(day) for day in (claim.earliest, claim.latest) if day)
    if claim.latest and not claim.earliest:
        bounds = f"by {claim.latest}"
    return ", ".join(filter(None, [claim.date, bounds, claim.date_text and f"“{claim.date_text}”"]))


def _passage(number: int, evidence: "Evidence") -> "Text":
    from rich.text import Text

    text = Text.assemble((f"{number}. ", "bold"))
    for piece, roles in _pieces(evidence):
        text.append(piece, style="bold" if roles else "")
        if roles:
            text.append(f"[{roles}]", style="cyan")
    text.append(f"\n   characters {evidence.start} to {evidence.end} of the article\n", style="dim")
    for name, value in (
        ("rule", evidence.rule),
        ("cue", evidence.cue),
        ("path", "; ".join(evidence.path)),
    ):
        if value:
            text.append(f"   {name:<6}", style="dim").append(f"{value}\n")
    return text


def _pieces(evidence: "Evidence") -> Iterator[tuple[str, str]]:
    """Yield the sentence cut at its mentions, each piece with the roles that it fills."""
    roles: dict[tuple[int, int], list[str]] = {}
    for mention in sorted(evidence.mentions, key=lambda m: (m.start, -m.end)):
        roles.setdefault((mention.start, mention.end), []).append(words(mention.role))
    at = evidence.start
    for (start, end), names in roles.items():
        if start >= at and end <= evidence.end:  # what lies within another mention is not cut again
            yield evidence.sentence[at - evidence.start : start - evidence.start], ""
            yield evidence.sentence[start - evidence.start : end - evidence.start], ", ".join(names)
            at = end
    yield evidence.sentence[at - evidence.start :], ""
