"""Trees that broke a rule of English are mended; those that did not stay as they are."""

from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg.language.named_phrases import coordinate, join_noun, share_out, unite
from kg.language.repairs import mend

VOCAB = spacy.blank("en").vocab
FINITE = "VerbForm=Fin"


def _doc(*rows: tuple[str, int, str, str]) -> Doc:
    """Build a document of (word, head, label, morphology)."""
    words, heads, deps, morphs = zip(*rows, strict=True)
    return Doc(VOCAB, words=list(words), heads=list(heads), deps=list(deps), morphs=list(morphs))


def test_the_subject_of_a_clause_returns_from_the_verb_of_saying() -> None:
    doc = mend(_doc(
        ("He", 1, "nsubj", ""), ("said", 1, "ROOT", FINITE), ("Peru", 1, "iobj", ""), ("has", 4, "aux", FINITE),
        ("bought", 1, "ccomp", "VerbForm=Part"), ("tanks", 4, "obj", ""),
    ))
    assert (doc[2].head.text, doc[2].dep_) == ("bought", "nsubj")


def test_a_passive_clause_gets_a_passive_subject() -> None:
    doc = mend(_doc(
        ("He", 1, "nsubj", ""), ("said", 1, "ROOT", FINITE), ("tanks", 1, "obj", ""), ("were", 4, "aux:pass", FINITE),
        ("sold", 1, "ccomp", "VerbForm=Part"),
    ))
    assert (doc[2].head.text, doc[2].dep_) == ("sold", "nsubj:pass")


@pytest.mark.parametrize(
    "rows",
    [
        # "He told Peru that it has tanks": the clause has its own subject
        [("He", 1, "nsubj", ""), ("told", 1, "ROOT", FINITE), ("Peru", 1, "iobj", ""), ("that", 5, "mark", ""),
         ("it", 5, "nsubj", ""), ("has", 1, "ccomp", FINITE)],
        # "He wants Peru to buy": no finite clause
        [("He", 1, "nsubj", ""), ("wants", 1, "ROOT", FINITE), ("Peru", 1, "obj", ""), ("to", 4, "mark", ""),
         ("buy", 1, "ccomp", "VerbForm=Inf")],
    ],
)
def test_possible_english_stays(rows: list[tuple[str, int, str, str]]) -> None:
    before = _doc(*rows)
    after = mend(_doc(*rows))
    assert [(t.head.i, t.dep_) for t in after] == [(t.head.i, t.dep_) for t in before]


def test_a_preposition_belongs_to_the_noun_and_not_to_its_modifier() -> None:
    doc = mend(_doc(
        ("arms", 0, "ROOT", ""), ("including", 2, "case", ""), ("Sukhoi", 3, "compound", ""),
        ("fighters", 0, "nmod", ""),
    ))
    assert doc[1].head.text == "fighters"


def test_a_possessive_stays_with_its_owner() -> None:
    doc = mend(_doc(("Peru", 2, "compound", ""), ("’s", 0, "case", ""), ("tanks", 2, "ROOT", "")))
    assert doc[1].head.text == "Peru"


def test_the_infinitive_of_a_headline_hangs_on_its_subject() -> None:
    doc = _doc(
        ("Peru", 0, "ROOT", ""), ("to", 2, "mark", ""), ("get", 0, "csubj", "VerbForm=Inf"), ("jets", 2, "obj", ""),
    )
    for token, pos in zip(doc, ["PROPN", "PART", "VERB", "NOUN"], strict=True):
        token.pos_ = pos
    assert mend(doc)[2].dep_ == "acl"


def test_the_parts_of_a_name_become_one_branch() -> None:
    doc = _doc(
        ("got", 0, "ROOT", ""), ("batch", 0, "obj", ""), ("of", 4, "case", ""), ("Bayraktar", 4, "compound", ""),
        ("TB2", 1, "nmod", ""), ("drones", 0, "obl", ""),
    )
    unite(doc, 3, 6, 5)
    assert [(t.head.text, t.dep_) for t in doc[2:]] == [
        ("drones", "case"), ("TB2", "compound"), ("drones", "compound"), ("batch", "nmod"),
    ]


def test_a_name_that_hangs_on_its_own_number_makes_no_circle() -> None:
    doc = _doc(
        ("got", 0, "ROOT", ""), ("26", 3, "nummod", ""), ("Mirage", 1, "nmod", ""), ("aircraft", 0, "obj", ""),
    )
    unite(doc, 2, 4, 3)
    assert [(t.head.text, t.dep_) for t in doc[1:]] == [
        ("aircraft", "nummod"), ("aircraft", "compound"), ("got", "obj"),
    ]


