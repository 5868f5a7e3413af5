"""The shipped pipeline annotates every word, respects where sentences cannot begin, and takes texts of any length."""

from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

from kg.language import load, weights
from kg.language.network.parameters import Parameters, Table, read, write


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load()


def test_every_word_has_a_tag_a_lemma_and_a_place_in_a_tree(nlp: Language) -> None:
    doc = nlp("Russia delivered 12 Su-35 fighters to Egypt.")
    assert [t.pos_ for t in doc] == ["PROPN", "VERB", "NUM", "PROPN", "NOUN", "ADP", "PROPN", "PUNCT"]
    assert [t.lemma_ for t in doc][1] == "deliver"
    labels = {t.text: t.dep_ for t in doc}
    assert (labels["Russia"], labels["delivered"], labels["fighters"], labels["to"]) == ("nsubj", "ROOT", "obj", "case")
    assert doc[1].morph.get("VerbForm", []) == ["Fin"]


def test_people_firms_and_places_are_found(nlp: Language) -> None:
    doc = nlp("Maria Alvarez of Quintero Shipyards flew to Cartagena on Monday.")
    assert ("Maria Alvarez", "PER") in {(e.text, e.label_) for e in doc.ents}


def test_a_sentence_does_not_begin_behind_a_title(nlp: Language) -> None:
    doc = nlp("He met Gen. Marcos in Lima. They signed order No. 5 of 2019.")
    assert [sent.text for sent in doc.sents] == ["He met Gen. Marcos in Lima.", "They signed order No. 5 of 2019."]


def test_a_text_longer_than_a_run_is_annotated_to_its_end(nlp: Language) -> None:
    doc = nlp("Peru bought tanks from Chile, which had them from Norway. Nobody knows what became of them. " * 40)
    assert len(list(doc.sents)) >= 60
    assert all(t.dep_ and t.tag_ for t in doc)


def test_a_sentence_longer_than_a_run_is_cut_and_stays_a_forest(nlp: Language) -> None:
    doc = nlp("and " * 900)
    assert all(t.dep_ and t.head.sent == t.sent for t in doc)


def test_documents_are_annotated_together_as_alone(nlp: Language) -> None:
    texts = ["Peru bought tanks.", "", "The jets, which France sold to Iraq in 1981, were lost.", "No."]
    together = [[(t.tag_, t.head.i, t.dep_) for t in doc] for doc in nlp.pipe(texts)]
    assert together == [[(t.tag_, t.head.i, t.dep_) for t in nlp(text)] for text in texts]


def test_the_weights_are_at_most_25_megabytes() -> None:
    assert sum(path.stat().st_size for path in weights().rglob("*") if path.is_file()) <= 25_000_000


def test_parameters_are_written_the_same_every_time_and_read_back_nearly(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    arrays = {"big": rng.normal(size=(80, 64)).astype(np.float32), "small": np.ones(3, np.float32)}
    table = rng.normal(size=(9, 16)).astype(np.float32)
    parameters = Parameters(arrays, Table.of(table), {"tags": ("A", "B")}, ("[PAD]", "x"), 2, 1, 1e-12)
    for name in ("one", "two"):
        write(parameters, tmp_path / name)
    assert (tmp_path / "one" / "weights.npz").read_bytes() == (tmp_path / "two" / "weights.npz").read_bytes()
    back = read(tmp_path / "one")
    assert back.labels == parameters.labels
    assert back.pieces == parameters.pieces
    assert float(np.abs(back.arrays["big"] - arrays["big"]).max()) < 0.02
    assert float(np.abs(back.table.rows([7, 0, 7]) - table[[7, 0, 7]]).max()) < 0.02
