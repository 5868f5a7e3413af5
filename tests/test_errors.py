"""The error tree: what its docstring draws is what the classes are."""

import inspect
import re
from collections.abc import Iterator

import pytest

from kg import errors
from kg.cli.root import EXIT_CODES
from kg.errors import KGError, ParameterError, QueryError

CLASSES = [getattr(errors, name) for name in errors.__all__]


def drawn() -> Iterator[tuple[str, int, int, int]]:
    """Yield name, depth, exit code and HTTP status of each line of the drawing."""
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)(\w+) +(\d) +(\d{3})  \S", line)
        if found:
            yield found[2], len(found[1]) // 4, int(found[3]), int(found[4])


def test_the_drawing_shows_every_error_with_its_exit_code_and_status() -> None:
    shown = {(name, code, status) for name, _, code, status in drawn()}
    assert shown == {(c.__name__, c.exit_code, c.http_status) for c in CLASSES}


def test_the_drawing_hangs_every_error_under_its_parent() -> None:
    parents: dict[int, str] = {}
    for name, depth, _, _ in drawn():
        parents[depth] = name
        if depth:
            assert getattr(errors, name).__base__.__name__ == parents[depth - 1]


def test_every_error_of_the_module_is_public() -> None:
    found = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, KGError)}
    assert found == set(errors.__all__)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_says_in_its_docstring_when_it_is_raised(kind: type[KGError]) -> None:
    assert inspect.getdoc(kind) != inspect.getdoc(kind.__base__)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_exit_code_is_one_that_the_command_line_explains(kind: type[KGError]) -> None:
    assert kind.exit_code in EXIT_CODES
    assert kind.exit_code != 0


def test_a_query_error_knows_its_place() -> None:
    error = QueryError("expected WHERE", line=2, column=7)
    assert (str(error), error.line, error.column) == ("expected WHERE", 2, 7)
    assert QueryError("SERVICE is refused").line is None


def test_a_parameter_error_knows_its_parameter() -> None:
    error = ParameterError("recipient", "it takes one value, not 2")
    assert (str(error), error.parameter) == ("parameter recipient: it takes one value, not 2", "recipient")