def test_goods_joined_by_and_become_a_list() -> None:
    doc = _doc(
        ("sold", 0, "ROOT", ""), ("aircraft", 3, "compound", ""), ("and", 3, "cc", ""), ("tanks", 0, "obj", ""),
    )
    coordinate(doc, (1, 2, 1), (3, 4, 3))
    assert [(t.head.text, t.dep_) for t in doc[1:]] == [("sold", "obj"), ("tanks", "cc"), ("aircraft", "conj")]


def test_an_apposition_behind_a_comma_is_no_list() -> None:
    doc = _doc(
        ("S-400", 0, "ROOT", ""), (",", 3, "punct", ""), ("a", 3, "det", ""), ("system", 0, "appos", ""),
    )
    coordinate(doc, (0, 1, 0), (3, 4, 3))
    assert doc[3].dep_ == "appos"


def test_goods_with_parties_of_their_own_are_sorted() -> None:
    doc = _doc(
        ("got", 0, "ROOT", ""), ("jets", 0, "obj", ""), ("from", 3, "case", ""), ("Italy", 1, "nmod", ""),
        ("and", 5, "cc", ""), ("ships", 3, "conj", ""), ("from", 7, "case", ""), ("Spain", 1, "nmod", ""),
    )
    share_out(doc, [1, 5], {3, 7})
    assert [(t.head.text, t.dep_) for t in (doc[5], doc[7])] == [("jets", "conj"), ("ships", "nmod")]


def test_a_noun_is_joined_with_the_goods_right_behind_it() -> None:
    doc = _doc(
        ("sell", 0, "ROOT", ""), ("its", 2, "nmod:poss", ""), ("surplus", 0, "obj", ""),
        ("tanks", 0, "obl:unmarked", ""),
    )
    for token, pos in zip(doc, ["VERB", "PRON", "NOUN", "NOUN"], strict=True):
        token.pos_ = pos
    join_noun(doc, 3, 3)
    assert [(t.head.text, t.dep_) for t in doc[1:]] == [
        ("tanks", "nmod:poss"), ("tanks", "compound"), ("sell", "obj"),
    ]


def test_a_name_between_a_noun_and_its_clause_is_the_subject() -> None:
    doc = _doc(("jets", 0, "ROOT", ""), ("Italy", 0, "appos", ""), ("sold", 0, "acl", ""), ("to", 4, "case", ""),
               ("Peru", 2, "obl", ""))
    doc[1].pos_ = "PROPN"
    assert [(t.head.text, t.dep_) for t in mend(doc)[1:3]] == [("sold", "nsubj"), ("jets", "acl:relcl")]


def test_a_past_tense_heads_its_sentence() -> None:
    doc = _doc(
        ("Peru", 0, "ROOT", ""), ("signed", 0, "acl", "VerbForm=Part"), ("for", 3, "case", ""), ("tanks", 1, "obl", ""),
        (".", 0, "punct", ""),
    )
    for token, (pos, tag) in zip(doc[:2], [("PROPN", "NNP"), ("VERB", "VBD")], strict=True):
        token.pos_, token.tag_ = pos, tag
    assert [(t.head.text, t.dep_) for t in mend(doc)] == [
        ("signed", "nsubj"), ("signed", "ROOT"), ("tanks", "case"), ("signed", "obl"), ("signed", "punct"),
    ]


@st.composite
def _trees(draw: st.DrawFn) -> list[tuple[str, int, str, str]]:
    """Draw a tree of up to nine words: each hangs on one that was placed before it."""
    size = draw(st.integers(2, 9))
    order = draw(st.permutations(range(size)))
    heads = {order[0]: order[0]}
    for place in range(1, size):
        heads[order[place]] = order[draw(st.integers(0, place - 1))]
    labels = st.sampled_from(["nsubj", "obj", "ccomp", "case", "compound", "conj", "amod", "parataxis"])
    words = st.sampled_from(["said", "Peru", "and", ",", "to", "tanks", "12"])
    return [(draw(words), heads[i], "ROOT" if heads[i] == i else draw(labels), FINITE) for i in range(size)]


