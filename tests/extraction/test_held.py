"""A statement is kept for what no other relation holds."""

from kg.extraction.held import without_held
from kg.model import Claim, Evidence, Mention


def _claim(kind: str, *mentions: tuple[str, int, int]) -> Claim:
    words = tuple(Mention(role, start, end, "…") for role, start, end in mentions)
    return Claim(kind, {}, (Evidence("…", 0, 90, words),))


SAID = _claim("Statement", ("speaker", 0, 5), ("content", 11, 60))


def test_a_relation_in_what_is_said_takes_the_place_of_the_statement() -> None:
    deal = _claim("ArmsTransfer", ("speaker", 0, 5), ("equipment", 20, 30))
    assert without_held([SAID, deal], ()) == [deal]


def test_a_post_in_what_is_said_stands_beside_it() -> None:
    post = _claim("Position", ("person", 20, 30))
    assert without_held([SAID, post], {"Position"}) == [SAID, post]


def test_a_relation_outside_of_what_is_said_leaves_it() -> None:
    deal = _claim("ArmsTransfer", ("speaker", 20, 25), ("equipment", 70, 80))
    assert without_held([SAID, deal], ()) == [SAID, deal]
