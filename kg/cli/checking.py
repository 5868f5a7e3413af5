"""``kg check``: the data files and the whole graph, looked over.

What comes in: vocabulary, shapes, gazetteers, trigger words, queries, and the graph if there is
one.  What goes out: what is wrong, in words, one line each.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from kg.cli.options import example, takes_settings
from kg.cli.output import counted, note
from kg.errors import DataFileError, StoreMissingError
from kg.resources import Resources
from kg.settings import Settings
from kg.terms import DERIVED_GRAPH, GAZETTEER_GRAPH, IDENTITY_GRAPH, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from kg.check import Problem, Shapes

__all__ = ["check"]

_OURS = frozenset({DERIVED_GRAPH, GAZETTEER_GRAPH, IDENTITY_GRAPH, ONTOLOGY_GRAPH})


@click.command(epilog=example("kg check", "kg check --gazetteer my-names.ttl"))
@takes_settings("store", "gazetteer")
def check(settings: Settings) -> None:
    """Look over the data files and the graph.

    Data files are the vocabulary, the gazetteers, the trigger words and the canned queries.  Exit
    code 1 where anything breaks a rule; warnings are told, and are no failure.
    """
    resources = Resources(settings)
    mistakes = list(_mistakes(resources))
    for mistake in mistakes:
        click.echo(mistake)
    problems = [] if mistakes else list(_problems(resources))
    violations = sum(problem.severity == "violation" for problem in problems)
    warnings = len(problems) - violations
    note(f"{counted(len(mistakes) + violations, 'mistake')}, {counted(warnings, 'warning')}")
    if mistakes or violations:
        click.get_current_context().exit(1)


def _mistakes(resources: Resources) -> Iterator[str]:
    """Yield what makes a data file unreadable; each kind of file is tried."""
    from kg.check import Shapes
    from kg.lexicon import read_lexicon

    shapes = resources.ontology / "shapes.ttl"
    rooms: list[Callable[[], object]] = [
        lambda: resources.vocabulary,
        lambda: resources.gazetteer,
        lambda: resources.queries,
        lambda: Shapes.read(shapes),
        lambda: read_lexicon(resources.trigger_files),
    ]
    for read in rooms:
        try:
            read()
        except DataFileError as error:
            yield str(error)


def _problems(resources: Resources) -> "Iterator[Problem]":
    """Yield and print what breaks the shapes: in the gazetteers, then in each article's graph."""
    from kg.check import Shapes, describe

    shapes = Shapes.read(resources.ontology / "shapes.ttl")
    for problem in (*_in_gazetteers(resources, shapes), *_in_graph(resources, shapes)):
        click.echo(describe(problem))
        yield problem


def _in_gazetteers(resources: Resources, shapes: "Shapes") -> "Iterator[Problem]":
    from kg.triples import file_quads

    files = resources.gazetteer.files
    quads = [quad for path in files for quad in file_quads(path, GAZETTEER_GRAPH)]
    names = counted(len(resources.gazetteer.concepts), "name")
    note(f"looking over {names} of {counted(len(files), 'gazetteer')}")
    yield from shapes.check(quads)


def _in_graph(resources: Resources, shapes: "Shapes") -> "Iterator[Problem]":
    """Look over the graph article by article, so that it need not fit into memory."""
    from kg.check import context_of
    from kg.store import open_snapshot

    try:
        snapshot = open_snapshot(resources.settings.store)
    except StoreMissingError as error:
        note(f"no graph to look over: {error}")
        return
    with snapshot:
        graphs = [name for name in snapshot.store.named_graphs() if name.value not in _OURS]
        note(f"looking over the graphs of {counted(len(graphs), 'article')}")
        for graph in graphs:
            quads = list(snapshot.store.quads_for_pattern(None, None, None, graph))
            yield from shapes.check(quads, context_of(quads, resources.gazetteer))
