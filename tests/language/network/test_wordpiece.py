"""Words are cut into the longest pieces, and how they are written is told beside them."""

import pytest

from kg.language.network.lemmas import Script, lemma_of, script_of, without_groups
from kg.language.network.shapes import SHAPES, shape
from kg.language.network.wordpiece import WordPieces, plain

PIECES = WordPieces("[PAD] [UNK] [CLS] [SEP] [MASK] tank ##s su - 30 ##mk ##2 ' cafe".split())


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("tanks", ["tank", "##s"]),
        ("TANKS", ["tank", "##s"]),
        ("Su-30MK2", ["su", "-", "30", "##mk", "##2"]),
        ("’", ["'"]),
        ("Café", ["cafe"]),
        ("中", ["[UNK]"]),
        ("", ["[UNK]"]),
    ],
)
def test_a_word_is_cut_into_its_longest_pieces(word: str, pieces: list[str]) -> None:
    assert [PIECES.pieces[number] for number in PIECES.split(word)] == pieces


@pytest.mark.parametrize(
    ("word", "name"),
    [("tank", "lower"), ("Peru", "title"), ("NATO", "upper"), ("T-72", "designation"), ("12", "number"),
     ("“", "opening"), ("U.S.", "abbreviation"), ("B", "initial"), ("McDonnell", "mixed"), (".", "sign")],
)
def test_a_word_has_a_shape(word: str, name: str) -> None:
    assert SHAPES[shape(word)] == name


LEMMAS = [("tanks", "tank"), ("bought", "buy"), ("’s", "'s"), ("Russian", "Russian")]


@pytest.mark.parametrize(("word", "lemma"), LEMMAS)
def test_a_lemma_is_made_by_its_script(word: str, lemma: str) -> None:
    script = script_of(word, lemma)
    assert lemma_of(word, script) == lemma
    assert Script.parse(str(script)) == script


def test_quotes_and_dashes_become_plain() -> None:
    assert plain("“") == '"'
    assert plain("\u00ad") == "\u00ad"


@pytest.mark.parametrize(
    ("mark", "lemma"), [("1,100", "1100"), ("12,345,678.50", "12345678.50"), ("--", "--"), ("1,10", "1,10"), ("$", "$")]
)
def test_a_number_loses_the_commas_of_its_groups_and_a_mark_nothing(mark: str, lemma: str) -> None:
    assert without_groups(mark) == lemma
