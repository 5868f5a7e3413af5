"""Lemmas: what training saw goes first, then what the best script makes, unless it makes no word."""

import numpy as np
import pytest

from kg.language.network.lemmas import Lemmatizer, Script, lemma_of, script_of

SCRIPTS = ("lower 0 ", "lower 1 ", "lower 1 y", "keep 0 ", "keep 1 ", "lower 3 ")
LABELS = {
    "lemmas": SCRIPTS,
    "known": ("jury", "juror", "ship", "deliver", "tie"),
    "forms": ("PM NN p.m.", "sold VBD sell", "ships NNS ship"),
}


def _lemma(form: str, tag: str, *ranked: str) -> str:
    scores = np.zeros(len(SCRIPTS), np.float32)
    for place, script in enumerate(ranked):
        scores[SCRIPTS.index(script)] = 10 - place
    return Lemmatizer(LABELS).lemma(form, tag, scores)


@pytest.mark.parametrize(
    ("form", "tag", "ranked", "lemma"),
    [
        ("PM", "NN", ["keep 0 "], "p.m."),  # as training saw it
        ("pm", "NN", ["lower 0 "], "pm"),  # which it did not
        ("Sold", "VBD", ["lower 0 "], "sell"),  # the beginning of a sentence
        ("SHIPS", "NNPS", ["keep 1 "], "SHIP"),  # a name is no word that was seen in small letters
        ("1,100", "CD", ["keep 1 "], "1100"),
        ("delivering", "VBG", ["lower 1 ", "lower 3 "], "deliver"),  # no word is "deliverin"
        ("jurors", "NNS", ["lower 1 ", "lower 3 "], "juror"),
        ("wargamers", "NNS", ["lower 1 ", "lower 3 "], "wargamer"),  # unknown, but a plural is plain to see
        ("armouries", "NNS", ["lower 1 "], "armoury"),
        ("ties", "NNS", ["lower 1 "], "tie"),
        ("Raiders", "NNPS", ["keep 1 ", "lower 1 "], "Raider"),
    ],
)
def test_a_word_has_this_lemma(form: str, tag: str, ranked: list[str], lemma: str) -> None:
    assert _lemma(form, tag, *ranked) == lemma


@pytest.mark.parametrize(("word", "lemma"), [("Armies", "army"), ("U.S.", "U.S."), ("were", "be"), ("‘s", "'s")])
def test_a_script_makes_the_lemma_that_it_was_taken_from(word: str, lemma: str) -> None:
    assert lemma_of(word, Script.parse(str(script_of(word, lemma)))) == lemma
