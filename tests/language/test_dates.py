"""The times that texts name: the cases, the lexicon's examples, and what holds for any text."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DataFileError
from kg.language.dates import DateExpression, Dates

ROOT = Path(__file__).parents[2]
LEXICON = ROOT / "ontology" / "lexicon-dates.yaml"
LINES = (ROOT / "tests" / "cases" / "dates.jsonl").read_text("utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
TREE = yaml.safe_load(LEXICON.read_text("utf-8"))
EXAMPLES = [(name, group) for name, group in TREE.items() if name != "rules"]
EXAMPLES += [(rule["name"], rule) for rule in TREE["rules"]]
FRIDAY = dt.date(2019, 3, 8)
NLP = spacy.blank("en")
DATES = Dates(LEXICON)
TIME_WORDS = st.sampled_from(sorted({word for case in CASES for word in case["text"].split()}))


def found(
    text: str, published: dt.date | None = FRIDAY, *, future: bool = False
) -> list[DateExpression]:
    return [each.resolved(future=future) for each in DATES.find(NLP(text), published)]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['text'][:50]}")
def test_a_text_names_the_times_of_its_case(case: dict[str, Any]) -> None:
    times = found(case["text"], day(case["published"]), future=case["future"])
    expected = [
        (e["text"], e["value"], day(e["earliest"]), day(e["latest"])) for e in case["expect"]
    ]
    assert [(t.text, t.value, t.earliest, t.latest) for t in times] == expected


@pytest.mark.parametrize(("name", "group"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_group_and_rule_of_the_lexicon_finds_what_its_example_shows(
    name: str, group: dict[str, Any]
) -> None:
    texts = [time.text for time in found(group["example"])]
    assert texts == ([group["finds"]] if group["finds"] else []), name


@pytest.mark.parametrize("words", [["mid", "-", "March"], ["mid-March"], ["mid", "-March"]])
def test_a_time_is_found_however_the_tokenizer_cuts_it(words: list[str]) -> None:
    spaces = [False] * (len(words) - 1) + [True]
    doc = spacy.tokens.Doc(
        NLP.vocab, ["Tanks", "came", "in", *words, "."], [True] * 3 + spaces + [False]
    )
    (time,) = DATES.find(doc, FRIDAY)
    assert (time.start, time.end, time.value) == (3, 3 + len(words), "2019-03")


def test_a_dateline_is_told_from_the_times_of_the_report() -> None:
    doc = NLP("KARACHI, March 23 - Officials spoke on Friday.")
    dateline, weekday = DATES.find_all(doc, dt.date(1984, 3, 23))
    assert (dateline.text, dateline.dateline, weekday.text, weekday.dateline) == (
        "March 23",
        True,
        "Friday",
        False,
    )


def test_a_dateline_far_from_the_publication_date_is_an_entry_of_a_chronicle() -> None:
    doc = NLP("Karachi, March 23 - Forty tanks are delivered.")
    assert [time.text for time in DATES.find(doc, dt.date(1984, 9, 1))] == ["March 23"]


@pytest.mark.parametrize(("future", "value"), [(False, "2019-03-04"), (True, "2019-03-11")])
def test_the_tense_of_the_clause_decides_which_monday_is_meant(future: bool, value: str) -> None:  # noqa: FBT001
    (time,) = found("The boats go on Monday.", future=future)
    assert time.value == value


def test_without_a_publication_date_relative_times_keep_their_words_and_stay_open() -> None:
    (time,) = found("The tanks came last month.", None)
    assert (time.text, time.value, time.earliest, time.latest) == ("last month", None, None, None)


@pytest.mark.parametrize(
    "published", [dt.date(2020, 2, 29), dt.date(2019, 12, 31), dt.date.min, dt.date.max]
)
def test_the_edges_of_the_calendar_do_no_harm(published: dt.date) -> None:
    text = (
        "A year ago, two decades ago, next week, last month, on Feb. 29, "
        "next winter, yesterday and 900 years ago."
    )
    for future in (False, True):
        assert found(text, published, future=future)


@settings(deadline=None)
@given(text=st.text(max_size=200), published=st.none() | st.dates())
def test_any_text_is_read_without_an_error(text: str, published: dt.date | None) -> None:
    check(text, published)


@settings(deadline=None, max_examples=300)
@given(words=st.lists(TIME_WORDS, max_size=25), published=st.none() | st.dates())
def test_any_heap_of_time_words_gives_ordered_days_inside_the_text(
    words: list[str], published: dt.date | None
) -> None:
    check(" ".join(words), published)


def check(text: str, published: dt.date | None) -> None:
    doc = NLP(text)
    end = 0
    for time in DATES.find_all(doc, published):
        assert end <= time.start < time.end <= len(doc)
        assert time.text in doc[time.start : time.end].text
        end = time.start
        for future in (False, True):
            read = time.resolved(future=future)
            assert read.earliest is None or read.latest is None or read.earliest <= read.latest


def broken(tmp_path: Path, old: str, new: str) -> Path:
    for name in ("lexicon-dates.yaml", "lexicon-quantities.yaml"):
        (tmp_path / name).write_text((ROOT / "ontology" / name).read_text("utf-8"), "utf-8")
    path = tmp_path / "lexicon-dates.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("months:\n", "monhts:\n", "did you mean 'months'"),
        ("January: 1", "January: first", "a whole number"),
        ("early: [0, 4]", "early: 4", "two whole numbers"),
        ("by: latest", "by: lastest", "latest, since, from, before, after, between"),
        ("means: weekend", "means: weakend", "'weakend'"),
        ("{weekday}(?: {hour})?", "{weekdy}", "uses {weekdy}"),
        ("{count} {unit} ago", "{count} ({unit} ago", "the pattern of rule 'ago' is wrong"),
        ("[of, for, from", "[of, on, for, from", "put it in quotes"),
        (
            "entries: [morning, afternoon, evening, night, noon, midnight]",
            "entries: []",
            "needs a list or a mapping",
        ),
        ("finds: Tuesday", "fnids: Tuesday", "needs example, finds and entries"),
        ("rules:\n", "rules: none\nrule:\n", "no word group 'rule'"),
        ("months:\n", "months: [\n", "cannot be read"),
    ],
)
def test_a_mistake_in_the_lexicon_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = broken(tmp_path, old, new)
    with pytest.raises(DataFileError) as caught:
        Dates(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.yaml: the word lists cannot be read"):
        Dates(tmp_path / "none.yaml")
