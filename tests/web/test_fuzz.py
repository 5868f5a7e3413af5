"""Whatever is sent: no fault but those that are declared, and nothing is left running."""

import http.client
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from kg.store.backup import back_up, restore
from kg.web import create_app
from tests.web.conftest import served, settings_of

needs_schemathesis = pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
)
Served = Callable[..., tuple[str, int]]
LIMITS = {503, 504, 507}
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
PATHS = """
/sparql /sparql /sparql /graphs /graphs/x /.well-known/void /admin/queries /reports/transfers /reports/transfers.csv
/names /graph.ttl /id/x
""".split()
NAMES = """
query update default-graph-uri named-graph-uri using-graph-uri timeout as graph default
recipient from factuality limit offset sort where.supplier type q
""".split()
PIECES = """
SELECT ASK CONSTRUCT DESCRIBE * ?s { } ?p . FILTER ( ) GRAPH <a:b> 'x' OPTIONAL UNION LIMIT 3 SERVICE LOAD INSERT
DATA DELETE WHERE CLEAR ALL # \\u0041 é \"\"\" PREFIX a: BASE VALUES COUNT(*) AS ?n ORDER BY <<( )>> ! ^ / + \0
""".split()
WORDS = "1 -1 nan inf 1e999 a:b json turtle 0000 party supplier -supplier".split()
MEDIA_TYPES = """
application/sparql-query application/sparql-update application/x-www-form-urlencoded text/turtle text/html text/csv
multipart/form-data multipart/form-data;boundary=x application/rdf+xml application/ld+json */* */*;q=0 x
application/sparql-results+json;q=nan text/*;q=0.1,*/*;q=2
""".split()
SPARQL = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
TEXT = st.one_of(SPARQL, st.text(max_size=30), st.sampled_from(WORDS))
HEADER = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)


@pytest.fixture(scope="module")
def folder(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of our own, as requests with the token change it."""
    folder = tmp_path_factory.mktemp("fuzz") / "kg-store"
    back_up(store, folder.with_suffix(".tar"))
    restore(folder, folder.with_suffix(".tar"))
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    return create_app(
        store=folder, settings=settings_of(folder, updates="yes", token="s3cret", timeout="2")
    ).test_client()


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[tuple[str, int]]:
    with served(store, timeout="2") as address:
        yield address


HEADERS = st.fixed_dictionaries(
    {
        "Accept": st.one_of(st.sampled_from(MEDIA_TYPES), HEADER),
        "Content-Type": st.one_of(st.sampled_from(MEDIA_TYPES), HEADER),
        "Authorization": st.sampled_from(["Bearer s3cret", "Bearer x", "Basic !", ""]),
        "If-None-Match": HEADER,
    }
)
BODY = st.one_of(SPARQL.map(str.encode), st.binary(max_size=60), SPARQL.map(lambda text: b"query=" + text.encode()))
ADDRESS = st.lists(st.tuples(st.sampled_from(NAMES), TEXT), max_size=3).map(dict)


@given(method=st.sampled_from(METHODS), path=st.sampled_from(PATHS), address=ADDRESS, headers=HEADERS, body=BODY)
@effort(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_request_makes_the_service_fail(
    client: FlaskClient, method: str, path: str, address: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    with client.open(path, method=method, query_string=address, headers=headers, data=body) as answer:
        told = answer.get_data()
        assert answer.status_code < 500 or answer.status_code in LIMITS, told
        assert b"Traceback" not in told
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@given(request=st.binary(max_size=200))
@effort(max_examples=100, deadline=None)
def test_no_bytes_make_the_server_fail(address: tuple[str, int], request: bytes) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.connect()
    connection.sock.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\n" + request + b"\r\n\r\n")
    connection.sock.shutdown(1)
    first = connection.sock.makefile("rb").readline()
    connection.close()
    assert not first.startswith(b"HTTP/1.1 5")


@needs_schemathesis
@pytest.mark.parametrize(
    "asked",
    [
        # each report has dozens of parameters: all ways to write each of them wrongly would take minutes
        ["--exclude-path-regex", "^/reports/.", "--phases", "examples,coverage,fuzzing", "--max-examples", "25"],
        ["--include-path-regex", "^/reports/.", "--phases", "examples,fuzzing", "--max-examples", "3"],
        ["--include-path-regex", "^/reports/transfers", "--phases", "coverage", "--max-examples", "1"],
    ],
    ids=["all but reports", "reports", "one report, thoroughly"],
)
def test_the_service_keeps_to_its_description(address: tuple[str, int], tmp_path: Path, asked: list[str]) -> None:
    host, port = address
    # faults that are declared have a status of 500 and above too, so that alone is no failure
    checks = "status_code_conformance,content_type_conformance,response_schema_conformance"
    command = [
        sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
        f"http://{host}:{port}/openapi.json", "--checks", checks, "--no-color", "--seed", "1",
        "--generation-database", "none", *asked,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@needs_schemathesis
def test_the_description_is_openapi(client: FlaskClient) -> None:
    from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

    described = client.get("/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    OPENAPI_31_VALIDATOR.validate(described)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process has")
def test_thousands_of_requests_leave_nothing_behind(serve: Served) -> None:
    address = serve(timeout="1", cache="1")
    connection = http.client.HTTPConnection(*address, timeout=30)
    queries = ["ASK%7B%7D", "SELECT", "SELECT+*%7B?s+?p+?o%7D+LIMIT+50", "SERVICE", "CONSTRUCT+WHERE%7B?s+?p+?o%7D"]

    def ask(number: int) -> None:
        for one in range(number):
            connection.request("GET", f"/sparql?query={queries[one % 5]}%23{one}", headers={"Accept": "*/*"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status in {200, 400}

    ask(600)
    before = threads_and_memory()
    ask(1200)
    after = threads_and_memory()
    connection.close()
    assert after[0] == before[0]
    assert after[1] - before[1] < 12_000  # KiB


def threads_and_memory() -> tuple[int, int]:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    said = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("Threads", "VmRSS"))}
    return int(said["Threads"]), int(said["VmRSS"])
