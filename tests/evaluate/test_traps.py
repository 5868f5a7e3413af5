"""Every trap of the seed's reading is taken by a claim that says what must not be said, and by no right one."""

from typing import Any

import pytest

from kg.evaluate import Trap, compare, read_seed_gold
from kg.evaluate.naming import Names
from kg.evaluate.traps import CONDITIONS, takes
from tests.evaluate.lines import known, line, right_line, unknown

GOLD = read_seed_gold()
GUAIDO = known("Juan Guaido")
TRANSFER = {"supplier": known("Russia"), "recipient": known("Venezuela"), "equipment": known("Mil helicopters")}
DEPLOYED = {"sender": known("Russia"), "country": known("Venezuela"), "personnel": "troops"}
ATTACHE = unknown("Venezuela’s military attache")

# sentence, place of the trap in it → for each of its patterns a type and what a claim that takes it says
TAKING: dict[tuple[int, int], list[tuple[str, dict[str, Any]]]] = {
    (1, 0): [("ArmsTransfer", TRANSFER)],
    (2, 0): [("Cooperation", {"party": [known("Russia"), known("Venezuela")]})],
    (3, 0): [("ArmsTransfer", TRANSFER)],
    (4, 0): [("Statement", {"content": "ratcheting up international tensions"})],
    (4, 1): [
        ("Statement", {"speaker": known("Russia")}),
        ("Deployment", {**DEPLOYED, "basis": "The announcement"}),
    ],
    (5, 0): [
        ("Position", {"person": GUAIDO, "role": "interim president"}),
        ("Position", {"person": GUAIDO, "role": "head of state", "office": known("President")}),
    ],
    (5, 1): [("Cooperation", {"party": [known("Russia"), known("China")]})],
    (6, 0): [
        ("Deployment", {**DEPLOYED, "status": "ended"}),
        ("Deployment", {**DEPLOYED, "purpose": "to get out of Venezuela"}),
    ],
    (7, 0): [("ArmsTransfer", {**TRANSFER, "equipment": known("S-300")})],
    (8, 0): [
        ("Cooperation", {"party": [known("Russia"), known("Ministry of Foreign Affairs of Venezuela")]}),
        ("Deployment", {**DEPLOYED, "attributed_to": [unknown("Venezuelan Foreign Ministry")]}),
        ("Statement", {"speaker": unknown("the Foreign Ministry of Venezuela")}),
    ],
    (8, 1): [
        ("Deployment", {**DEPLOYED, "purpose": "taking part in a military operation"}),
        ("Cooperation", {"party": [known("Russia"), known("Venezuela")], "subject": "a military operation"}),
        ("Deployment", {**DEPLOYED, "attributed_to": [ATTACHE]}),
    ],
    (10, 0): [("ArmsTransfer", {**TRANSFER, "quantity": 12})],
    (10, 1): [("ArmsTransfer", {**TRANSFER, "date": "2006", "earliest": "2006-01-01"})],
    (10, 2): [
        ("ArmsTransfer", {**TRANSFER, "supplier": known("Rosoboronexport")}),
        ("ClientRelationship", {"supplier": known("Rosoboronexport"), "client": known("Venezuela")}),
    ],
}


def placed() -> dict[tuple[int, int], Trap]:
    """Return the traps by sentence and place in it."""
    found: dict[tuple[int, int], Trap] = {}
    for trap in GOLD.traps:
        number = trap.sentence.number
        found[number, sum(place[0] == number for place in found)] = trap
    return found


TRAPS = placed()
PAIRS = [(place, n) for place, claims in TAKING.items() for n in range(len(claims))]


def claim_at(place: tuple[int, int], n: int) -> dict[str, Any]:
    kind, said = TAKING[place][n]
    sentence = TRAPS[place].sentence
    return line(kind, sentence.start, sentence.end, **said)


def test_every_pattern_of_every_trap_is_tried() -> None:
    assert {place: len(claims) for place, claims in TAKING.items()} == {
        place: len(trap.patterns) for place, trap in TRAPS.items()
    }


@pytest.mark.parametrize(("place", "n"), PAIRS)
def test_a_pattern_is_taken_by_what_must_not_be_claimed(place: tuple[int, int], n: int) -> None:
    trap, claim = TRAPS[place], claim_at(place, n)
    alone = Trap(trap.sentence, trap.says, (trap.patterns[n],))
    assert takes(alone, claim, Names(GOLD.surfaces, [claim]))


@pytest.mark.parametrize(("place", "n"), PAIRS)
def test_the_same_claim_of_another_sentence_takes_nothing(place: tuple[int, int], n: int) -> None:
    claim = claim_at(place, n)
    claim["evidence"] = [{"sentence": "", "start": 5000, "end": 5100, "cue": None}]
    assert compare(GOLD, [claim]).taken == 0


@pytest.mark.parametrize(("place", "n"), PAIRS)
def test_a_taken_trap_is_counted_beside_a_perfect_reading(place: tuple[int, int], n: int) -> None:
    right = [right_line(GOLD, relation) for relation in GOLD.relations]
    comparison = compare(GOLD, [*right, claim_at(place, n)])
    assert TRAPS[place] in [trap for trap, claims in comparison.traps if claims]
    assert comparison.count("found") == 38
    assert not comparison.perfect


@pytest.mark.parametrize(
    ("place", "kind", "said"),
    [
        ((5, 0), "Position", {"person": GUAIDO, "role": "interim president", "attributed_to": [known("China")]}),
        ((5, 0), "Position", {"person": GUAIDO, "role": "opposition leader"}),
        ((5, 1), "Cooperation", {"party": [known("Russia"), known("Venezuela")]}),
        ((6, 0), "Deployment", {**DEPLOYED, "status": "ended", "factuality": "demanded"}),
        ((6, 0), "Demand", {"content": "get out of Venezuela"}),
        ((8, 1), "Deployment", {**DEPLOYED, "factuality": "denied", "attributed_to": [ATTACHE]}),
        ((8, 1), "Deployment", {**DEPLOYED, "attributed_to": [known("Kremlin")]}),
        ((10, 0), "ArmsTransfer", {**TRANSFER, "quantity": None, "quantity_text": "a significant amount"}),
        ((10, 1), "ArmsTransfer", {**TRANSFER, "date": None, "earliest": None, "latest": "2019-03-30"}),
    ],
)
def test_what_comes_near_a_trap_does_not_take_it(place: tuple[int, int], kind: str, said: dict[str, Any]) -> None:
    trap = TRAPS[place]
    claim = line(kind, trap.sentence.start, trap.sentence.end, **said)
    assert not takes(trap, claim, Names(GOLD.surfaces, [claim]))


def test_a_cue_counts_where_it_stands_in_the_sentence() -> None:
    trap = TRAPS[4, 0]
    here = line("Deployment", trap.sentence.start, trap.sentence.end)
    here["evidence"][0]["cue"] = "ratcheting up"
    assert takes(trap, here, Names(GOLD.surfaces, []))
    here["evidence"].append({"sentence": "", "start": 0, "end": 10, "cue": here["evidence"][0]["cue"]})
    here["evidence"][0]["cue"] = "landed"
    assert not takes(trap, here, Names(GOLD.surfaces, []))


def test_patterns_ask_nothing_that_is_not_known() -> None:
    assert {name for trap in GOLD.traps for pattern in trap.patterns for name in pattern} == set(CONDITIONS)
