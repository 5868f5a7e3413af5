"""What is said of every answer of the SPARQL endpoint beside the answer itself, whichever way it takes.

What comes in: what was asked, and how much of the answer is there.  What goes out: its form and its headers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from werkzeug.datastructures import MIMEAccept

from kg.errors import NotAcceptableError
from kg.query import answers_alike
from kg.settings import Settings
from kg.web.negotiation import GRAPHS, SOLUTIONS, Choice, Form, choose, named
from kg.web.protocol import Operation

__all__ = ["Choices", "choices_of", "facts_of", "version_of"]

_DESCRIPTION = '<sparql>; rel="service-desc"'
"""Where the limits are told in words (RFC 8631), from here, so that it holds below a path as well."""


@dataclass(frozen=True, slots=True)
class Choices:
    """In which forms an answer can be given; not both are None.

    Attributes:
        solutions: that of rows, and of yes or no.
        graph: that of triples.
    """

    solutions: Choice | None
    graph: Choice | None

    @property
    def formats(self) -> tuple[str, str]:
        """What ``kg.query`` calls them; those that nobody will get are any."""
        solutions, graph = self.solutions or Choice(SOLUTIONS[0], ""), self.graph or Choice(GRAPHS[0], "")
        return solutions.form.name, graph.form.name

    def of(self, kind: str) -> Choice:
        """Return that of an answer, by its kind.

        Raises:
            NotAcceptableError: it can be given in none that is accepted.
        """
        choice = self.graph if kind == "graph" else self.solutions
        if choice is None:
            what, forms = ("a graph", GRAPHS) if kind == "graph" else ("rows or yes or no", SOLUTIONS)
            raise NotAcceptableError(f"the answer is {what}, which can be given as {_offered(forms)}")
        return choice


def choices_of(accept: MIMEAccept, name: str | None = None) -> Choices:
    """Return in which form rows and in which form graphs can be given.

    Args:
        accept: what the client accepts.
        name: of the form that the address asks for, whatever is accepted.

    Raises:
        NotAcceptableError: neither is possible.
    """
    chosen: list[Choice | None]
    if name is not None:
        picked = [named(name, forms) for forms in (SOLUTIONS, GRAPHS)]
        chosen = [Choice(form, form.media_types[0]) if form else None for form in picked]
    else:
        chosen = [choose(accept, forms) for forms in (SOLUTIONS, GRAPHS)]
    if chosen == [None, None]:
        both = (*SOLUTIONS, *GRAPHS)
        offered = ", ".join(form.name for form in both) if name else _offered(both)
        raise NotAcceptableError(f"none of the formats asked for can be given; on offer: {offered}")
    return Choices(*chosen)


def version_of(operation: Operation, query: str, address: str, choices: Choices, settings: Settings) -> str:
    """Return what tells an answer from others of the same generation; weak, as rows may come in another order.

    Empty where the answer is another one each time.
    """
    if not answers_alike(query):
        return ""
    limits = (settings.union_graph, settings.max_rows, settings.max_bytes)
    media_types = [choice and choice.media_type for choice in (choices.solutions, choices.graph)]
    asked = (query, operation.default_graphs, operation.named_graphs, address, media_types, limits)
    return blake2b(repr(asked).encode(), digest_size=12).hexdigest()


def facts_of(settings: Settings, generation: int, cut: str | None) -> dict[str, str]:
    """Return headers that say what was asked, and how long an answer may be; of a long one nobody knows the end yet."""
    most = {"rows": settings.max_rows, "bytes": settings.max_bytes}
    facts = {
        "Arms-KG-Generation": str(generation),
        "Arms-KG-Limits": ", ".join(f"{name}={number}" for name, number in most.items()),
        "Link": _DESCRIPTION,
    }
    return facts if cut is None else facts | {"Arms-KG-Truncated": f"{cut}={most[cut]}"}


def _offered(forms: Sequence[Form]) -> str:
    return ", ".join(form.media_types[0] for form in forms)
