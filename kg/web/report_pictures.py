"""Draws reports, and keeps the last pictures: drawing takes longer than all the rest of a page.

What comes in: a report.  What goes out: SVG or PNG.
"""

import re
from collections.abc import Callable

from flask import current_app, request

from kg.canned import Report
from kg.report import has_picture, picture, picture_html
from kg.web.kept import Kept

__all__ = ["drawn", "inline"]

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_pictures: Kept[bytes] = Kept(64)


def drawn(report: Report, form: str) -> bytes:
    """Return the picture of a report as a file of its own, ``svg`` or ``png``.

    Raises:
        NotAcceptableError: the report has no chart.
    """
    return _once(form, report, lambda: picture(report, form, link=_address()))


def inline(report: Report) -> str:
    """Return the picture of a report for a page of ours, ``""`` where there is none."""
    if not has_picture(report.query) or not report.solutions.rows:
        return ""
    # A page of ours accepts no style but its style sheet, which says the same.
    return _once("page", report, lambda: _STYLE.sub("", picture_html(report, link=_address())).encode()).decode()


def _address() -> Callable[[str], str | None]:
    address: Callable[[str], str | None] = current_app.jinja_env.filters["address"]
    return address


def _once(form: str, report: Report, draw: Callable[[], bytes]) -> bytes:
    """Return a picture that was drawn of the same rows, or draw it."""
    solutions = report.solutions
    where = (_address(), request.script_root)
    key = (form, report.text, report.summary, solutions.generation, len(solutions.rows), *where)
    return _pictures.get(key, draw)