@settings(deadline=None)
@given(_trees(), st.data())
def test_whatever_is_mended_stays_a_tree(rows: list[tuple[str, int, str, str]], data: st.DataObject) -> None:
    doc = mend(_doc(*rows))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(doc)), min_size=2, max_size=4)))
    spans = [(a, b, data.draw(st.integers(a, b - 1))) for a, b in pairwise(cuts)]
    for span in spans:
        unite(doc, *span)
    for one, other in pairwise(spans):
        coordinate(doc, one, other)
    for start, _, head in spans:
        join_noun(doc, start, head)
    share_out(doc, sorted({span[2] for span in spans}), set(range(0, len(doc), 2)))
    roots = [token for token in doc if token.head.i == token.i]
    assert len(roots) == 1
    assert all(_reaches(token.i, roots[0].i, [t.head.i for t in doc]) for token in doc)


def _reaches(start: int, root: int, heads: list[int]) -> bool:
    place = start
    for _ in heads:
        if place == root:
            return True
        place = heads[place]
    return place == root


def test_a_clause_has_its_own_subject_and_the_verb_of_saying_its_own() -> None:
    doc = mend(_doc(
        ("Russia", 1, "nsubj", ""), ("aims", 5, "ccomp", FINITE), ("at", 3, "case", ""), ("peace", 1, "obl", ""),
        ("Ivanov", 1, "nsubj", ""), ("said", 5, "ROOT", FINITE),
    ))
    assert (doc[4].head.text, doc[0].head.text) == ("said", "aims")


def test_a_subordinator_is_no_preposition() -> None:
    doc = mend(_doc(
        ("He", 1, "nsubj", ""), ("left", 1, "ROOT", FINITE), ("while", 3, "case", ""), ("Russia", 4, "obl", ""),
        ("backs", 1, "advcl", FINITE), ("Peru", 4, "obj", ""),
    ))
    assert (doc[2].dep_, doc[3].dep_, doc[2].head.text) == ("mark", "nsubj", "backs")


def test_a_passive_verb_has_one_subject() -> None:
    doc = mend(_doc(
        ("Niger", 2, "nsubj:pass", ""), ("was", 2, "aux:pass", FINITE), ("given", 2, "ROOT", "VerbForm=Part"),
        ("jets", 2, "nsubj:pass", ""),
    ))
    assert [t.dep_ for t in doc] == ["nsubj:pass", "aux:pass", "ROOT", "obj"]


def test_who_is_opens_a_relative_clause_and_no_apposition() -> None:
    doc = mend(_doc(
        ("Fischer", 0, "ROOT", ""), ("who", 4, "nsubj", ""), ("is", 4, "cop", FINITE), ("the", 4, "det", ""),
        ("envoy", 0, "appos", ""),
    ))
    assert doc[4].dep_ == "acl:relcl"


def test_what_closes_a_sentence_with_as_saying_is_its_source() -> None:
    doc = mend(_doc(
        ("Peru", 1, "nsubj", ""), ("bought", 1, "ROOT", FINITE), ("tanks", 1, "obj", ""), (",", 4, "punct", ""),
        ("Interfax", 2, "appos", ""), ("quoted", 4, "acl:relcl", FINITE), ("Ivanov", 1, "obl:agent", ""),
        ("as", 8, "mark", ""), ("saying", 1, "advcl", ""), (".", 1, "punct", ""),
    ))
    assert [(t.head.text, t.dep_) for t in doc[4:9]] == [
        ("quoted", "nsubj"), ("bought", "parataxis"), ("quoted", "obj"), ("saying", "mark"), ("quoted", "advcl"),
    ]


def test_of_two_prepositions_each_has_its_noun() -> None:
    doc = mend(_doc(
        ("delivery", 0, "ROOT", ""), ("of", 6, "case", ""), ("the", 3, "det", ""), ("last", 0, "nmod", ""),
        ("of", 6, "case", ""), ("44", 6, "nummod", ""), ("tanks", 3, "nmod", ""),
    ))
    assert (doc[1].head.text, doc[4].head.text) == ("last", "tanks")


def test_a_time_has_no_goods() -> None:
    doc = mend(_doc(
        ("Peru", 1, "nsubj", ""), ("took", 1, "ROOT", FINITE), ("delivery", 1, "obj", ""),
        ("Monday", 1, "obl:unmarked", ""), ("of", 6, "case", ""), ("two", 6, "nummod", ""), ("jets", 3, "nmod", ""),
    ))
    assert doc[6].head.text == "delivery"


def test_a_bare_noun_behind_a_passive_verb_is_its_object() -> None:
    doc = mend(_doc(
        ("Saab", 2, "nsubj:pass", ""), ("was", 2, "aux:pass", FINITE), ("awarded", 2, "ROOT", "VerbForm=Part"),
        ("a", 4, "det", ""), ("contract", 2, "obl", ""),
    ))
    assert doc[4].dep_ == "obj"
