"""The only room that opens Oxigraph: one writer at a time, and snapshots that readers may trust.

What comes in: quads, a named graph at a time.  What goes out: read-only snapshots.  It must not
know articles, claims or how queries are guarded.  The folder of a store::

    format           version of this layout
    lock             held with flock by the one writer, freed by the kernel if that dies; names it
    unpublished      there while live/ holds something that no snapshot has
    live/            the writer's database; nobody else opens it
    generations/N/   snapshots: hard links to immutable files of live/, so they cost next to nothing
    current          link to the newest snapshot

``kg.store.backup`` writes a snapshot to one file, and takes it back; it is not imported here, as query
workers, which start in a hurry, need nothing of it.

Readers open ``generations/N`` and never ``live``: Oxigraph calls reading a database while another
process writes it undefined.
"""

from kg.store.snapshot import Snapshot, generation, newest, open_snapshot
from kg.store.writer import Writer, open_writer

__all__ = ["Snapshot", "Writer", "generation", "newest", "open_snapshot", "open_writer"]
