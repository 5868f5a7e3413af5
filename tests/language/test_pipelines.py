"""Any spaCy pipeline with Universal Dependencies labels can stand in for the shipped one; others are refused."""

import json
import shutil
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.errors import PipelineError
from kg.language import load, pipeline_version, weights

TEXT = "Russia delivered 12 Su-35 fighters to Egypt."
CLEARNLP = ("nsubj", "dobj", "pobj", "prep", "amod", "case")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a pipeline of another name, with a component more, in a folder of its own."""
    folder = tmp_path / "other"
    shutil.copytree(weights(), folder)
    meta = json.loads((folder / "meta.json").read_text("utf-8")) | {"name": "other_news", "version": "7.0.0"}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    return folder


def _parser(folder: Path, labels: tuple[str, ...]) -> Path:
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in labels:
        parser.add_label(label)  # type: ignore[attr-defined]  # a parser has labels
    nlp.initialize()
    nlp.to_disk(folder)
    return folder


def test_another_pipeline_reads_in_place_of_the_shipped_one(other: Path) -> None:
    claims = kg.extract(TEXT, pipeline=other)
    assert [(claim.type, claim.entities("supplier")[0].label) for claim in claims] == [("ArmsTransfer", "Russia")]
    assert pipeline_version(str(other)).startswith("en_other_news-7.0.0+")


def test_the_command_line_takes_a_pipeline_by_its_folder(other: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    done = CliRunner().invoke(cli, ["extract", str(tmp_path / "article.txt"), "--pipeline", str(other)])
    assert done.exit_code == 0
    assert "ArmsTransfer" in done.stdout


def test_a_parser_of_spacy_with_ud_labels_is_taken(tmp_path: Path) -> None:
    folder = _parser(tmp_path / "ud", ("nsubj", "obj", "obl", "nmod", "case", "punct"))
    assert load(str(folder)).pipe_names == ["parser"]


@pytest.mark.parametrize(
    ("labels", "missing"), [(CLEARNLP, "nmod, obj, obl"), (("nsubj", "obj", "nmod", "case"), "obl")]
)
def test_a_parser_without_ud_labels_is_refused_and_they_are_named(
    tmp_path: Path, labels: tuple[str, ...], missing: str
) -> None:
    with pytest.raises(PipelineError, match=f"lacks the labels {missing}$"):
        load(str(_parser(tmp_path / "no-ud", labels)))


def test_the_command_line_refuses_a_pipeline_without_a_parser(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    command = ["extract", str(tmp_path / "article.txt"), "--pipeline", str(tmp_path / "blank")]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 4
    assert "lacks the labels case, nmod, nsubj, obj, obl" in done.stderr


@pytest.mark.parametrize("name", ["no_such_pipeline", "/no/such/folder"])
def test_a_pipeline_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(PipelineError, match=name):
        load(name)
