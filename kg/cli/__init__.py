"""The command line: each command parses, calls what a library user calls, and lays it out.

What comes in: words of a shell.  What goes out: text, files and an exit code.  One module per
group of commands; ``root`` joins them and turns errors into one line each; ``options`` makes
options of settings; ``output`` writes.  Heavy libraries are imported inside the functions that
need them, so that a command that reads no language starts at once.
"""

from kg.cli.root import cli

__all__ = ["cli"]
