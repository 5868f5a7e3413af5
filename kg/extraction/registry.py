"""Says what an extractor is, and finds them all.

An extractor is a function ``Reading → stream of claims`` in a module of its own in ``kg.extractors``, marked with
``@extractor``.  It mutates nothing and knows no other extractor, so there is no order to configure and no list to edit.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kg.extraction.reading import Reading
from kg.model import Claim

__all__ = ["Extractor", "extractor", "find_extractors"]

Function: TypeAlias = Callable[[Reading], Iterator[Claim]]


@dataclass(frozen=True, slots=True)
class Extractor:
    """A function that reads claims of some types off an article.

    Attributes:
        name: its module's name.
        emits: local names of the relation types that it may yield.
        summary: first line of its docstring.
        function: what to call.
    """

    name: str
    emits: tuple[str, ...]
    summary: str
    function: Function


def extractor(*, emits: tuple[str, ...]) -> Callable[[Function], Extractor]:
    """Mark a function as an extractor that may yield claims of these types."""

    def mark(function: Function) -> Extractor:
        name = function.__module__.rsplit(".", 1)[-1]
        summary = (function.__doc__ or "").strip().splitlines()
        return Extractor(name, emits, summary[0] if summary else "", function)

    return mark


def find_extractors(package: str = "kg.extractors") -> tuple[Extractor, ...]:
    """Return the extractors of all modules in a package, by name."""
    root = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(root.__path__))
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return tuple(
        value for module in modules for value in vars(module).values()
        if isinstance(value, Extractor) and value.function.__module__ == module.__name__
    )
