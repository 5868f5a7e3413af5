"""Roles marked in a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from kg.web.highlights import Mark, Part, Place, highlight, words_of

SENTENCE = "Russia sold tanks to India."


def test_each_mention_is_marked_with_its_role() -> None:
    assert highlight(SENTENCE, [Place(12, 17, "equipment"), Place(0, 6, "supplier")]) == (
        Mark("supplier", ("Russia",)),
        " sold ",
        Mark("equipment", ("tanks",)),
        " to India.",
    )


def test_a_mention_within_another_is_a_mark_within_a_mark() -> None:
    assert highlight(SENTENCE, [Place(0, 6, "supplier"), Place(0, 17, "quantity")])[0] == Mark(
        "quantity", (Mark("supplier", ("Russia",)), " sold tanks")
    )


def test_a_mention_that_crosses_another_is_marked_in_two_pieces_and_opens_once() -> None:
    first, second = highlight("abcdef", [Place(0, 4, "one"), Place(2, 6, "two")])
    assert first == Mark("one", ("ab", Mark("two", ("cd",))))
    assert second == Mark("two", ("ef",), opens=False)


def test_words_that_play_two_roles_carry_both() -> None:
    assert highlight("abc", [Place(0, 3, "two"), Place(0, 3, "one")]) == (Mark("one", (Mark("two", ("abc",)),)),)


def test_places_outside_the_sentence_are_left_out() -> None:
    assert highlight("abc", [Place(-5, 2, "x"), Place(2, 9, "x"), Place(1, 1, "x")]) == ("abc",)


def openings(parts: tuple[Part, ...]) -> list[str]:
    marks = [part for part in parts if isinstance(part, Mark)]
    return [role for mark in marks for role in ([mark.role] if mark.opens else []) + openings(mark.parts)]


places = st.builds(Place, st.integers(0, 20), st.integers(0, 20), st.sampled_from(["a", "b", "c"]))


@given(st.text(max_size=20), st.lists(places, max_size=6))
def test_marking_keeps_every_word_and_opens_every_mention_once(sentence: str, found: list[Place]) -> None:
    parts = highlight(sentence, found)
    kept = {place for place in found if place.start < place.end <= len(sentence)}
    assert words_of(parts) == sentence
    assert sorted(openings(parts)) == sorted(place.role for place in kept)
