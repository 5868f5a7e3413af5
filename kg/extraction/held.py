"""Drops the statements whose content another relation holds already.

What comes in: the claims of one article.  What goes out: the same without those.  A statement is kept for what no other
type can say; types that stand beside what is said (posts, owners) hold nothing of it.
"""

from collections.abc import Collection, Sequence

from kg.model import Claim

__all__ = ["without_held"]


def without_held(claims: Sequence[Claim], beside: Collection[str]) -> list[Claim]:
    """Return the claims without statements in whose content another claim stands; types ``beside`` do not count."""
    places = {
        mention.start
        for claim in claims
        if claim.type != "Statement" and claim.type not in beside
        for evidence in claim.evidence
        for mention in evidence.mentions
        if mention.role != "speaker"
    }
    return [claim for claim in claims if not any(_holds(claim, place) for place in places)]


def _holds(claim: Claim, place: int) -> bool:
    """Return whether a statement's content covers an offset."""
    contents = (m for e in claim.evidence for m in e.mentions if m.role == "content")
    return claim.type == "Statement" and any(m.start <= place < m.end for m in contents)
