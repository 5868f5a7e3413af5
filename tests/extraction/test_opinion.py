"""The second reader: what it thinks of goods, and what becomes of that."""

from collections.abc import Sequence

import pytest

from kg.articles import article_of
from kg.extraction import Reader
from kg.extraction.held import without_guesses
from kg.extraction.opinion import SECOND_READER, Opinion
from kg.extraction.opinion.candidates import candidates
from kg.extraction.opinion.reader import open_second_reader, weights
from kg.extraction.opinion.runs import runs
from kg.extraction.reading import Reading
from kg.language import load
from kg.language import weights as pipeline_weights
from kg.language.network.parameters import read
from kg.language.network.wordpiece import WordPieces
from kg.model import Claim, Evidence, Mention

TOPIC = (
    "Nairobi's new artillery is Slovak. The 20 howitzers came by sea in March, and a further batch of mortars from "
    "Bratislava is due."
)
EXERCISE = (
    "Frigates of Spain and Italy sailed with the Egyptian navy for a week. Fighters from Greece flew overhead, and "
    "tanks of the Egyptian army fired on the range at Ras Gharib."
)


def reading_of(reader: Reader, text: str) -> Reading:
    return next(reader.readings([article_of(text, key="x", date="2019-03-30")]))


def opinions_of(reader: Reader, text: str) -> list[Opinion]:
    reading = reading_of(reader, text)
    return reading.second.opinions(reading)


def claims_of(reader: Reader, text: str) -> Sequence[Claim]:
    (read_,) = reader.read([article_of(text, key="x", date="2019-03-30")])
    return [claim for claim in read_.claims if claim.type == "ArmsTransfer"]


def test_parties_are_told_apart_by_what_the_words_around_them_say(reader: Reader) -> None:
    for text in ("Poland sold 12 tanks to Chad.", "Chad has received 12 tanks from Poland."):
        (opinion,) = opinions_of(reader, text)
        assert opinion.told > 0.5
        assert opinion.suppliers[0].party is not None
        assert opinion.suppliers[0].party.linked.label == "Poland"
        assert opinion.recipients[0].party is not None
        assert opinion.recipients[0].party.linked.label == "Chad"


def test_shares_of_a_role_add_up_to_one_and_mentions_of_one_thing_count_together(reader: Reader) -> None:
    text = "Chad bought tanks. Poland delivered them to N'Djamena, and Polish officers went to Chad."
    for opinion in opinions_of(reader, text):
        for role in (opinion.suppliers, opinion.recipients):
            assert sum(one.share for one in role) == pytest.approx(1, abs=1e-4)
            labels = [one.party.linked.label if one.party else "" for one in role]
            assert len(labels) == len(set(labels))


def test_a_text_without_goods_or_without_parties_is_no_trouble(reader: Reader) -> None:
    assert opinions_of(reader, "Chad and Poland signed a treaty on fishing.") == []
    (opinion,) = opinions_of(reader, "The tanks were there.")
    assert [one.party for one in opinion.suppliers] == [None]


def test_goods_that_no_rule_reads_are_told_by_the_second_reader_with_what_it_weighed(reader: Reader) -> None:
    assert claims_of(reader.by_rules(), TOPIC) == []
    told = {claim.entities("equipment")[0].label: claim for claim in claims_of(reader, TOPIC)}
    assert {"howitzer", "mortar"} <= set(told)
    for claim in told.values():
        assert [claim.entities(role)[0].label for role in ("supplier", "recipient")] == ["Slovakia", "Kenya"]
        assert claim.extractor == SECOND_READER
        assert claim.score is not None
        assert 0.3 < claim.score < 1
        assert claim.evidence[0].rule == "second-reader+R2"
        assert claim.evidence[0].path[0].startswith("second reader: ")


def test_an_exercise_is_no_transfer(reader: Reader) -> None:
    assert claims_of(reader, EXERCISE) == []


def test_claims_of_rules_have_a_score_and_wrong_parties_are_not_believed(reader: Reader) -> None:
    (claim,) = claims_of(reader, "Russia delivered 12 Su-35 fighters to Egypt.")
    assert claim.extractor == "transfers"
    assert claim.score is not None
    assert claim.score > 0.6


def test_a_party_that_the_network_does_not_see_is_no_reason_for_doubt(reader: Reader) -> None:
    text = "The Carter administration sold Egypt 35 Phantom fighters."
    assert [c.entities("supplier")[0].label for c in claims_of(reader, text)] == ["United States"]


def test_a_supplier_that_no_rule_found_is_taken_from_the_second_reader_and_said_so(reader: Reader) -> None:
    text = "Chad will receive 12 Leopard 2 tanks in May, Polish officials said, and Warsaw will train the crews."
    (by_rules,), (claim,) = claims_of(reader.by_rules(), text), claims_of(reader, text)
    assert by_rules.entities("supplier") == ()
    assert [one.label for one in claim.entities("supplier")] == ["Poland"]
    assert claim.evidence[0].rule.endswith("+R3")
    assert claim.evidence[0].path[-1].startswith("second reader: supplier ")


def test_goods_of_a_repair_are_not_guessed_to_change_hands() -> None:
    here, there = Mention("equipment", 10, 15, "S-300"), Mention("equipment", 50, 55, "tanks")

    def claim(kind: str, mention: Mention, extractor: str) -> Claim:
        return Claim(kind, {}, (Evidence("", 0, 99, (mention,)),), extractor=extractor)

    repair, guess = claim("Maintenance", here, "maintenances"), claim("ArmsTransfer", here, SECOND_READER)
    other, read_ = claim("ArmsTransfer", there, SECOND_READER), claim("ArmsTransfer", here, "transfers")
    assert without_guesses([repair, guess, other, read_], SECOND_READER, {"Maintenance"}) == [repair, other, read_]


def test_every_goods_of_a_long_article_is_in_one_run_with_its_neighbours(reader: Reader) -> None:
    text = " ".join(f"In {year} Poland sold {year - 1900} tanks to Chad, which was glad." for year in range(1980, 2020))
    reading = reading_of(reader, text)
    pieces = WordPieces(read(pipeline_weights() / "arms_network").pieces)
    found = candidates(reading)
    made = list(runs(reading.doc, found, pieces))
    assert len(made) > 2
    assert sorted(item.token.i for run in made for item in run.goods) == [item.token.i for item in found.goods]
    for run in made:
        assert sum(map(len, run.marked.words.pieces)) <= 252
        assert len(run.marked.words.pieces) == len(run.marked.marks)
        assert len({party.linked.label for party in run.parties}) == 2


def test_a_sentence_longer_than_a_run_is_cut(reader: Reader) -> None:
    text = "Poland sold " + ", ".join(f"{number} tanks and rifles" for number in range(2, 160)) + " to Chad."
    opinions = opinions_of(reader, text)
    assert opinions
    assert all(0 <= opinion.told <= 1 for opinion in opinions)


def test_another_pipeline_gets_the_second_reader_too(reader: Reader) -> None:
    nlp = load()
    nlp.remove_pipe("arms_network")
    reading = reading_of(reader, "Poland sold 12 tanks to Chad.")
    (own,), (other,) = reading.second.opinions(reading), open_second_reader(nlp).opinions(reading)
    assert own.told == pytest.approx(other.told, abs=1e-5)


def test_the_weights_are_at_most_8_megabytes() -> None:
    assert sum(path.stat().st_size for path in weights().iterdir()) <= 8_000_000
