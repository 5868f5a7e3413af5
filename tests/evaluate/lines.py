"""What the tests of evaluation share: claim lines made by hand, right and wrong ones."""

from typing import Any

from kg.evaluate import Gold, GoldRelation
from kg.evaluate.naming import line_key
from kg.terms import ID, Mint, slug

__all__ = ["known", "line", "right_line", "unknown"]

_LITERALS = frozenset({"role", "kind", "content", "equipmentText", "earliest", "latest", "asOf"})
_ARTICLE = "seed"


def known(name: str) -> dict[str, Any]:
    """Return a thing that a gazetteer names."""
    return {"text": name, "label": name, "iri": ID + slug(name), "aliases": []}


def unknown(text: str, name: str = "") -> dict[str, Any]:
    """Return a thing that the article alone names, or describes."""
    return {"text": text, "label": text, "iri": Mint().name(_ARTICLE, name or text), "aliases": []}


def line(kind: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """Return a claim line with one passage of evidence; roles under the names of claim lines."""
    return {
        "document": _ARTICLE, "claim": f"claim/{kind}-{start}", "type": kind,
        "status": "ongoing", "factuality": "asserted", "attributed_to": [],
        "evidence": [{"sentence": "", "start": start, "end": end, "cue": None}],
    } | more


def right_line(gold: Gold, relation: GoldRelation, **more: Any) -> dict[str, Any]:
    """Return the claim line that a perfect reader makes of a gold relation."""
    roles = {role for key in gold.keys[relation.type] for role in key.split("|")} | {"earliest", "latest", "asOf"}
    filled = {
        line_key(role): [_filler(role, name) for name in names] if len(names) > 1 else _filler(role, names[0])
        for role, names in relation.args.items()
        if role in roles
    }
    told = {
        "factuality": relation.factuality.lower(),
        "attributed_to": [_filler("speaker", name) for name in relation.speakers],
    }
    return line(relation.type, relation.sentence.start, relation.sentence.end, **told | filled | more)


def _filler(role: str, name: str) -> Any:
    if role in _LITERALS:
        return name
    if name == "(unnamed)":
        return unknown("an official")
    if "(unnamed" in name or name.startswith("("):
        return unknown(name.replace("(unnamed)", "").strip("() ").removeprefix("unnamed "))
    return known(name)
