"""Nothing that an article says can do harm, and no page runs a script but the one that offers names."""

import re

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
HOSTILE = "3333333333333333"
OURS = '<script src="/static/names.js" defer></script>'
PAGES = [
    "/",
    "/reports",
    "/reports/transfers",
    "/dossier?a=Russia&b=Venezuela",
    "/profile/Venezuela",
    "/sparql",
    "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+300",
    f"/claim/{HOSTILE}-000000000001",
    f"/article/{HOSTILE}",
    f"/article/{HOSTILE}/name/cmd",
    "/id/russia",
    "/run/0123456789abcdef",
    "/ns",
    "/problems",
    "/nothing",
    "/sparql?query=%3Cscript%3E",
    "/reports/transfers?recipient=%3Cscript%3E",
]


@pytest.mark.parametrize("path", [*PAGES, "/graph.ttl", "/healthz", "/static/style.css", "/sparql?query=ASK{}"])
def test_every_answer_carries_the_headers_that_protect(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    scripts = [one.strip() for one in policy.split(";") if one.strip().startswith(("script-src", "connect-src"))]
    assert scripts == (["script-src 'self'", "connect-src 'self'"] if re.match(r"/reports/\w", path) else [])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_a_script_or_carries_style(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=HTML).text.replace(OURS, "")
    page = re.sub(r"<b>Q\d+</b>", "", page)  # numbers of quotations; no words of an article are bold
    assert not re.search(r"<script|<img|<b>|\son\w+\s*=\s*[\"']|\sstyle=|<style", page, re.IGNORECASE)
    assert not re.search(r'href="\s*(javascript|data|vbscript):', page, re.IGNORECASE)
    assert page.count("<h1") == 1
    assert "made a mistake" not in page


def test_hostile_words_are_shown_as_they_are(client: FlaskClient) -> None:
    page = client.get(f"/claim/{HOSTILE}-000000000001", headers=HTML).text
    assert "&lt;img src=x onerror=alert(1)&gt; rockets" in page
    assert "&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt; &amp; more" in page


def test_links_that_lead_out_tell_nothing(client: FlaskClient) -> None:
    page = client.get("/article/2222222222222222", headers=HTML)
    assert re.search(r'<a href="https://news.example/su-35" rel="noreferrer nofollow">', page.text)
    assert page.headers["Referrer-Policy"] == "no-referrer"
