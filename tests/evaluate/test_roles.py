"""``kg evaluate --roles``: what it counts as right, on trees of its own."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli.root import cli
from kg.errors import DataFileError
from kg.evaluate import GoldPredicate, GoldRole, RoleScores, read_roles

TREES = {
    "sold": """\
1 Spain Spain PROPN NNP _ 2 nsubj
2 sold sell VERB VBD Tense=Past|VerbForm=Fin 0 root
3 Peru Peru PROPN NNP _ 2 iobj
4 tanks tank NOUN NNS _ 2 obj""",
    "which": """\
1 Tanks tank NOUN NNS _ 0 root
2 that that PRON WDT PronType=Rel 4 obj
3 Spain Spain PROPN NNP _ 4 nsubj
4 sold sell VERB VBD Tense=Past|VerbForm=Fin 1 acl:relcl
5 . . PUNCT . _ 1 punct""",
    "hopes": """\
1 Peru Peru PROPN NNP _ 2 nsubj
2 hopes hope VERB VBZ VerbForm=Fin 0 root
3 to to PART TO _ 4 mark
4 buy buy VERB VB VerbForm=Inf 2 xcomp
5 tanks tank NOUN NNS _ 4 obj
6 now now ADV RB _ 4 advmod""",
}
ROLES = {
    "sold": (1, "sell.01", [["ARG0", 0, 1], ["ARG2", 2, 3], ["ARG1", 3, 4]]),
    "which": (3, "sell.01", [["ARG1", 0, 1], ["R-ARG1", 1, 2], ["ARG0", 2, 3]]),
    "hopes": (3, "buy.01", [["ARG0", 0, 1], ["ARG1", 4, 5], ["ARG2", 5, 6]]),
}


def _write(folder: Path, part: str, keys: list[str]) -> None:
    trees = folder / "treebanks" / f"en_ewt-ud-{part}.conllu.gz"
    told = folder / "propbank" / f"ewt-{part}.jsonl.gz"
    for path in (trees, told):
        path.parent.mkdir(exist_ok=True)
    blocks = [f"# sent_id = {key}\n{_rows(TREES[key])}\n\n" for key in keys]
    trees.write_bytes(gzip.compress("".join(blocks).encode()))
    lines = [json.dumps({"sent_id": key, "predicates": [_predicate(*ROLES[key])]}) + "\n" for key in keys]
    told.write_bytes(gzip.compress("".join(lines).encode()))


def _rows(tree: str) -> str:
    return "\n".join("\t".join([*row.split(" "), "_", "_"]) for row in tree.splitlines())


def _predicate(token: int, roleset: str, args: list[list[Any]]) -> dict[str, Any]:
    return {"token": token, "lemma": roleset[:-3], "roleset": roleset, "args": args}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for part, keys in (("train", ["sold"]), ("dev", ["which"]), ("test", ["hopes"])):
        _write(tmp_path, part, keys)
    return tmp_path


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *words], catch_exceptions=False)


def test_roles_of_a_roleset_are_read_with_what_ties_them(data: Path) -> None:
    (one,) = read_roles(data, "dev")
    (predicate,) = one.predicates
    assert (one.sentence.words[predicate.token], predicate.group) == ("sold", "sell")
    assert predicate.roles["equipment"] == GoldRole(((0, 1), (1, 2)), "relative or participle", counted=True)
    assert predicate.roles["supplier"].construction == "active"


def test_an_adverb_is_no_filler_that_is_looked_for(data: Path) -> None:
    (one,) = read_roles(data, "test")
    assert not one.predicates[0].roles["supplier"].counted
    assert one.predicates[0].roles["recipient"].construction == "control and raising"


def test_the_command_finds_roles_on_gold_trees_and_its_own(data: Path) -> None:
    told = json.loads(_run("--roles", str(data), "--format", "json").stdout)
    assert {name: part["predicates"] for name, part in told.items()} == {
        "gold trees": 3, "dev and test": 2, "dev and test, parsed": 2}
    assert told["gold trees"]["rows"]["all"] == {"gold": 7, "reached": 7, "right": 7, "chosen": 7}
    assert told["gold trees"]["rows"]["class: buy"]["gold"] == 2
    assert told["dev and test, parsed"]["rows"]["role: recipient"]["right"] == 1


def test_the_table_has_a_row_for_each_role(data: Path) -> None:
    output = _run("--roles", str(data)).stdout
    rows = [line.split() for line in output.splitlines()]
    assert ["supplier", "2", "1.00", "1.00", "1.00"] in rows
    assert ["equipment", "2", "1.00", "1.00", "1.00", "1.00", "1.00", "1.00"] in rows
    assert "3 predicates, 2 of them in dev and test; 0 more are words that the lexicon lacks" in output


def test_a_wrong_word_counts_against_what_is_found_and_is_told() -> None:
    predicate = GoldPredicate(1, "sell.01", "sell", {"supplier": GoldRole(((0, 1),), "active", counted=True)})
    scores = RoleScores()
    scores.add(["Spain", "sold", "tanks"], predicate, {"supplier": 2, "recipient": 2}, {"supplier": [2, 0]})
    assert dict(scores.rows["role: supplier"]) == {"gold": 1, "reached": 1, "right": 0, "chosen": 1}
    assert dict(scores.rows["role: recipient"]) == {"gold": 0, "reached": 0, "right": 0, "chosen": 1}
    assert [(wrong.role, wrong.chosen) for wrong in scores.missed] == [("supplier", 2), ("recipient", 2)]


def test_a_clause_is_neither_looked_for_nor_wrong() -> None:
    predicate = GoldPredicate(1, "promise.01", "offer", {"equipment": GoldRole(((2, 4),), "active", counted=False)})
    scores = RoleScores()
    scores.add(["It", "promised", "to", "go"], predicate, {"equipment": 3}, {"equipment": [3]})
    assert scores.rows == {}


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"the folder has to hold propbank/ewt-PART\.jsonl\.gz"):
        read_roles(tmp_path, "dev")


def test_a_sentence_without_tree_is_named_with_its_line(data: Path) -> None:
    told = data / "propbank" / "ewt-dev.jsonl.gz"
    told.write_bytes(gzip.compress(b'{"sent_id": "nowhere", "predicates": []}\n'))
    with pytest.raises(DataFileError, match=r"ewt-dev\.jsonl\.gz:1: a line has the sent_id of a tree"):
        read_roles(data, "dev")
