"""How much memory a report takes as a file, by the number of its rows.

It is the most that the process has that lays the report out; the worker that finds the rows is another
process, with a limit of its own (``query-memory``).

    python -m tests.benchmarks.bench_report_memory --store STORE
"""

import argparse
import os
import subprocess
import sys

import click

_RUN = """
import resource, sys
from kg.cli import cli
cli(sys.argv[1:], standalone_mode=False)
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, file=sys.stderr)
"""


def peak(store: str, report: str, form: str, rows: int) -> tuple[int, int]:
    """Return bytes that were written, and the most memory in MiB."""
    limits = ["--max-rows", str(rows), "--query-memory", "4096", "--timeout", "600"]
    words = ["report", report, "--store", store, "--format", form, *limits]
    command = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(command, capture_output=True, check=True, env=os.environ)
    return len(done.stdout), int(done.stderr.split()[-1])


def main() -> None:
    """Print a line for each format and number of rows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--store", required=True)
    asked.add_argument("--report", default="transfers")
    asked.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options = asked.parse_args()
    for form in ("csv", "json"):
        for rows in options.rows:
            size, memory = peak(options.store, options.report, form, rows)
            click.echo(f"{form:4} at most {rows:7,} rows: {size:12,} bytes, {memory:5,} MiB")


if __name__ == "__main__":
    main()
