"""The comparison with a gold reading: what is found, missed, wrong, said twice, or made up."""

from dataclasses import replace
from typing import Any

import pytest

from kg.evaluate import Comparison, Finding, Gold, GoldRelation, compare, read_seed_gold
from kg.evaluate.naming import Names
from tests.evaluate.lines import known, line, right_line, unknown

GOLD = read_seed_gold()
TEXT = {one.number: one for one in GOLD.relations}


def only(*numbers: str) -> Gold:
    """Return the reading cut down to some relations, without traps."""
    return replace(GOLD, relations=tuple(TEXT[number] for number in numbers), traps=())


def finding(number: str, *claims: dict[str, Any]) -> Finding:
    (one,) = compare(only(number), claims).findings
    return one


def made(number: str, **more: Any) -> dict[str, Any]:
    return right_line(GOLD, TEXT[number], **more)


@pytest.fixture(scope="module")
def perfect() -> Comparison:
    return compare(GOLD, [right_line(GOLD, relation) for relation in GOLD.relations])


def test_the_reading_has_the_relations_and_traps_that_it_should() -> None:
    assert len([one for one in GOLD.relations if not one.optional]) == 38
    assert len([one for one in GOLD.relations if one.optional]) == 3
    assert len({one.type for one in GOLD.relations}) == 13
    assert len(GOLD.traps) == 14


def test_each_inferred_argument_is_one_that_the_relation_has() -> None:
    assert not [one.number for one in GOLD.relations if not one.inferred <= set(one.args)]


def test_a_perfect_reader_finds_everything_and_takes_no_trap(perfect: Comparison) -> None:
    assert [one.relation.number for one in perfect.findings if one.outcome != "found"] == []
    assert (perfect.count("found"), perfect.count("found", optional=True)) == (38, 3)
    assert (perfect.taken, list(perfect.others), perfect.perfect) == (0, [], True)


def test_a_perfect_reader_has_all_speakers_and_dates(perfect: Comparison) -> None:
    assert perfect.score("speaker") == (38, 38)
    assert perfect.score("dates") == (27, 27)


def test_who_reads_nothing_misses_everything_and_takes_no_trap() -> None:
    nothing = compare(GOLD, [])
    assert (nothing.count("missed"), nothing.count("missed", optional=True)) == (38, 3)
    assert (nothing.taken, nothing.perfect) == (0, False)


@pytest.mark.parametrize(
    ("number", "change", "wrong"),
    [
        ("10.3", {"recipient": known("Colombia")}, ("recipient",)),
        ("10.3", {"supplier": known("China"), "equipment": known("rifles"), "equipment_text": "rifles"},
         ("supplier", "equipment|equipmentText")),
        ("7.1", {"factuality": "asserted"}, ("factuality",)),
        ("5.5", {"role": "president"}, ("role|office",)),
        ("3.1", {"party": [known("Rosoboronexport"), known("Cavim"), known("Rostec")]}, ("party",)),
        ("3.1", {"party": [known("Rosoboronexport")]}, ("party",)),
        ("5.3", {"recogniser": None}, ("recogniser",)),
        ("2.2", {"owner": known("Rostec")}, ("owner",)),
        ("2.2", {"owner": known("Russia’s arms corporation")}, ("owner",)),
        ("8.4", {"person": known("Ivan Petrov")}, ("person",)),
        ("1.2", {"destination": known("Syria")}, ("destination|country",)),
    ],
)
def test_what_differs_is_named(number: str, change: dict[str, Any], wrong: tuple[str, ...]) -> None:
    one = finding(number, made(number, **change))
    assert (one.outcome, one.wrong) == ("wrong argument", wrong)


def test_what_the_claim_says_instead_is_told() -> None:
    one = finding("3.1", made("3.1", party=[known("Rosoboronexport"), known("Rostec")]))
    assert one.said("party") == "Rosoboronexport, Rostec"
    assert finding("5.3", made("5.3", recogniser=None)).said("recogniser") == ""


@pytest.mark.parametrize("number", ["1.2", "8.3", "10.1"])
def test_an_inferred_argument_may_be_absent(number: str) -> None:
    relation = TEXT[number]
    gone = {role.replace("destination", "country"): None for role in relation.inferred} | dict.fromkeys(
        relation.inferred
    )
    one = finding(number, made(number, **gone))
    assert one.outcome == "found"
    assert {role for key in one.absent for role in key.split("|")} >= relation.inferred


def test_an_inferred_argument_may_not_be_wrong() -> None:
    assert finding("10.1", made("10.1", supplier=known("China"))).wrong == ("supplier",)
    assert finding("8.2", made("8.2", party=[known("Russia")])).outcome == "found"
    assert finding("8.2", made("8.2", party=[known("Russia"), known("China")])).wrong == ("party",)


def test_one_of_the_places_of_a_deployment_is_enough() -> None:
    country = made("4.1", destination=None, country=known("Venezuela"))
    assert finding("4.1", country).outcome == "found"


@pytest.mark.parametrize(
    "claim",
    [
        made("10.9") | {"type": "ArmsTransfer"},
        made("10.9") | {"evidence": made("11.1")["evidence"]},
    ],
    ids=["another type", "another sentence"],
)
def test_a_relation_is_missed_in_claims_of_another_type_or_sentence(claim: dict[str, Any]) -> None:
    assert finding("10.9", claim).outcome == "missed"


