"""What is not English is named; what is too short to tell is read."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kg.articles.languages import language_of
from kg.settings import shipped
from tests.articles.reading import SAID, read_all, written
from tests.conftest import CASES, cases

OTHERS: dict[str, str] = yaml.safe_load((CASES / "languages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_named_and_left_out(tmp_path: Path, language: str) -> None:
    read, (error,) = read_all(written(tmp_path / "a.txt", OTHERS[language]), written(tmp_path / "b.txt", SAID))
    assert [one.key for one in read] == ["b.txt"]
    assert error.reason == f"is in {language}"
    assert error.advice == "articles in English are read"


@pytest.mark.parametrize("name", ["dev.jsonl", "transfers.jsonl", "contracts.jsonl"])
def test_no_english_passage_is_taken_for_anything_else(name: str) -> None:
    assert {language_of(case["text"]) for case in cases(name) if "text" in case} <= {"en", None}


def test_what_a_page_says_counts_only_where_the_text_is_too_short() -> None:
    assert language_of("Nein.", "de-DE") == "de"
    assert language_of(OTHERS["German"], "en") == "de"
    assert language_of(SAID * 3, "de") == "en"
    assert language_of("Nein.", "nonsense") is None
    assert language_of("12 - 13") is None


def test_plain_english_loads_no_identifier_of_languages() -> None:
    code = (
        "import sys; from kg.articles import read_articles; (a,) = read_articles(sys.argv[1:]); print(a.language);"
        "print(*{'py3langid', 'numpy', 'ftfy', 'charset_normalizer', 'trafilatura', 'lxml', 'feedparser', 'warcio'} "
        "& set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(shipped("seeds"))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "en\n\n"
