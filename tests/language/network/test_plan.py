"""The plan of a training is read from a file, and mistakes in it are told."""

from pathlib import Path

import pytest

from kg.language.training.network.plan import PLAN, read_plan


def test_the_plan_of_the_shipped_weights_is_there() -> None:
    plan = read_plan(PLAN)
    assert (plan.epochs, plan.seed) == (12, 20190330)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("epochs = 12", "", "epochs: accepted, and needed, are epochs, seconds"),
        ("epochs = 12", "epochs = 12\nepoch = 3", "epoch: accepted"),
        ("epochs = 12", 'epochs = "12"', "epochs is '12', but accepts int"),
        ("half = true", "half = 1", "half is 1, but accepts bool"),
        ("epochs = 12", "epochs =", "is no TOML"),
    ],
)
def test_a_mistake_in_a_plan_is_told(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=why):
        read_plan(path)


def test_a_whole_number_of_seconds_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.read_text("utf-8").replace("2520.0", "60"), "utf-8")
    assert read_plan(path).seconds == 60
