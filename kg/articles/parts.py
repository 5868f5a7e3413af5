"""Tells articles from what only belongs to them: the pictures, styles and frames of a saved web page.

What comes in: names of files.  What goes out: those that may be articles.
"""

from collections.abc import Collection, Iterator

__all__ = ["without_parts"]

_PAGES = (".html", ".htm", ".xhtml")
_FOLDERS = ("_files", ".files")  # what browsers call the folder beside Page.html


def without_parts(names: Collection[str]) -> Iterator[str]:
    """Yield the names but those of hidden files and of what lies in the folder that was saved with a page.

    >>> list(without_parts(["a/Page.html", "a/Page_files/frame.html", "__MACOSX/a/._Page.html"]))
    ['a/Page.html']
    """
    known = set(names)
    for name in names:
        folders = name.split("/")
        if not any(part.startswith("._") or part == "__MACOSX" for part in folders) and not _is_part(folders, known):
            yield name


def _is_part(folders: list[str], known: set[str]) -> bool:
    for depth, folder in enumerate(folders[:-1]):
        for ending in _FOLDERS:
            page = "/".join([*folders[:depth], folder.removesuffix(ending)])
            if folder.endswith(ending) and any(page + suffix in known for suffix in _PAGES):
                return True
    return False
