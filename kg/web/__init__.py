"""The web service: SPARQL, canned reports, and pages that lead to every sentence.

What comes in: HTTP.  What goes out: pages, and the same in forms that programs read.  It only
reads the graph; each module is one part of the service, and only this package knows Flask.
"""

from kg.web.app import create_app
from kg.web.server import Server

__all__ = ["Server", "create_app"]
