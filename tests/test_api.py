"""The Python API: what ``import kg`` offers."""

import ast
import datetime as dt
import json
import sys
from pathlib import Path

import pytest

import kg

SAID = "Russia delivered 12 Su-35 fighters to Egypt."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    record = {"id": "one", "text": SAID, "date": "2020-07-01"}
    (folder / "a.jsonl").write_text(json.dumps(record), "utf-8")
    summary = kg.build(folder / "a.jsonl", store=folder / "store")
    assert (summary.read, summary.claims) == (1, 1)
    return folder / "store"


def test_the_public_names_are_those_that_can_be_imported() -> None:
    assert sorted(kg.__all__) == kg.__all__
    assert set(kg._PLACES) == set(kg.__all__) - {"__version__"}
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    assert set(kg.__all__) <= set(dir(kg))


def test_the_names_that_a_type_checker_sees_are_the_same() -> None:
    tree = ast.parse(Path(kg.__file__).read_text("utf-8"))
    (block,) = [n for n in tree.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
    seen = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == kg._PLACES


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'extrakt'"):
        _ = kg.extrakt


def test_a_text_gives_claims_as_typed_records() -> None:
    (claim,) = kg.extract(SAID, date="2020-07-01", title="Fighters")
    assert isinstance(claim, kg.Claim)
    assert [entity.label for entity in claim.entities("supplier")] == ["Russia"]
    assert (claim.type, claim.status, claim.factuality) == ("ArmsTransfer", "Delivered", "Asserted")
    assert claim.evidence[0].sentence == SAID
    assert kg.extract("It rained in Cairo.") == []


def test_a_setting_may_be_given_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(kg.KGError, match="language pipeline 'klingon'"):
        kg.extract(SAID, pipeline="klingon")
    with pytest.raises(kg.KGError, match="no such setting: color"):
        kg.open(tmp_path, color="red")


def test_a_graph_is_asked_by_sparql_and_by_report(store: Path) -> None:
    graph = kg.open(store)
    rows = graph.query("SELECT ?who { ?claim a at:ArmsTransfer ; at:recipient/skos:prefLabel ?who }").rows
    assert [row["who"].value for row in rows] == ["Egypt"]
    assert len(graph.report("transfers", recipient="Egypt", status=["Delivered"]).solutions.rows) == 1
    assert not graph.report("transfers", recipient="Algeria").solutions.rows
    with pytest.raises(kg.KGError, match="did you mean transfers"):
        graph.report("transfer")


def test_claims_come_back_from_the_graph(store: Path) -> None:
    (claim,) = kg.open(store).claims()
    (fresh,) = kg.extract(SAID, date="2020-07-01")
    assert (claim.status, claim.date, claim.score) == (fresh.status, fresh.date, fresh.score)
    assert claim.evidence[0].sentence == SAID
    assert {role: [e.label for e in claim.entities(role)] for role in ("supplier", "recipient", "equipment")} == {
        role: [e.label for e in fresh.entities(role)] for role in ("supplier", "recipient", "equipment")
    }


def test_there_is_no_graph_before_a_build(tmp_path: Path) -> None:
    with pytest.raises(kg.KGError, match="run 'kg build' first"):
        kg.open(tmp_path / "nothing")


def test_what_cannot_be_read_stops_a_build_unless_somebody_takes_it(tmp_path: Path) -> None:
    with pytest.raises(kg.KGError, match="cannot be read"):
        kg.build(tmp_path / "nothing.txt", store=tmp_path / "store")
    failures: list[str] = []
    summary = kg.build(
        [tmp_path / "nothing.txt"], store=tmp_path / "store", on_error=lambda error: failures.append(str(error))
    )
    assert (summary.read, len(failures)) == (0, 1)


def test_claims_are_a_pandas_table() -> None:
    claims = kg.extract(SAID + " Russia delivered 10 Su-35 fighters to Algeria in March.", date="2020-07-01")
    table = kg.to_pandas(claims)
    assert list(table["recipient"]) == ["Egypt", "Algeria"]
    assert list(table["quantityMin"]) == [12, 10]
    assert list(table["sentence"]) == [claim.evidence[0].sentence for claim in claims]
    assert list(table.columns[:4]) == ["type", "supplier", "recipient", "equipment"]
    assert table["latest"].iloc[1] == dt.date(2020, 3, 31)
    assert kg.to_pandas([]).empty


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(kg.KGError, match=r"pip install 'arms-kg\[pandas\]'"):
        kg.to_pandas([])


def test_a_graph_gives_dossier_and_profile_as_documents(store: Path) -> None:
    graph = kg.open(store)
    dossier, profile = graph.dossier("Russia", "EG"), graph.profile("Egypt", rows=1)
    assert (dossier.title, profile.title) == ("Russia and Egypt", "Egypt")
    assert SAID in dossier.markdown()
    assert SAID in profile.html()
    assert max(len(section.rows) for section in profile.sections) == 1
