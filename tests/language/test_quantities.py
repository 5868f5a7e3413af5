"""Numbers and money in texts: the cases, the lexicon's examples, what holds for any text."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DataFileError
from kg.language.countwords import CountWords
from kg.language.quantities import Money, Quantities, Quantity

ROOT = Path(__file__).parents[2]
LEXICON = ROOT / "ontology" / "lexicon-quantities.yaml"
LINES = (ROOT / "tests" / "cases" / "quantities.jsonl").read_text("utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
NUMBER_CASES = [case for case in CASES if "numbers" in case]
MONEY_CASES = [case for case in CASES if "money" in case]
GROUPS = yaml.safe_load(LEXICON.read_text("utf-8"))
MONEY_GROUPS = {"short-scales", "symbols", "codes", "currencies", "needs-scale", "unit-prices"}
NLP = spacy.blank("en")
QUANTITIES = Quantities(LEXICON)
NUMBER_WORDS = st.sampled_from(sorted({word for case in CASES for word in case["text"].split()}))


@pytest.mark.parametrize(
    "case", NUMBER_CASES, ids=lambda case: f"{case['rule']}: {case['text'][:50]}"
)
def test_a_text_counts_the_numbers_of_its_case(case: dict[str, Any]) -> None:
    numbers = QUANTITIES.numbers(NLP(case["text"]), set(case["protected"]))
    assert [{"text": n.text, "low": n.low, "high": n.high} for n in numbers] == case["numbers"]


@pytest.mark.parametrize(
    "case", MONEY_CASES, ids=lambda case: f"{case['rule']}: {case['text'][:50]}"
)
def test_a_text_holds_the_sums_of_money_of_its_case(case: dict[str, Any]) -> None:
    sums = QUANTITIES.money(NLP(case["text"]), case["dollar"])
    assert [{"text": m.text, "amount": m.amount, "currency": m.currency} for m in sums] == case[
        "money"
    ]


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_of_the_lexicon_finds_what_its_example_shows(name: str) -> None:
    group, doc = GROUPS[name], NLP(GROUPS[name]["example"])
    found = QUANTITIES.money(doc) if name in MONEY_GROUPS else QUANTITIES.numbers(doc, set())
    assert [each.text for each in found] == ([group["finds"]] if group["finds"] else [])


@pytest.mark.parametrize("words", [["twenty", "-", "four"], ["twenty-four"], ["twenty", "four"]])
def test_a_number_is_found_however_the_tokenizer_cuts_it(words: list[str]) -> None:
    spaces = [words == ["twenty", "four"]] * (len(words) - 1) + [True]
    doc = spacy.tokens.Doc(NLP.vocab, ["It", "has", *words, "tanks"], [True, True, *spaces, False])
    (number,) = QUANTITIES.numbers(doc, set())
    assert (number.start, number.end, number.low) == (2, 2 + len(words), 24)


def test_an_amount_has_no_rounding_error() -> None:
    (money,) = QUANTITIES.money(NLP("It cost $8.2 million and weighs nothing."))
    assert money.amount == 8_200_000
    assert isinstance(money.amount, int)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,00,000", 100_000),
        ("two lakh crore", 2_000_000_000_000),
        ("half a million", 500_000),
        ("six hundred and five thousand two hundred", 605_200),
        ("A Hundred", 100),
        ("2.5", Decimal("2.5")),
    ],
)
def test_number_words_come_to_their_value(words: str, value: Decimal) -> None:
    number = CountWords(LEXICON).numerals.read(words)
    assert number is not None
    assert number.value == value


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=300)
@given(words=st.lists(NUMBER_WORDS, max_size=25), joint=st.sampled_from([" ", ""]))
def test_any_heap_of_number_words_gives_ordered_numbers_inside_the_text(
    words: list[str], joint: str
) -> None:
    check(joint.join(words))


def check(text: str) -> None:
    doc = NLP(text)
    found: list[Quantity | Money] = [*QUANTITIES.numbers(doc, set()), *QUANTITIES.money(doc)]
    for each in found:
        assert 0 <= each.start < each.end <= len(doc)
        assert each.text in doc[each.start : each.end].text
    for number in QUANTITIES.numbers(doc, set()):
        assert number.low is None or number.high is None or number.low <= number.high


@settings(deadline=None, max_examples=60)
@given(number=st.integers(min_value=1, max_value=10**9))
def test_digits_with_and_without_commas_are_the_same_number(number: int) -> None:
    for written in (f"{number:,}", str(number) if not 1900 <= number < 2100 else f"{number:,}"):
        (found,) = QUANTITIES.numbers(NLP(f"They sent {written} rifles."), set())
        assert found.low == found.high == number


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("measures:\n", "mesures:\n", "did you mean 'measures'"),
        ("one: 1, ", "one: I, ", "a whole number"),
        ("odd:\n", "odd: []\nodds:\n", "no word group 'odds'"),
        ('decree, law, "no"', "decree, law, no", "put it in quotes"),
        ("yen: JPY", "yen: 1", "a text"),
        ("or so: about", "or so: abuot", "about, at-least"),
    ],
)
def test_a_mistake_in_the_lexicon_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    for name in ("lexicon-dates.yaml", "lexicon-quantities.yaml"):
        (tmp_path / name).write_text((ROOT / "ontology" / name).read_text("utf-8"), "utf-8")
    path = tmp_path / "lexicon-quantities.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataFileError) as caught:
        Quantities(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)
