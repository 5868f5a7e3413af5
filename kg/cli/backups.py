"""``kg backup`` and ``restore``: the graph store as one file, and back.

What comes in: a store, a file.  What goes out: a file, a store; on standard error, what was done.
"""

from pathlib import Path

import click

from kg.cli.options import example, takes_settings
from kg.cli.output import note
from kg.settings import Settings

__all__ = ["backup", "restore"]


@click.command(epilog=example("kg backup -o kg-store.tar"))
@click.option("-o", "--output", default="kg-store.tar", show_default=True, metavar="FILE", help="File to write.")
@takes_settings("store")
def backup(output: str, settings: Settings) -> None:
    """Write the graph store to one file; builds and the service may go on meanwhile."""
    from kg.store.backup import back_up

    generation = back_up(settings.store, Path(output))
    note(f"{output} holds generation {generation} of {settings.store}, {Path(output).stat().st_size:,} bytes")


@click.command(epilog=example("kg restore kg-store.tar --store kg-store"))
@click.argument("file", metavar="FILE")
@takes_settings("store")
def restore(file: str, settings: Settings) -> None:
    """Make the graph store hold what a backup holds; what it held is gone.

    A service that runs goes over to it without a break.
    """
    from kg.store import backup as backups

    generation = backups.restore(settings.store, Path(file))
    note(f"{settings.store} holds {file} as generation {generation}")
