"""Reads what a report is asked with from its address, and writes addresses that ask the same.

What comes in: a report, the parameters of an address.  What goes out: an ``Asked``; what was typed wrongly is kept
beside it, so that all of it can be told at once.  It must not ask the graph.  The parameters of an address::

    NAME=TEXT            a parameter of the report; several times for several values
    where.COLUMN=TEXT    only rows whose column contains the text
    sort=COLUMN          sort by a column; sort=-COLUMN the greatest first; several times: the first before the others
    limit=N  offset=N    how many rows, and how many to pass over before them
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kg.canned import CannedQuery, Page
from kg.errors import ParameterError

__all__ = ["Asked", "read_asked"]

WHERE = "where."
_PAGE = ("sort", "limit", "offset")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked with.

    Attributes:
        query: the report.
        values: parameter → what was typed for it, without blanks around, empty ones left out.
        page: which rows; a limit of None means all of them.
        limited: whether the address says how many rows.
        typed: as ``values``, for what asks for a page, as it stands in the address.
        faults: what is wrong with the numbers of the page.
    """

    query: CannedQuery
    values: Mapping[str, Sequence[str]]
    page: Page
    limited: bool
    typed: Mapping[str, Sequence[str]]
    faults: tuple[ParameterError, ...] = ()

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of an address that asks the same: those of the report in its order, then the page.

        What holds anyway is left out, so that there is one address for each question.
        """
        names = [parameter.name for parameter in self.query.parameters]
        order = [*(name for name in names if name in self.values), *(n for n in self.values if n not in names)]
        asked = [(name, text) for name in order for text in self._said(name)]
        asked += [(WHERE + name, text) for name, text in sorted(self.page.where)]
        asked += [("sort", ("-" if down else "") + name) for name, down in self.page.sort]
        asked += [("limit", str(self.page.limit))] if self.limited and self.page.limit else []
        return asked + ([("offset", str(self.page.offset))] if self.page.offset else [])

    @property
    def tail(self) -> str:
        """The same as the end of an address, with its question mark; ``""`` where nothing is asked for."""
        return "?" + urlencode(self.parameters) if self.parameters else ""

    @property
    def command(self) -> str:
        """What to type into a shell to get the same."""
        words = ["kg", "report", self.query.name]
        for name, text in self.parameters:
            column = name.removeprefix(WHERE)
            if column != name:
                words += ["--where", f"{column}={text}"]
            elif text.startswith("-"):
                words.append(f"--{_option(name)}={text}")
            else:
                words += [f"--{_option(name)}", text]
        return shlex.join(words)

    def whole(self) -> "Asked":
        """Return the same for all rows."""
        return replace(self, page=replace(self.page, limit=None, offset=0), limited=False)

    def at(self, offset: int) -> "Asked":
        """Return the same from another row on."""
        return replace(self, page=replace(self.page, offset=max(offset, 0)))

    def sorted_by(self, column: str, *, down: bool) -> "Asked":
        """Return the same from the first row on, sorted by a column."""
        return replace(self, page=replace(self.page, sort=((column, down),), offset=0))

    def instead(self, name: str, wrong: str, right: str) -> "Asked":
        """Return the same with another value of a parameter."""
        values = [right if text == wrong else text for text in self.values.get(name, ())]
        return replace(self, values={**self.values, name: values})

    def unsifted(self) -> "Asked":
        """Return the same without conditions on the columns."""
        return replace(self, page=replace(self.page, where=(), offset=0))

    def sifted_by(self, column: str) -> str:
        """Return the text that a column must contain, or ``""``."""
        return next((text for name, text in self.page.where if name == column), "")

    def _said(self, name: str) -> Sequence[str]:
        parameter, values = self.query.parameter(name), self.values[name]
        return () if parameter and tuple(values) == parameter.default else values


def read_asked(query: CannedQuery, typed: Mapping[str, Sequence[str]], *, usual: int | None, most: int | None) -> Asked:
    """Read the parameters of an address.

    Args:
        query: the report.
        typed: parameter → texts, as they came.
        usual: rows where the address names no limit; None for all.
        most: rows that cannot be gone beyond; None where there is no such number.
    """
    texts = {name: [text.strip() for text in found if text.strip()] for name, found in typed.items()}
    texts = {name: list(dict.fromkeys(found)) for name, found in texts.items() if found}
    of_page = {name: texts[name] for name in texts if name in _PAGE or name.startswith(WHERE)}
    faults: list[ParameterError] = []
    limit, offset = (_number(name, of_page.get(name, ()), faults) for name in ("limit", "offset"))
    wanted = usual if limit is None else limit
    if most is not None:
        wanted = most if wanted is None else min(wanted, most)
    page = Page(wanted, offset or 0, tuple(_orders(of_page)), tuple(_conditions(of_page)))
    values = {name: found for name, found in texts.items() if name not in of_page}
    return Asked(query, values, page, limit is not None, of_page, tuple(faults))


def _option(name: str) -> str:
    return name.replace("_", "-")


def _number(name: str, texts: Sequence[str], faults: list[ParameterError]) -> int | None:
    if not texts:
        return None
    if len(texts) > 1:
        faults.append(ParameterError(name, f"it takes one value, not {len(texts)}"))
    elif not _NUMBER.fullmatch(texts[0]):
        least = 1 if name == "limit" else 0
        accepted = f"a whole number, {least} or more"
        told = f"{texts[0][:80]!r} is not accepted; it takes {accepted}"
        faults.append(ParameterError(name, told, accepted=accepted))
    else:
        return int(texts[0])
    return None


def _orders(of_page: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, bool]]:
    for text in of_page.get("sort", ()):
        yield text.removeprefix("-"), text.startswith("-")


def _conditions(of_page: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, texts in of_page.items():
        if name.startswith(WHERE):
            yield from ((name.removeprefix(WHERE), text) for text in texts)
