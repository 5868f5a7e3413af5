"""``kg names check``: every mistake of every file at once, with file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.gazetteer import gazetteer_files
from kg.names import lint
from kg.settings import SETTINGS, shipped
from kg.terms import PREFIXES, Vocabulary

HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("at", "id", "org", "skos", "wd"))
FIRST = HEAD.count("\n") + 1


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)


def check(*words: str) -> Result:
    return CliRunner().invoke(cli, ["names", "check", *words], catch_exceptions=False)


def written(name: str, text: str) -> Path:
    path = Path(name)
    path.write_text(HEAD + text, "utf-8")
    return path


def mistakes(text: str) -> list[tuple[int, str]]:
    """Return (line below the head, message) of each mistake of a file beside the shipped ones."""
    path = written("mine.ttl", text)
    terms = Vocabulary.read(shipped("ontology") / "arms.ttl").terms
    found = lint([path], gazetteer_files(shipped("ontology")), terms)
    return [(mistake.line - FIRST + 1, mistake.message) for mistake in found]


def test_the_shipped_files_have_no_mistake() -> None:
    result = check()
    assert (result.stdout, result.exit_code) == ("", 0)


def test_a_new_entry_is_fine() -> None:
    assert mistakes(
        'id:vulcan-9 a at:EquipmentType, skos:Concept ; skos:prefLabel "Vulcan-9"@en ;\n'
        "    at:equipmentClass id:howitzer ; at:designedIn id:turkey ."
    ) == []


def test_what_adds_to_or_retires_a_known_entry_is_fine() -> None:
    assert mistakes('id:russia skos:altLabel "Rossiya"@en .\nid:peru at:ignore true .') == []


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('id:x-9 a at:Place, skos:Concept .', 1, "id:x-9 has no skos:prefLabel"),
        ('id:x-9 a at:Place, skos:Concept ; skos:prefLabel "A"@en, "B"@en .', 1, "id:x-9 has 2 skos:prefLabel"),
        ('\nid:x-9 a skos:Concept ; skos:prefLabel "Ix"@en .', 2, "id:x-9 has no class"),
        ('id:x-9 a at:EquipmentType, skos:Concept ; skos:prefLabel "X-9"@en .', 1, "has no at:equipmentClass"),
        ('id:x-9 a at:Place ; skos:prefLabel "Ix"@en .', 1, "id:x-9 is no skos:Concept"),
        (
            'id:x-9 a at:Place, skos:Concept ; skos:prefLabel "Ix"@en ;\n    at:country id:venezuala .',
            2,
            "links to id:venezuala, which no file describes; did you mean id:venezuela?",
        ),
        (
            'id:x-9 a at:Place, skos:Concept ; skos:prefLabel "Ix"@en ;\n    at:contry id:peru .',
            2,
            "uses at:contry, which the vocabulary does not have; did you mean at:country?",
        ),
        ('id:x-9 a at:Plaice, skos:Concept ; skos:prefLabel "Ix"@en .', 1, "did you mean at:Place?"),
        (
            'id:x-9 a at:State, skos:Concept ; skos:inScheme id:states ;\n    skos:prefLabel "Ix"@en ;\n'
            '    skos:altLabel "Russian-Federation"@en .',
            3,
            'id:x-9 claims "Russian-Federation", which id:russia has already',
        ),
        (
            'id:x-9 a at:EquipmentType, skos:Concept ; skos:prefLabel "SU 30"@en ; at:equipmentClass id:howitzer .',
            1,
            'id:x-9 claims "SU 30", which id:su-30 has already',
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, told: str) -> None:
    (found,) = mistakes(text)
    assert found[0] == line
    assert told in found[1]


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    written("a.ttl", 'id:x-8 a at:Place, skos:Concept .\nid:x-9 a skos:Concept ; skos:prefLabel "Ix"@en .')
    written("b.ttl", 'id:x-7 a at:Place, skos:Concept ;\n    skos:prefLabel "Oops"@en')
    result = check("a.ttl", "b.ttl", "c.ttl")
    told = result.stdout.splitlines()
    assert [line.partition(": ")[0] for line in told[:2]] == [f"a.ttl:{FIRST}", f"a.ttl:{FIRST + 1}"]
    assert told[2].startswith(f"b.ttl:{FIRST + 1}: is no Turtle")
    assert told[3].startswith("c.ttl:1: cannot be read")
    assert result.exit_code == 1
    assert "3 files, 4 mistakes" in result.stderr


def test_two_files_that_claim_one_name_are_told_at_the_second() -> None:
    entry = 'id:{} a at:Place, skos:Concept ; skos:inScheme id:places ; skos:prefLabel "Amaurot"@en .'
    written("a.ttl", entry.format("amaurot"))
    written("b.ttl", entry.format("amaurot-town"))
    told = check("a.ttl", "b.ttl").stdout
    assert told == f'b.ttl:{FIRST}: id:amaurot-town claims "Amaurot", which id:amaurot has already\n'
