"""What who runs the service sees: numbers, lines of the log, what runs now, and the end of that."""

import http.client
import json
import logging
import re
import threading
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

TOKEN = {"Authorization": "Bearer s3cret"}
FORTY = " ".join(map(str, range(40)))
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9)) + " }"
Served = Callable[..., tuple[str, int]]


def ask(client: FlaskClient, query: str, **more: str) -> int:
    return client.get("/sparql", query_string={"query": query, **more}).status_code


def numbers(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {sample.name + "".join(sample.labels.values()): sample.value for sample in samples}


def test_the_service_says_that_it_is_up_and_what_it_serves(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "generation": 1}


def test_what_was_asked_is_counted(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(max_rows="2")
    assert numbers(client)["kg_queries_totalQueryTimeoutError"] == 0
    for _ in range(2):
        assert ask(client, "SELECT * { VALUES ?x { 1 2 3 } }") == 200
    assert ask(client, "SELECT") == 400
    assert ask(client, ENDLESS, timeout="0.2") == 504
    found = numbers(client)
    assert found["kg_queries_totalok"] == 2
    assert found["kg_queries_totalQueryError"] == found["kg_queries_totalQueryTimeoutError"] == 1
    assert found["kg_query_seconds_count"] == 4
    assert found["kg_query_seconds_sum"] > 0.2
    assert (found["kg_query_rows_total"], found["kg_query_cut_totalrows"]) == (4, 2)
    assert found["kg_query_bytes_total"] > 100
    assert (found["kg_cache_hits_total"], found["kg_workers_replaced"]) == (1, 1)
    assert found["kg_cache_bytes"] > 100
    assert (found["kg_generation"], found["kg_queries_running"], found["kg_queries_waiting"]) == (1, 0, 0)


@pytest.mark.parametrize("text", ["no", "yes"])
def test_each_query_is_one_line_of_the_log(
    client_with: Callable[..., FlaskClient], caplog: pytest.LogCaptureFixture, text: str
) -> None:
    client = client_with(log_queries=text)
    with caplog.at_level(logging.INFO, "kg.queries"):
        ask(client, "SELECT *\n{ VALUES ?x { 1 2 3 } }")
        ask(client, "SELECT")
    lines = [record.getMessage() for record in caplog.records if record.name == "kg.queries"]
    first, second = (json.loads(line) for line in lines)
    assert not any("\n" in line for line in lines)
    assert {k: first[k] for k in ("outcome", "status", "rows", "generation", "cached", "cut")} == {
        "outcome": "ok", "status": 200, "rows": 3, "generation": 1, "cached": False, "cut": None,
    }
    assert first["seconds"] > 0 < first["bytes"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert (second["outcome"], second["status"], second["generation"]) == ("QueryError", 400, 0)
    assert first.get("text") == ("SELECT *\n{ VALUES ?x { 1 2 3 } }" if text == "yes" else None)


def test_what_others_ask_is_shown_to_who_has_the_token_only(client_with: Callable[..., FlaskClient]) -> None:
    for client, headers, status in (
        (client_with(), {}, 403),
        (client_with(), TOKEN, 403),
        (client_with(token="s3cret"), {}, 401),
        (client_with(token="s3cret"), {"Authorization": "Bearer other"}, 401),
    ):
        assert client.get("/admin/queries", headers=headers).status_code == status
        assert client.delete("/admin/queries/1", headers=headers).status_code == status
    client = client_with(token="s3cret")
    assert client.get("/admin/queries", headers=TOKEN).get_json() == []
    assert client.delete("/admin/queries/1", headers=TOKEN).status_code == 404


def test_a_query_that_runs_is_listed_and_stopped(serve: Served) -> None:
    address = serve(timeout="60", token="s3cret")
    answers: list[tuple[int, str]] = []

    def wait_for_the_answer() -> None:
        connection = http.client.HTTPConnection(*address, timeout=60)
        connection.request("POST", "/sparql", ENDLESS, {"Content-Type": "application/sparql-query"})
        answer = connection.getresponse()
        answers.append((answer.status, json.loads(answer.read())["detail"]))
        connection.close()

    thread = threading.Thread(target=wait_for_the_answer)
    thread.start()
    admin = http.client.HTTPConnection(*address, timeout=60)
    running: list[dict[str, object]] = []
    deadline = time.monotonic() + 20
    while not running and time.monotonic() < deadline:
        admin.request("GET", "/admin/queries", headers=TOKEN)
        running = json.loads(admin.getresponse().read())
    assert (running[0]["text"], running[0]["outcome"], running[0]["status"]) == (ENDLESS, "running", None)
    admin.request("DELETE", f"/admin/queries/{running[0]['query']}", headers=TOKEN)
    assert admin.getresponse().status == 204
    admin.close()
    thread.join(20)
    assert answers == [(503, "who runs this service stopped the query")]
