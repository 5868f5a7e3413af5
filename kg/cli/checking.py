"""``kg check``: the data files and the whole graph, looked over; ``kg check queries``: query files.

What comes in: vocabulary, shapes, gazetteers, trigger words, queries, and the graph if there is
one.  What goes out: what is wrong, in words, one line each.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import example, takes_settings
from kg.cli.output import counted, note
from kg.errors import DataFileError, StoreMissingError
from kg.resources import DOCUMENTS, Resources
from kg.settings import Settings, shipped
from kg.terms import DERIVED_GRAPH, GAZETTEER_GRAPH, IDENTITY_GRAPH, ONTOLOGY_GRAPH, SUMMARY_GRAPH

if TYPE_CHECKING:
    from kg.check import Problem, Shapes

__all__ = ["check"]

_OURS = frozenset({DERIVED_GRAPH, GAZETTEER_GRAPH, IDENTITY_GRAPH, ONTOLOGY_GRAPH, SUMMARY_GRAPH})


@click.group(
    invoke_without_command=True,
    subcommand_metavar="[queries [FILE|DIR]...]",
    epilog=example("kg check", "kg check --gazetteer my-names.ttl", "kg check queries"),
)
@takes_settings("store", "gazetteer")
@click.pass_context
def check(context: click.Context, settings: Settings) -> None:
    """Look over the data files and the graph.

    Data files are the vocabulary, the gazetteers, the trigger words and the canned queries.  Exit
    code 1 where anything breaks a rule; warnings are told, and are no failure.
    """
    if context.invoked_subcommand:
        return
    resources = Resources(settings)
    mistakes = list(_mistakes(resources))
    for mistake in mistakes:
        click.echo(mistake)
    problems = [] if mistakes else list(_problems(resources))
    violations = sum(problem.severity == "violation" for problem in problems)
    warnings = len(problems) - violations
    note(f"{counted(len(mistakes) + violations, 'mistake')}, {counted(warnings, 'warning')}")
    if mistakes or violations:
        context.exit(1)


@check.command(epilog=example("kg check queries", "kg check queries my-queries/ queries/transfers.rq"))
@click.argument(
    "paths", metavar="[FILE|DIR]...", nargs=-1, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--example-graph",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TriG on which the examples must give rows.  [default: the shipped one]",
)
@click.pass_context
def queries(context: click.Context, paths: tuple[Path, ...], example_graph: Path | None) -> None:
    """Look over canned queries: their headers, their SPARQL, and whether their examples give rows.

    Without a file or folder, the shipped queries.  All mistakes of all files are told, each with
    its file and line.  Exit code 1 where there is one.
    """
    from kg.canned.trial import Examples, mistakes_of, query_files

    examples = Examples(example_graph or shipped("queries") / "example.trig", shipped("ontology") / "arms.ttl")
    files = query_files(paths or [shipped("queries")])
    if not files:
        raise click.UsageError(f"there is no query (*.rq) in {', '.join(map(str, paths))}")
    mistakes = [mistake for file in files for mistake in mistakes_of(file, examples)]
    for mistake in mistakes:
        click.echo(mistake)
    note(f"{counted(len(files), 'query file')}, {counted(len(mistakes), 'mistake')}")
    if mistakes:
        context.exit(1)


def _mistakes(resources: Resources) -> Iterator[str]:
    """Yield what makes a data file unreadable; each kind of file is tried."""
    from kg.canned import read_query
    from kg.check import Shapes
    from kg.lexicon import read_lexicon

    shapes = resources.ontology / "shapes.ttl"
    rooms: list[Callable[[], object]] = [
        lambda: resources.vocabulary,
        lambda: resources.gazetteer,
        *(partial(read_query, path) for path in sorted(shipped("queries").glob("*.rq"))),
        *(partial(resources.plan, name) for name in DOCUMENTS),
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