def test_one_claim_is_found_in_each_sentence_that_says_it() -> None:
    claim = made("9.2")
    claim["evidence"] = made("3.5")["evidence"] + claim["evidence"]
    assert [one.outcome for one in compare(only("3.5", "9.2"), [claim]).findings] == ["found", "found"]


def test_one_claim_is_not_two_relations_of_one_sentence() -> None:
    outcomes = [one.outcome for one in compare(only("5.1", "5.3"), [made("5.3")]).findings]
    assert outcomes == ["missed", "found"]


def test_claims_that_repeat_themselves_are_one() -> None:
    comparison = compare(only("5.3"), [made("5.3"), made("5.3", attributed_to=[known("Interfax")])])
    assert comparison.findings[0].outcome == "found"
    assert comparison.findings[0].speaker
    assert not comparison.others


def test_the_closest_claim_is_compared() -> None:
    far = made("10.3", recipient=known("Peru"), supplier=known("China"))
    near = made("10.3", recipient=known("Colombia"))
    comparison = compare(only("10.3"), [far, near])
    assert comparison.findings[0].claim == near
    assert list(comparison.others) == [far]


def test_a_claim_that_meets_nothing_is_told() -> None:
    extra = line("Cooperation", 1578, 1707, party=[known("Russia"), known("Cuba")])
    comparison = compare(only("9.2"), [made("9.2"), extra])
    assert list(comparison.others) == [extra]


def test_an_optional_relation_counts_neither_way() -> None:
    without = compare(only("7.1", "7.2"), [made("7.1")])
    assert without.perfect
    wrong = compare(only("7.1", "7.2"), [made("7.1"), made("7.2", maker=known("Iran"))])
    assert wrong.perfect
    assert wrong.count("missed", optional=True) == 1
    assert len(wrong.others) == 1


def test_speakers_are_scored_apart() -> None:
    comparison = compare(only("9.1", "9.2"), [made("9.1", attributed_to=[]), made("9.2")])
    assert comparison.perfect
    assert comparison.score("speaker") == (1, 2)


def test_all_speakers_must_be_there_and_no_other() -> None:
    both = made("8.1")["attributed_to"]
    assert finding("8.1", made("8.1")).speaker
    assert not finding("8.1", made("8.1", attributed_to=both[:1])).speaker
    assert not finding("8.1", made("8.1", attributed_to=[*both, known("China")])).speaker


def test_the_articles_own_voice_may_tell_what_an_apposition_says() -> None:
    assert finding("10.9", made("10.9", attributed_to=[])).speaker
    assert not finding("10.9", made("10.9", attributed_to=[known("China")])).speaker


def test_dates_are_scored_apart_where_either_side_has_one() -> None:
    assert finding("2.1", made("2.1")).dates is True
    assert finding("2.1", made("2.1", earliest=None)).dates is False
    assert finding("1.3", made("1.3")).dates is None
    assert finding("1.3", made("1.3", earliest="2001-01-01")).dates is False
    assert compare(only("1.3", "2.1"), [made("1.3"), made("2.1", latest=None)]).score("dates") == (0, 1)


def test_a_thing_has_the_names_that_the_article_gives_its_node() -> None:
    whole = made("2.1", facility=unknown("helicopter training center", "center"))
    later = made("3.2", facility=unknown("center"))
    assert [one.outcome for one in compare(only("2.1", "3.2"), [whole, later]).findings] == ["found", "found"]
    apart = made("3.2", facility=unknown("center", "another center"))
    assert compare(only("2.1", "3.2"), [whole, apart]).findings[1].wrong == ("facility|host|operator",)


@pytest.mark.parametrize(
    ("thing", "wanted", "right"),
    [
        (known("Moscow"), "Russia", True),  # the article's word for it
        (known("Juan Guaido"), "Juan Guaidó", True),
        (known("Russia") | {"text": "its"}, "Russia", True),
        (known("x") | {"aliases": ["Russia"]}, "Russia", True),
        (known("Russian Guard"), "Russia", False),
        (unknown("50 other countries"), "(more than 50 other countries)", True),
        (unknown("12 countries"), "(more than 50 other countries)", False),
        (unknown("A spokesman"), "(unnamed spokesman)", True),
        (unknown("the manager"), "(unnamed spokesman)", False),
        (unknown("Venezuela’s military attache"), "Venezuela’s military attaché to Moscow (unnamed)", True),
        (unknown("an attache"), "(unnamed)", True),
        (unknown("Donald Trump"), "(unnamed)", False),  # somebody whom the article names
    ],
)
def test_names_are_compared_as_the_reading_means_them(thing: dict[str, Any], wanted: str, *, right: bool) -> None:
    assert Names(GOLD.surfaces, []).right(thing, wanted) is right


def relation_types() -> set[str]:
    return {one.type for one in GOLD.relations} | {"Restriction"}


def test_every_type_has_key_arguments() -> None:
    assert set(GOLD.keys) == relation_types()


@pytest.mark.parametrize("relation", GOLD.relations, ids=lambda one: one.number)
def test_every_relation_has_a_key_argument_to_be_compared_by(relation: GoldRelation) -> None:
    for key in GOLD.keys[relation.type]:
        assert set(key.split("|")) & set(relation.args), key
