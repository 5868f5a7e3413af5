"""The one error tree: what can go wrong, with the exit code and HTTP status of each.

::

    KGError                     1  500  anything this package raises on purpose
    ├── UsageError              2  400  an option, parameter or name that is not accepted
    │   ├── UnknownNameError    2  404  a report, extractor, article or claim that does not exist
    │   ├── ParameterError      2  422  a report's parameter has a value that it does not accept
    │   ├── QueryError          2  400  SPARQL that does not parse, or asks for what is refused
    │   └── NotAcceptableError  2  406  none of the formats asked for can be given
    ├── InputError              3  400  a file that cannot be read as what it should be
    │   ├── ArticleError        3  400  an article (encoding, language, JSON) that cannot be read
    │   └── DataFileError       3  500  a gazetteer, vocabulary or query file with a mistake in it
    ├── StoreError              4  503  a graph store that cannot be opened, read or written
    │   ├── StoreLockedError    4  503  another process is writing to the store
    │   ├── StoreFormatError    4  503  the folder is no store, or one of another format version
    │   └── StoreMissingError   4  503  there is no graph in this store yet
    ├── PipelineError           4  500  a language pipeline that is missing or lacks UD labels
    ├── ShapeError              1  500  what was about to be loaded breaks the shapes
    ├── ServiceError            1  502  a service elsewhere that a query asks gave no answer that can be used
    └── LimitError              5  503  a limit struck: nothing is wrong with what was asked
        ├── QueryTimeoutError   5  504  a query ran longer than it may
        ├── QueryMemoryError    5  507  a query needed more memory than it may
        ├── QueryCancelledError 5  499  nobody waits for the answer any more
        ├── QueryStoppedError   5  503  who runs the service stopped the query
        └── BusyError           5  503  too many queries are waiting

Exit codes: 0 fine, 1 ran and found problems, 2 wrong usage, 3 bad input file, 4 store, vocabulary or
pipeline unusable, 5 a limit struck.  Every message is one sentence that says what was wrong, where,
and what is accepted.
"""

from collections.abc import Sequence
from typing import ClassVar

__all__ = [
    "ArticleError",
    "BusyError",
    "DataFileError",
    "InputError",
    "KGError",
    "LimitError",
    "NotAcceptableError",
    "ParameterError",
    "PipelineError",
    "QueryCancelledError",
    "QueryError",
    "QueryMemoryError",
    "QueryStoppedError",
    "QueryTimeoutError",
    "ServiceError",
    "ShapeError",
    "StoreError",
    "StoreFormatError",
    "StoreLockedError",
    "StoreMissingError",
    "UnknownNameError",
    "UsageError",
]


class KGError(Exception):
    """Anything this package raises on purpose.

    Attributes:
        exit_code: what the command line ends with.
        http_status: what the web service answers with.
    """

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500


class UsageError(KGError):
    """An option, parameter or name that is not accepted; ask again with one that is."""

    exit_code = 2
    http_status = 400


class UnknownNameError(UsageError):
    """A report, extractor, article or claim that does not exist; the message lists near names."""

    http_status = 404


class ParameterError(UsageError):
    """A report's parameter has a value that it does not accept; the message says what it accepts.

    Attributes:
        parameter: its name.
        reason: the message without the name and what is near.
        accepted: what it accepts, in words, or ``""``.
        nearest: what is nearly spelled like what was typed.
    """

    http_status = 422

    def __init__(self, parameter: str, reason: str, *, accepted: str = "", nearest: Sequence[str] = ()) -> None:
        """Join the parts into one sentence that begins with the name of the parameter."""
        near = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"parameter {parameter}: {reason}{near}")
        self.parameter = parameter
        self.reason = reason
        self.accepted = accepted
        self.nearest = tuple(nearest)


class QueryError(UsageError):
    """SPARQL that does not parse, or asks for what is refused (SERVICE, LOAD).

    Attributes:
        line: 1-based line of the mistake, if known.
        column: 1-based column of the mistake, if known.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep the place of the mistake beside the message."""
        super().__init__(message)
        self.line = line
        self.column = column


class NotAcceptableError(UsageError):
    """None of the formats asked for can be given; the message lists those that can."""

    http_status = 406


class InputError(KGError):
    """A file that cannot be read as what it should be; mend the file or leave it out."""

    exit_code = 3
    http_status = 400


class ArticleError(InputError):
    """An article that cannot be read; the message says where it is, what is wrong, and what is accepted.

    Attributes:
        place: the file, with the line, record or member where that helps; ``""`` where nothing is known.
        reason: what is wrong.
        advice: what is accepted, or what to do; ``""`` where there is nothing to do.
    """

    def __init__(self, reason: str, *, place: str = "", advice: str = "") -> None:
        """Join the parts into one sentence."""
        super().__init__((f"{place}: " if place else "") + reason + (f"; {advice}" if advice else ""))
        self.place = place
        self.reason = reason
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all parts."""
        return (_article_error, (self.reason, self.place, self.advice))


def _article_error(reason: str, place: str, advice: str) -> ArticleError:
    return ArticleError(reason, place=place, advice=advice)


class DataFileError(InputError):
    """A gazetteer, vocabulary or query file with a mistake in it, named with file and line."""

    http_status = 500


class StoreError(KGError):
    """A graph store that cannot be opened, read or written (permissions, full disk)."""

    exit_code = 4
    http_status = 503


class StoreLockedError(StoreError):
    """Another process is writing to the store; wait for it, or use another ``--store``."""


class StoreFormatError(StoreError):
    """The folder is no store, or one of a format version that this program does not know."""


class StoreMissingError(StoreError):
    """There is no graph in this store yet; run ``kg build`` first."""


class PipelineError(KGError):
    """A language pipeline that is missing or lacks Universal Dependencies labels."""

    exit_code = 4


class ShapeError(KGError):
    """What was about to be loaded breaks the shapes; nothing of it was loaded."""


class ServiceError(KGError):
    """A service or document elsewhere that was asked for gave nothing that can be used; use SILENT to do without."""

    http_status = 502


class LimitError(KGError):
    """A limit struck: nothing is wrong with what was asked, it only asked for too much."""

    exit_code = 5
    http_status = 503


class QueryTimeoutError(LimitError):
    """A query ran longer than it may; ask for less, or raise the ``timeout`` setting."""

    http_status = 504


class QueryMemoryError(LimitError):
    """A query needed more memory than it may; ask for less, or raise ``query-memory``."""

    http_status = 507


class QueryCancelledError(LimitError):
    """Nobody waits for the answer any more, so the query was stopped."""

    http_status = 499  # as nginx logs it; there is nobody to read it


class QueryStoppedError(LimitError):
    """Who runs the service stopped the query; ask them why, or ask for less."""


class BusyError(LimitError):
    """Too many queries are waiting; try again after a moment."""
