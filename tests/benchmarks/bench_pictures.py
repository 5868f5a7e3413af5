"""How long each kind of picture takes, and how large it is; processor time of one core.

Run it with ``python -m tests.benchmarks.bench_pictures [--rows 300]`` (package installed).
"""

import argparse
import statistics
import sys
import time

from kg.report import picture
from tests.test_pictures import CHARTS, report, some

_TIMES = 5


def main() -> None:
    """Print a line for each kind of chart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300)
    number = parser.parse_args().rows
    started = time.process_time()
    picture(report("bar", []), "svg")
    sys.stdout.write(f"first picture, with loading matplotlib: {time.process_time() - started:.2f} s\n")
    rows = some(number, names=60)
    for chart in CHARTS:
        told = []
        for form in ("svg", "png"):
            times = []
            for _ in range(_TIMES):
                started = time.process_time()
                size = len(picture(report(chart, rows), form))
                times.append(time.process_time() - started)
            told.append(f"{form} {statistics.median(times) * 1000:.0f} ms, {size / 1024:.0f} KiB")
        sys.stdout.write(f"{chart:10} {'; '.join(told)}\n")


if __name__ == "__main__":
    main()
