"""Draws reports: bars, lines, flows, timelines, networks, as their headers declare them.

What comes in: a ``Report`` whose header has a ``chart``.  What goes out: SVG or PNG, the same bytes for the
same rows.  matplotlib draws both; it is loaded with the first picture, and needs no screen, browser or network.
"""

import io
import logging
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.canned import CannedQuery, Report
from kg.errors import NotAcceptableError
from kg.report.cells import cut
from kg.report.links import address
from kg.report.pictures.bars import bars
from kg.report.pictures.lines import lines
from kg.report.pictures.network import network
from kg.report.pictures.rows import Mark, clean, marks
from kg.report.pictures.sankey import sankey
from kg.report.pictures.sheet import FAINT, FONT, Drawing, Sheet, sheet_of
from kg.report.pictures.svg import addresses, tidied
from kg.report.pictures.timeline import timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PICTURES", "has_picture", "picture", "picture_html"]

PICTURES = ("svg", "png")
"""The formats of pictures."""
NOTHING = "No claim in this graph answers that."
_DPI = 160
_CHARTS: Mapping[str, Callable[[Report, Sequence[Mark]], Drawing]] = {
    "bar": bars,
    "line": lines,
    "sankey": sankey,
    "timeline": timeline,
    "network": network,
}
_LOCK = threading.Lock()  # the settings of matplotlib are one for all threads


def has_picture(query: CannedQuery) -> bool:
    """Return whether a report can be drawn."""
    return query.chart is not None


def picture(
    report: Report,
    format: str,  # noqa: A002 - as typed
    *,
    link: Callable[[str], str | None] = address,
) -> bytes:
    """Return a report as a picture that stands alone, with its summary as heading.

    Args:
        report: the report; without rows, the picture says so.
        format: ``svg`` (text is text, marks say what they are and lead to it) or ``png``.
        link: gives the address that shows an IRI, or None where there is none.

    Raises:
        NotAcceptableError: the report has no chart, or there is no such format of pictures.
    """
    if format not in PICTURES:
        raise NotAcceptableError(f"format is {format!r}, but pictures are {', '.join(PICTURES)}")
    if format == "svg":
        return b'<?xml version="1.0" encoding="utf-8"?>\n' + _svg(report, link, titled=True).encode()
    with _settings(report):
        sheet = _sheet(report, _drawing(report), titled=True)
        buffer = io.BytesIO()
        told = {"Software": None, "Title": clean(report.summary)}
        sheet.figure.savefig(buffer, format="png", dpi=_DPI, metadata=told)
    return buffer.getvalue()


def picture_html(report: Report, *, link: Callable[[str], str | None] = address, least: int = 1) -> str:
    """Return the picture of a report as ``<svg>`` to be put into a page; ``""`` where there is nothing to draw.

    Args:
        report: the report.
        link: gives the address that shows an IRI, or None where there is none.
        least: how many bars, points, spans or ties there must be to draw.
    """
    if report.query.chart is None or not report.solutions.rows:
        return ""
    return _svg(report, link, titled=False, least=least)


def _svg(report: Report, link: Callable[[str], str | None], *, titled: bool, least: int = 0) -> str:
    with _settings(report):
        drawing = _drawing(report)
        if drawing.number < least:
            return ""
        sheet = _sheet(report, drawing, titled=titled)
        buffer = io.BytesIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        sheet.figure.savefig(buffer, format="svg", metadata=nothing)
    notes = " ".join((drawing.told, *drawing.notes))
    leads = addresses(sheet.leads, link)
    return tidied(buffer.getvalue(), sheet.said, leads, title=clean(report.summary), told=notes)


def _sheet(report: Report, drawing: Drawing, *, titled: bool) -> Sheet:
    return sheet_of(clean(report.summary) if titled else "", drawing)


def _drawing(report: Report) -> Drawing:
    chart = report.query.chart
    if chart is None:
        raise NotAcceptableError(
            f"report {report.query.name} has no chart to draw; its formats are table, csv, json, md, html, ttl"
        )
    found = marks(report)
    if not found:
        return Drawing(30, 0, _say_nothing, told=NOTHING)
    drawing = _CHARTS[chart["kind"]](report, found)
    note = cut(report)
    return replace(drawing, notes=(*drawing.notes, note)) if note else drawing


def _say_nothing(sheet: Sheet, axes: "Axes") -> None:
    sheet.text(axes, (0, 15), NOTHING, va="center", color=FAINT)


@contextmanager
def _settings(report: Report) -> Iterator[None]:
    """Draw with settings of our own, whatever is set up for other pictures in this process."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where it keeps its list of fonts need not be told
    import matplotlib as mpl

    with _LOCK, mpl.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box in PNG; in SVG it is text, and the reader's fonts have it.
        warnings.filterwarnings("ignore", message=".*missing from", category=UserWarning)
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": report.query.name, "font.family": [FONT]})
        yield
