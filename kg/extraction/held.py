"""Drops claims that give way to others: statements, and what only the second reader tells.

What comes in: the claims of one article.  What goes out: the same without those.  A statement is kept for what no other
type can say; types that stand beside what is said (posts, owners) hold nothing of it.  Goods that are repaired or
deployed by a rule's reading are not guessed to change hands.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from kg.model import Claim

__all__ = ["without_guesses", "without_held"]


def without_held(claims: Sequence[Claim], beside: Collection[str]) -> list[Claim]:
    """Return the claims without statements in whose content another claim stands; types ``beside`` do not count."""
    places = sorted({
        mention.start
        for claim in claims
        if claim.type != "Statement" and claim.type not in beside
        for evidence in claim.evidence
        for mention in evidence.mentions
        if mention.role != "speaker"
    })
    return [claim for claim in claims if not _holds(claim, places)]


def without_guesses(claims: Sequence[Claim], guesser: str, instead: Collection[str]) -> list[Claim]:
    """Return the claims without those of one extractor whose goods a claim of the types ``instead`` is about."""
    about = {m.start for claim in claims if claim.type in instead for e in claim.evidence for m in e.mentions}
    return [claim for claim in claims if claim.extractor != guesser or about.isdisjoint(
        m.start for e in claim.evidence for m in e.mentions if m.role == "equipment")]  # fmt: skip


def _holds(claim: Claim, places: Sequence[int]) -> bool:
    """Return whether a statement's content covers one of the offsets, which are sorted."""
    said = claim.evidence if claim.type == "Statement" else ()
    contents = (m for e in said for m in e.mentions if m.role == "content")
    return any(bisect_left(places, m.start) < bisect_left(places, m.end) for m in contents)
