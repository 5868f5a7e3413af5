"""Drops the statements whose content another relation holds already.

What comes in: the claims of one article.  What goes out: the same without those.  A statement is kept for what no other
type can say; types that stand beside what is said (posts, owners) hold nothing of it.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from kg.model import Claim

__all__ = ["without_held"]


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


def _holds(claim: Claim, places: Sequence[int]) -> bool:
    """Return whether a statement's content covers one of the offsets, which are sorted."""
    said = claim.evidence if claim.type == "Statement" else ()
    contents = (m for e in said for m in e.mentions if m.role == "content")
    return any(bisect_left(places, m.start) < bisect_left(places, m.end) for m in contents)
