"""Pages of a report: in parts, sorted, sifted, and kept until the graph changes."""

import csv
import io
import json
import re
import shlex
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg.canned import Page, read_queries
from kg.cli import cli
from kg.settings import shipped
from kg.web.asking import read_asked

HTML = {"Accept": "text/html"}
TRANSFERS = read_queries(shipped("queries"))["transfers"]


def links(header: str) -> dict[str, str]:
    return {rel: target for target, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def rows_of(client: FlaskClient, path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(path).get_json()["rows"]
    return found


def test_the_pages_of_a_report_follow_each_other_and_are_the_whole(client: FlaskClient) -> None:
    whole = rows_of(client, "/reports/transfers.json")
    assert len(whole) > 2
    address, parts, seen = "/reports/transfers.json?limit=1", [], []
    while address:
        answer = client.get(address)
        parts += answer.get_json()["rows"]
        seen.append(address)
        address = links(answer.headers["Link"]).get("next", "")
    assert parts == whole
    assert len(seen) == len(whole)
    last = links(client.get(seen[-1]).headers["Link"])
    assert last["prev"] == seen[-2]
    assert last["first"] == seen[0]


def test_the_page_leads_to_the_next_rows_and_back(client: FlaskClient) -> None:
    first = client.get("/reports/transfers?limit=1", headers=HTML).text
    assert "Rows 1 to 1; there are more behind them" in first
    following = re.search(r'<a rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(unescape(following[1]), headers=HTML).text
    assert "Rows 2 to 2" in second
    assert re.search(r'<a rel="prev" href="/reports/transfers\?limit=1"', second)


def test_a_page_behind_the_last_row_says_so(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?offset=900", headers=HTML)
    assert page.status_code == 200
    assert "There are no more rows" in page.text


def test_a_page_has_no_more_rows_than_a_browser_bears(client: FlaskClient) -> None:
    asked = read_asked(TRANSFERS, {"limit": ["900000"]}, usual=100, most=1000)
    assert asked.page.limit == 1000
    assert client.get("/reports/transfers?limit=900000", headers=HTML).status_code == 200


def test_rows_are_sorted_by_the_heads_of_columns(client: FlaskClient) -> None:
    page = client.get("/reports/transfers", headers=HTML).text
    head = re.search(r'<th scope="col"><a href="([^"]+)">Recipient</a>', page)
    assert head
    up = client.get(unescape(head[1]), headers=HTML).text
    turned = re.search(r'<th scope="col" aria-sort="ascending"><a href="([^"]+)">Recipient</a>', up)
    assert turned
    down = client.get(unescape(turned[1]), headers=HTML).text
    assert 'aria-sort="descending"' in down
    order = [re.findall(r'<td class="entity"><a href="/id/(egypt|venezuela)"', text) for text in (up, down)]
    assert order[0] == sorted(order[0])
    assert order[1] == sorted(order[1], reverse=True)
    assert len(set(order[0])) == 2


def test_rows_are_sifted_by_what_a_column_says(client: FlaskClient) -> None:
    rows = rows_of(client, "/reports/transfers.json?where.recipient=VENE")
    assert rows
    assert {row["recipient"]["label"] for row in rows} == {"Venezuela"}  # type: ignore[index]
    page = client.get("/reports/transfers?where.recipient=VENE", headers=HTML).text
    assert re.search(r'name="where.recipient" value="VENE"', page)
    assert "“VENE” as Recipient" in page
    assert re.search(r'<a href="/reports/transfers">show all</a>', page)


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("", ""),
        ("supplier=&recipient=Egypt&from=", "?recipient=Egypt"),
        ("recipient=Egypt&supplier=Russia&supplier=Russia", "?supplier=Russia&recipient=Egypt"),
        ("factuality=Asserted&factuality=Hedged", ""),
        ("factuality=Denied&offset=0", "?factuality=Denied"),
        ("offset=2&limit=2&sort=-published&where.supplier=r", "?where.supplier=r&sort=-published&limit=2&offset=2"),
    ],
)
def test_the_same_question_has_one_address(client: FlaskClient, asked: str, canonical: str) -> None:
    page = client.get(f"/reports/transfers?{asked}", headers=HTML)
    assert links(page.headers["Link"])["canonical"] == f"/reports/transfers{canonical}"
    written = re.search(r'<link rel="canonical" href="([^"]+)">', page.text)
    assert written
    assert unescape(written[1]) == f"http://localhost/reports/transfers{canonical}"


def test_an_address_carries_all_that_was_asked() -> None:
    typed = {"recipient": ["A & B", "Ü"], "where.said_by": ["x=y"], "sort": ["-published", "supplier"], "limit": ["7"]}
    asked = read_asked(TRANSFERS, typed, usual=100, most=1000)
    again: dict[str, list[str]] = {}
    for name, text in parse_qsl(urlsplit(asked.tail).query):
        again.setdefault(name, []).append(text)
    assert again == typed
    assert asked.page == Page(7, 0, (("published", True), ("supplier", False)), (("said_by", "x=y"),))


@pytest.mark.parametrize("suffix", ["", ".json", ".csv", ".md", ".ttl", ".svg", ".png"])
def test_an_answer_is_kept_until_the_graph_changes(client: FlaskClient, suffix: str) -> None:
    path = f"/reports/transfers{suffix}?recipient=Venezuela"
    answer = client.get(path, headers=HTML if not suffix else {})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"].startswith('W/"')
    tag = {"If-None-Match": answer.headers["ETag"], **(HTML if not suffix else {})}
    again = client.get(path, headers=tag)
    assert again.status_code == 304
    assert not again.data
    for name in ("ETag", "Content-Security-Policy"):  # a browser puts these in the place of those it had
        assert again.headers[name] == answer.headers[name]
    assert client.get(path.replace("Venezuela", "Egypt"), headers=tag).status_code == 200


def test_an_answer_that_is_kept_is_not_worked_out_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get("/reports/transfers.csv").headers["ETag"]

    def run(*_: object, **__: object) -> None:
        raise AssertionError("it was worked out again")

    monkeypatch.setattr("kg.web.reports.answered", run)
    assert client.get("/reports/transfers.csv", headers={"If-None-Match": tag}).status_code == 304


def test_rows_that_were_cut_are_announced_in_every_form(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(max_rows="1")
    page = client.get("/reports/transfers", headers=HTML)
    assert "there are more" in page.text
    for suffix in (".json", ".csv", ".md"):
        answer = client.get(f"/reports/transfers{suffix}")
        assert answer.headers["Arms-KG-Truncated"] == "rows=1"
        assert "there are more" in answer.text or answer.get_json()["truncated"] is True


def test_all_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    asked = "recipient=Nowhereland&from=yesterday&colour=red&limit=0&offset=x&sort=flavour&where.price=1"
    answer = client.get(f"/reports/transfers.json?{asked}")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    named = [error["parameter"] for error in problem["errors"]]
    assert set(named) == {"recipient", "from", "colour", "limit", "offset", "sort", "where.price"}
    assert problem["parameter"] == "recipient"
    assert all(error["message"] in problem["detail"] for error in problem["errors"])
    accepted = {error["parameter"]: error["accepted"] for error in problem["errors"]}
    assert "YYYY-MM-DD" in accepted["from"]
    assert "published" in accepted["sort"]
    assert accepted["limit"] == "1 or more rows"


def test_what_may_have_been_meant_is_one_click_away(client: FlaskClient) -> None:
    asked = "/reports/transfers{}?recipient=Venezula&factuality=Denied"
    assert client.get(asked.format(".json")).get_json()["errors"][0]["nearest"] == ["Venezuela"]
    page = client.get(asked.format(""), headers=HTML).text
    link = re.search(r'Nearest: <a href="([^"]+)">Venezuela</a>', page)
    assert link
    assert unescape(link[1]) == "?recipient=Venezuela&factuality=Denied"


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?recipient=Nowhereland&from=yesterday&where.supplier=x", headers=HTML)
    assert page.status_code == 422
    assert 'value="Nowhereland"' in page.text
    assert 'value="yesterday"' in page.text
    for name in ("recipient", "from"):
        assert re.search(rf'<span class="fault" id="parameter-{name}-fault">[^<]*not accepted', page.text)
        assert f"parameter-{name}-fault" in page.text.split(f'name="{name}"')[1].split(">")[0]


def test_the_command_that_a_page_shows_gives_the_same(
    client: FlaskClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "recipient=Venezuela&where.supplier=Rus&sort=-published&sort=equipment&limit=2"
    page = client.get(f"/reports/transfers?{asked}", headers=HTML).text
    shown = re.search(r'<code class="command">([^<]+)</code>', page)
    assert shown
    words = shlex.split(unescape(shown[1]))
    assert words[:3] == ["kg", "report", "transfers"]
    monkeypatch.setenv("KG_STORE", str(store))
    done = CliRunner().invoke(cli, [*words[1:], "--format", "json"])
    assert json.loads(done.stdout)["rows"] == rows_of(client, f"/reports/transfers.json?{asked}")


def test_a_report_is_drawn_in_its_page_and_as_a_file(client: FlaskClient) -> None:
    page = client.get("/reports/transfers", headers=HTML).text
    figure = page.split("<figure>")[1].split("</figure>")[0]
    assert "<svg" in figure
    assert "<style" not in figure
    assert 'href="/reports/transfers.svg"' in figure
    assert client.get("/reports/transfers", headers={"Accept": "image/png"}).data.startswith(b"\x89PNG")
    svg = client.get("/reports/transfers.svg")
    assert svg.mimetype == "image/svg+xml"
    assert "<script" not in svg.text


def test_a_page_of_some_rows_leads_to_the_picture_of_all(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?limit=1", headers=HTML).text
    assert '<img src="/reports/transfers.svg"' in page


def test_the_files_that_a_page_leads_to_have_all_rows(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?limit=1&where.recipient=e", headers=HTML).text
    link = re.search(r'<a href="(/reports/transfers\.csv[^"]*)">', page)
    assert link
    text = client.get(unescape(link[1])).data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) > 2


def test_the_reports_are_grouped_with_a_question_and_an_example(client: FlaskClient) -> None:
    page = client.get("/reports", headers=HTML).text
    for tag in {query.tags[0] for query in read_queries(shipped("queries")).values()}:
        assert f'<h2 id="group-{tag}">' in page
    example = re.search(r'<a href="(/reports/suppliers-of-recipient\?recipient=[^"]+)"', page)
    assert example
    assert client.get(unescape(example[1]), headers=HTML).status_code == 200
