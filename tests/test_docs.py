"""The README: it names everything there is, and its commands are those that are checked."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import kg
from kg.canned import read_queries
from kg.canned.queries import CHARTS, COLUMN_KINDS, TYPES
from kg.canned.trial import Examples, mistakes_of
from kg.cli import cli
from kg.cli.root import EXIT_CODES
from kg.export import FORMATS as EXPORTS
from kg.export import GRAPHS
from kg.report import FORMATS as LAYOUTS
from kg.settings import SETTINGS, Setting, shipped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    """Return the table under a heading: first cell → all cells."""
    section = re.split(r"^#+ ", README.split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    found: dict[str, list[str]] = {}
    for line in section.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found[cells[0].strip("`")] = cells
    return found


def command_under(marker: str) -> str:
    found = re.search(rf"<!-- command: {marker} -->\n```sh\n(.*)\n```\n", README)
    assert found, f"no single-line command under {marker}"
    return found[1]


def leaves(group: click.Group = cli, name: str = "kg") -> Iterator[str]:
    for word, command in group.commands.items():
        yield f"{name} {word}"
        if isinstance(command, click.Group):
            yield from leaves(command, f"{name} {word}")


def test_the_two_commands_need_only_python_and_pip() -> None:
    for marker in ("main", "tests"):
        command = command_under(marker)
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert all(step.startswith((".venv/bin/", "python3 -m venv")) for step in command.split(" && "))
    assert command_under("main").endswith("kg run seeds")
    assert "pytest" in command_under("tests")


def test_the_check_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "command_of tests" in script
    assert "command_of main" in script


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_table(name: str) -> None:
    assert any(re.match(rf"kg {name}\b", command) for command in rows("## Commands"))


def test_the_table_names_no_command_or_option_that_does_not_exist() -> None:
    for command in rows("## Commands"):
        if not command.startswith("kg "):
            continue
        words = command.split()
        found = cli.commands[words[1]]
        if isinstance(found, click.Group) and found.name != "report" and words[2:3] and words[2] in found.commands:
            found = found.commands[words[2]]
        options = {option for parameter in found.params for option in parameter.opts}
        if isinstance(found, click.Group):  # a report has them, beside parameters of its own
            options |= {"--PARAMETER", "--format", "-o"}
            inner = found.commands.get(words[2]) if len(words) > 2 else None
            options |= {option for parameter in inner.params for option in parameter.opts} if inner else set()
        assert {w.strip("[]") for w in words if w.lstrip("[").startswith("-")} <= options, command


def test_the_formats_in_the_table_are_those_that_there_are() -> None:
    table = " ".join(rows("## Commands"))
    assert "|".join(LAYOUTS) in table
    assert "|".join(EXPORTS) in table
    assert "|".join(GRAPHS) in table


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_table_with_its_variable_and_default(setting: Setting) -> None:
    _, variable, default, meaning = rows("### Settings")[f"--{setting.name}"]
    assert variable == f"`{setting.variable}`"
    assert default == (f"`{setting.default}`" if setting.default else "")
    assert setting.help.lower().startswith(meaning.split(",")[0].lower()[:30])


def test_the_table_has_no_setting_that_does_not_exist() -> None:
    named = {name for name in rows("### Settings") if name.startswith("--")}
    assert named == {f"--{setting.name}" for setting in SETTINGS}


def test_every_report_is_in_the_table() -> None:
    assert set(rows("### Reports")) - {"report"} == set(read_queries(shipped("queries")))


def test_the_query_of_the_readme_is_as_it_should_be(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(README.split("```sparql\n", 1)[1].split("```", 1)[0], "utf-8")
    examples = Examples(shipped("queries") / "example.trig", shipped("ontology") / "arms.ttl")
    assert mistakes_of(path, examples) == []
    section = README.split("#### A report of your own", 1)[1].split("\n### ", 1)[0]
    for word in (*TYPES, *COLUMN_KINDS, *CHARTS, *(key for keys in CHARTS.values() for key in (*keys[0], *keys[1]))):
        assert re.search(rf"\b{word}\b", section), word


def test_every_exit_code_is_in_the_table_with_its_meaning() -> None:
    table = rows("### Exit codes")
    assert set(table) - {"code"} == set(map(str, EXIT_CODES))
    for code, meaning in EXIT_CODES.items():
        assert table[str(code)][1].startswith(meaning), code


def test_every_public_name_is_shown() -> None:
    for name in ("extract", "build", "open", "to_pandas"):
        assert f"kg.{name}(" in README
        assert name in kg.__all__


def test_every_command_that_the_readme_types_exists() -> None:
    known = set(leaves())
    typed = re.findall(r"^\$ (kg [a-z]+)", README, re.MULTILINE)
    assert typed
    assert set(typed) <= known


def test_every_file_that_the_readme_names_is_there() -> None:
    for path in re.findall(r"`((?:kg|ontology|queries|seeds|tests)/[\w./*-]+)`", README):
        pattern = path.rstrip("/").replace("NAME", "*")
        assert list(ROOT.glob(pattern)), path
