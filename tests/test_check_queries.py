"""``kg check queries``: every mistake of every query file, with file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.canned.trial import Examples, mistakes_of, query_files
from kg.cli import cli
from kg.errors import DataFileError
from kg.settings import shipped

GOOD = """\
#+ title: Suppliers
#+ summary: Who supplies {recipient}.
#+ parameters:
#+   recipient: {type: state, required: true, example: Venezuela}
#+   status: {type: status, example: Delivered, variable: asked_status}
#+ columns:
#+   supplier: {title: Supplier, kind: entity}
#+ chart: {kind: bar, x: supplier, y: supplier}
PREFIX at: <https://example.org/arms/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?supplier WHERE {
  VALUES ?recipient { UNDEF }
  ?claim at:recipient ?recipient ; at:supplier ?supplier .
  OPTIONAL { VALUES ?asked_status { UNDEF } ?claim at:status ?asked_status }
}
"""


@pytest.fixture(scope="module")
def examples() -> Examples:
    return Examples(shipped("queries") / "example.trig", shipped("ontology") / "arms.ttl")


def told(folder: Path, examples: Examples, text: str) -> list[str]:
    path = folder / "mine.rq"
    path.write_text(text, "utf-8")
    return [str(mistake).removeprefix(str(path)) for mistake in mistakes_of(path, examples)]


@pytest.mark.parametrize("path", sorted(shipped("queries").glob("*.rq")), ids=lambda p: p.stem)
def test_no_shipped_query_has_a_mistake(path: Path, examples: Examples) -> None:
    assert mistakes_of(path, examples) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("", "", 0, ""),
        ("at:supplier ?supplier .", "at:suplier ?supplier .", 13, "no vocabulary has the term at:suplier"),
        ("at:supplier ?supplier .", "skos:label ?supplier .", 13, "skos/core#label"),
        ("at:supplier ?supplier .", "<https://example.org/arms/ns#no> ?supplier .", 13, "at:no"),
        ("at:supplier ?supplier .", "<https://elsewhere.example/x> ?supplier .", 13, "elsewhere"),
        ("at:supplier ?supplier .", "at:intermediary ?supplier .", 4, "no rows with recipient='Venezuela'"),
        ("example: Delivered", "example: Ended", 5, "no rows with recipient='Venezuela' status='Ended'"),
        ("example: Delivered", "example: Sold", 5, "fails: parameter status: 'Sold' is not accepted"),
        ("example: Delivered, ", "", 5, "parameter status has no example"),
        ("?supplier .\n", "?supplier . SERVICE <https://x.example/> { ?a ?b ?c }\n", 13, "SERVICE"),
        ("at:status ?asked_status }", "at:status ?status }", 5, "does nothing with ?asked_status"),
        ("kind: bar", "kind: sankey", 8, "chart needs the key 'source'"),
        ("kind: bar", "kind: pie", 8, "accepts one of bar, line, sankey, timeline, network"),
        ("y: supplier", "y: claims", 8, "y of the chart is no column: 'claims'"),
        ("y: supplier", "y: supplier, z: supplier", 8, "unknown key 'z'"),
        ("type: status", "type: choice", 5, "must be of type choice and have choices, or neither"),
        ("type: status", "type: status, choices: [a]", 5, "must be of type choice and have choices"),
        ("type: status", "type: status, pick: thing", 5, "pick is 'thing'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    old: str, new: str, line: int, words: str, tmp_path: Path, examples: Examples
) -> None:
    found = told(tmp_path, examples, GOOD.replace(old, new) if old else GOOD)
    assert [one for one in found if one.startswith(f":{line}: ") and words in one] if line else found == []


def test_a_term_in_a_comment_or_a_text_is_no_term(tmp_path: Path, examples: Examples) -> None:
    text = GOOD.replace("?supplier .\n", '?supplier . # at:nothing <https://x.example/>\n  FILTER("at:no" != "")\n')
    assert told(tmp_path, examples, text) == []


def test_all_files_are_looked_at_and_the_exit_code_says_whether_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "b.rq").write_text(GOOD.replace("at:supplier", "at:suplier").replace("kind: bar", "kind: pie"), "utf-8")
    (tmp_path / "a.rq").write_text("SELECT nonsense", "utf-8")
    (tmp_path / "c.rq").write_text(GOOD, "utf-8")
    result = CliRunner().invoke(cli, ["check", "queries", str(tmp_path)])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == sorted(Path(line.split(":")[0]).name for line in lines)
    assert {f"{tmp_path}/b.rq:8", f"{tmp_path}/b.rq:13"} <= {":".join(line.split(":")[:2]) for line in lines}
    assert "3 query files" in result.stderr
    assert CliRunner().invoke(cli, ["check", "queries", str(tmp_path / "c.rq")]).exit_code == 0


@pytest.mark.parametrize("words", [["nowhere.rq"], ["."], ["--example-graph", "nowhere.trig"]])
def test_nothing_to_look_at_is_wrong_usage(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["check", "queries", *words]).exit_code == 2


def test_an_example_graph_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.trig"
    broken.write_text("nonsense", "utf-8")
    with pytest.raises(DataFileError, match=r"broken\.trig"):
        Examples(broken, shipped("ontology") / "arms.ttl")


def test_files_and_folders_are_taken_in_order(tmp_path: Path) -> None:
    for name in ("b.rq", "a.rq", "c.txt"):
        (tmp_path / name).touch()
    assert query_files([tmp_path / "c.txt", tmp_path]) == [tmp_path / n for n in ("c.txt", "a.rq", "b.rq")]
