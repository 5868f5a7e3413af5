"""``kg names``: for whoever keeps the gazetteers.

What comes in: articles, and gazetteer files.  What goes out: the names that are missing, and what is wrong with a file.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import READING, example, map_option, output_option, takes_settings
from kg.cli.output import counted, note, rendered, table_of, write
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.errors import ArticleError
    from kg.names import Form
    from kg.resources import Resources

__all__ = ["names"]

_KINDS = ("Organization", "Place", "EquipmentType", "Person")
_USUAL = _KINDS[:3]


@click.group("names", epilog=example("kg names unknown seeds", "kg names check my-names.ttl"))
def names() -> None:
    """Find names that the gazetteers lack, and look over gazetteer files."""


@names.command(
    epilog=example("kg names unknown articles.jsonl --least 3 >> my-names.ttl", "kg names unknown seeds --format table")
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(_KINDS),
    multiple=True,
    default=_USUAL,
    show_default=True,
    help="Kinds of names to list, as far as they can be guessed; may be given again.",
)
@click.option(
    "--least", type=click.IntRange(min=1), default=1, metavar="N", help="List names that stand there N times or more."
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["turtle", "table", "jsonl"]),
    default="turtle",
    show_default=True,
    help="How names are laid out.",
)
@output_option()
@map_option
@takes_settings(*READING)
def unknown(  # noqa: PLR0913 - one for each option
    *, paths: tuple[str, ...], kinds: tuple[str, ...], least: int, layout: str, output: str,
    columns: dict[str, str], settings: Settings,
) -> None:
    """List the names in articles that no gazetteer knows, the most frequent first.

    As Turtle they can be pasted into a file for --gazetteer; look over kind, class and country first.
    """
    from kg.articles import read_articles
    from kg.names import unknown_forms
    from kg.resources import Resources

    resources = Resources(settings)
    failures: list[ArticleError] = []
    read = resources.reader.read(read_articles(paths, columns=columns, on_error=failures.append))
    forms = unknown_forms(read, kinds=kinds, least=least)
    write(_laid_out(forms, layout, output, resources), output)
    note(counted(len(forms), "name") + " that no gazetteer knows")
    for failure in failures:
        note(str(failure))
    if failures:
        click.get_current_context().exit(1)


def _laid_out(forms: "Sequence[Form]", layout: str, output: str, resources: "Resources") -> Iterator[bytes]:
    from kg.names import as_turtle

    if layout == "turtle":
        yield from (f"{line}\n".encode() for line in as_turtle(forms, resources.gazetteer.concepts))
    elif layout == "jsonl":
        yield from (json.dumps(asdict(form), ensure_ascii=False).encode() + b"\n" for form in forms)
    else:
        rows = [(form.text, form.kind, form.count, form.articles, form.example) for form in forms]
        yield from rendered(table_of(("Name", "Kind", "Times", "Articles", "Example"), rows), output)


@names.command("check", epilog=example("kg names check my-names.ttl", "kg names check"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@takes_settings("gazetteer")
def check_names(*, files: tuple[Path, ...], settings: Settings) -> None:
    """Look over gazetteer files; without FILE, over all that are in force.

    Told are names that two entries claim, entries without class or label, links that lead nowhere, and terms that the
    vocabulary does not have, each with file and line, all at once.  Exit code 1 where there is any.
    """
    from kg.gazetteer import gazetteer_files
    from kg.names import lint
    from kg.resources import Resources

    resources = Resources(settings)
    shipped = gazetteer_files(resources.ontology)
    in_force = [*shipped, *map(Path, settings.gazetteer)]
    asked = list(files) or in_force
    mistakes = lint(asked, in_force, resources.vocabulary.terms)
    for mistake in mistakes:
        click.echo(f"{mistake.path}:{mistake.line}: {mistake.message}")
    note(f"{counted(len(asked), 'file')}, {counted(len(mistakes), 'mistake')}")
    if mistakes:
        click.get_current_context().exit(1)
