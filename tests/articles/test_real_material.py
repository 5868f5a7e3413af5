"""Files that other programs made: each gives the one article that a person reads in it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.articles.reading import read_all

CASES = Path(__file__).parent.parent / "cases"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "articles.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_gives_its_article_with_what_it_says_of_itself(name: str) -> None:
    (article,), failures = read_all(CASES / "articles" / name)
    wanted = EXPECTED[name]
    for field in ("key", "date", "date_source", "title", "publisher", "author"):
        assert getattr(article, field) == wanted[field], field
    assert article.language == "en"
    assert article.text.startswith(wanted["begins"])
    assert wanted["holds"] in " ".join(article.text.split())
    assert [words for words in wanted["without"] if words in article.text] == []
    assert [str(one).rpartition("/")[2] for one in failures] == [wanted[k] for k in ("left out",) if k in wanted]


def test_all_files_of_the_folder_are_cases() -> None:
    assert {path.name for path in (CASES / "articles").iterdir()} == set(EXPECTED)


def test_one_article_through_several_doors_is_one_article() -> None:
    read, failures = read_all(CASES / "articles")
    assert len(read) == len({one["key"] for one in EXPECTED.values()})
    assert {failure.reason for failure in failures if "another article" not in failure.reason} == {"is in German"}
