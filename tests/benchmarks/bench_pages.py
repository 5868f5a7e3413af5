"""How long the pages of reports and the names that a field offers take over HTTP, one request after the other.

    kg serve --store kg-store --port 8000 &
    python tests/benchmarks/bench_pages.py --port 8000

Prints median and 95th percentile in milliseconds, and how much came; where the service keeps versions, also what it
takes to learn that an answer still holds.
"""

import http.client
import statistics
import time
from urllib.parse import quote

import click

PATHS = {
    "page of transfers": "/reports/transfers",
    "page of suppliers": "/reports/suppliers-of-recipient?recipient=Venezuela",
    "index of reports": "/reports",
    "transfers as CSV": "/reports/transfers.csv",
    "picture of transfers": "/reports/transfers.svg",
    "names of parties": "/names?type=party&q={}",
    "names of equipment": "/names?type=equipment&q={}",
}
TYPED = ["r", "ru", "rus", "russ", "ven", "moscow", "a", "su-3", "s 4", "x"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--rounds", type=int, default=200, show_default=True, help="Requests for each.")
def main(host: str, port: int, rounds: int) -> None:
    """Measure each kind of request."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    for name, path in PATHS.items():
        first, _, _, _ = ask(connection, path.format("russ"))
        held = [ask(connection, path.format(quote(TYPED[n % len(TYPED)]))) for n in range(rounds)]
        status, size, tag = held[-1][1:]
        took = sorted(one[0] for one in held)
        again = [ask(connection, path.format(quote(TYPED[(rounds - 1) % len(TYPED)])), tag)[0] for _ in range(50)]
        unchanged = f", unchanged {statistics.median(again):.1f}" if tag else ""
        click.echo(
            f"{name:22} {status} first {first:7.1f}, median {statistics.median(took):6.1f}, "
            f"p95 {took[int(rounds * 0.95)]:6.1f} ms{unchanged}, {size:,} bytes"
        )


def ask(connection: http.client.HTTPConnection, path: str, tag: str = "") -> tuple[float, int, int, str]:
    """Return milliseconds, status, bytes and version of an answer."""
    headers = {"Accept": "text/html, */*;q=0.1"} | ({"If-None-Match": tag} if tag else {})
    start = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read())
    return (time.perf_counter() - start) * 1000, answer.status, size, answer.getheader("ETag", "")


if __name__ == "__main__":
    main()
