"""Identities across articles: what is the same, what is not, and that the order of articles never matters."""

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.identity import NamedThing, identities
from kg.settings import SETTINGS
from kg.terms import ID


def thing(article: str, label: str, kind: str = "Person", state: str = "") -> NamedThing:
    name = label.lower().replace(" ", "-")
    return NamedThing(f"https://e.org/article/{article}/name/{name}", kind, label, article, state and ID + state)


def keys(*names: NamedThing) -> list[str]:
    return [identity.key for identity in identities(names)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([thing("a", "Ana Ruiz"), thing("b", "Ana Ruíz")], ["person/ana-ruiz"]),
        ([thing("a", "Ana Ruiz"), thing("a", "Ana Ruiz")], []),
        ([thing("a", "Ruiz"), thing("b", "Ruiz")], []),
        ([thing("a", "Ana Ruiz"), thing("b", "Anna Ruiz")], []),
        ([thing("a", "French ambassador"), thing("b", "French ambassador")], []),
        ([thing("a", "Ursula von der Leyen"), thing("b", "Ursula von der Leyen")], ["person/ursula-von-der-leyen"]),
        ([thing("a", "Utopia Arms Ltd", "Organization"), thing("b", "Utopia Arms", "Organization")],
         ["organization/utopia-arms"]),
        ([thing("a", "UTA", "Organization"), thing("b", "UTA", "Organization")], []),
        ([thing("a", "ACV-30", "EquipmentType"), thing("b", "ACV 30s", "EquipmentType")], ["equipmenttype/acv-30"]),
        ([thing("a", "ACV-30", "EquipmentType"), thing("b", "ACV-31", "EquipmentType")], []),
        ([thing("a", "Ixar howitzers", "EquipmentType"), thing("b", "Ixar howitzers", "EquipmentType")], []),
        ([thing("a", "Stratford", "Place"), thing("b", "Stratford", "Place")], []),
        ([thing("a", "Stratford", "Place", "canada"), thing("b", "Stratford", "Place", "canada")],
         ["place/stratford/canada"]),
        ([thing("a", "training centre", "Facility"), thing("b", "training centre", "Facility")], []),
        ([thing("a", "Ana Ruiz"), thing("b", "Ana Ruiz", "Organization")], []),
    ],
)
def test_names_are_the_same_by_their_full_form_and_kind(names: list[NamedThing], expected: list[str]) -> None:
    assert keys(*names) == expected


def test_firms_of_one_name_in_two_states_are_two() -> None:
    firms = [thing(article, "Star Arms", "Organization", state)
             for article, state in (("a", "peru"), ("b", "chile"), ("c", "peru"), ("d", "chile"), ("e", ""))]
    assert keys(*firms) == ["organization/star-arms/chile", "organization/star-arms/peru"]


def test_the_reason_the_label_and_the_members_are_kept() -> None:
    (identity,) = identities([thing("b", "Ana Ruíz"), thing("a", "Ana Ruiz"), thing("c", "Ana Ruiz")])
    assert (identity.label, identity.reason) == ("Ana Ruiz", "sameFullName")
    assert len(identity.members) == 3
    assert list(identity.members) == sorted(identity.members)


def test_no_order_of_names_makes_another_result() -> None:
    names = [thing("a", "Ana Ruiz"), thing("b", "Ana Ruíz"), thing("c", "ACV-30", "EquipmentType"),
             thing("d", "ACV 30", "EquipmentType")]
    assert len({tuple(identities(order)) for order in itertools.permutations(names)}) == 1


def test_two_orders_of_articles_give_the_same_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    texts = {
        "a.txt": "Peru received six Zorkan-7 howitzers from Italy. Spokesman Amadeo Quispe said so.",
        "b.txt": "Amadeo Quispe said Chile had bought four Zorkan-7 howitzers from Spain.",
        "c.txt": "Russia delivered tanks to Peru.",
    }
    for name, text in texts.items():
        Path(name).write_text(text)
    graphs = []
    for number, order in enumerate((["a.txt", "b.txt", "c.txt"], ["c.txt", "b.txt", "a.txt"])):
        for name in order:  # one build for each, so that identities are made again and again
            built = CliRunner().invoke(cli, ["build", name, "--store", f"store-{number}"], catch_exceptions=False)
            assert built.exit_code == 0, built.output
        CliRunner().invoke(cli, ["export", "-o", f"{number}.trig", "--format", "trig", "--store", f"store-{number}"])
        graphs.append(Path(f"{number}.trig").read_bytes())
    assert graphs[0] == graphs[1]
    told = graphs[0].decode()
    assert "identity/person/amadeo-quispe" in told
    assert "identity/equipmenttype/zorkan-7-howitzer" in told
    assert "at:sameFullName" in told
