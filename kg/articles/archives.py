"""Opens archives: zip and gz, and what lies in them.

What comes in: a source.  What goes out: the sources in it, unpacked only as they are read, and never more than the
budget of the outermost file allows.
"""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, cast

from kg.articles.parts import without_parts
from kg.articles.sources import Source, metered, whole
from kg.errors import ArticleError

__all__ = ["gunzipped", "unzipped"]

_LARGEST_HELD = 500_000_000  # bytes of a zip file that is read from a stream, and so held in memory


def gunzipped(source: Source) -> Iterator[Source]:
    """Yield what a gz file holds."""
    name = source.name.removesuffix(".gz").removesuffix(".GZ")
    key = source.key.removesuffix(".gz").removesuffix(".GZ")
    with gzip.GzipFile(fileobj=source.stream) as stream:
        yield replace(
            source,
            name=name,
            key=key,
            stream=metered(cast("IO[bytes]", stream), source.budget, source.place),
            depth=source.depth + 1,
        )


def unzipped(source: Source) -> Iterator[Source | ArticleError]:
    """Yield the files in a zip file in the order of their names; what only belongs to a saved page is left out."""
    seekable = source.stream if source.stream.seekable() else io.BytesIO(whole(source, _LARGEST_HELD))
    with zipfile.ZipFile(seekable) as archive:
        infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        for name in sorted(without_parts(infos)):
            place = f"{source.place}/{name}"
            if infos[name].flag_bits & 1:
                yield ArticleError("is encrypted", place=place, advice="unpack the archive with its password")
                continue
            try:
                with archive.open(infos[name]) as stream:
                    yield replace(
                        source,
                        name=PurePosixPath(name).name,
                        key=name,
                        place=place,
                        stream=metered(stream, source.budget, place),
                        depth=source.depth + 1,
                    )
            except NotImplementedError as error:
                yield ArticleError(f"cannot be unpacked: {error}", place=place, advice="use the usual compression")
