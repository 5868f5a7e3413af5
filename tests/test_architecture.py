"""The shape of the code: rooms lead one way, and stay small enough to read."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 60
FORBIDDEN_NAMES = {"base", "common", "core", "helpers", "misc", "util", "utils"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions of a module with their number of lines, docstrings left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = len((ast.get_docstring(node) or "").splitlines())
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - told


def imports(path: Path) -> bool:
    """Return whether a module imports anything: a package without has no public names either."""
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(path.read_text("utf-8")).body)


def public_names(path: Path) -> list[str] | None:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return list(ast.literal_eval(node.value))
    return None


def test_imports_keep_the_contracts() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_enough_to_read_at_once(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    assert not {name: length for name, length in functions(path) if length > MOST_LINES_OF_A_FUNCTION}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", [p for p in MODULES if imports(p)], ids=name_of)
def test_a_module_lists_its_public_names_in_order(path: Path) -> None:
    names = public_names(path)
    assert names is not None
    # as ruff sorts them: constants, classes, functions
    constants = sorted(name for name in names if name.isupper())
    classes = sorted(name for name in names if not name.isupper() and name[:1].isupper())
    assert names == [*constants, *classes, *sorted(set(names) - {*constants, *classes})]


def test_no_room_is_a_lumber_room() -> None:
    assert not {name_of(path) for path in MODULES if path.stem in FORBIDDEN_NAMES}


def test_only_the_settings_read_the_environment() -> None:
    readers = {name_of(p) for p in MODULES if re.search(r"\bos\.(environ|getenv)\b", p.read_text("utf-8"))}
    assert readers == {"kg/settings.py"}


def test_nothing_prints_but_the_command_line() -> None:
    for path in MODULES:
        calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        printing = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
        assert not printing or "training" in path.parts, name_of(path)


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    for dependency in wanted:
        assert re.search(rf'^ *"{re.escape(dependency)}", *# \w', text, re.MULTILINE), dependency
