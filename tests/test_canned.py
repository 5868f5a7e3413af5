"""Canned queries: their files, what may be typed for their parameters, and what comes out."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.canned import CannedQuery, Report, read_queries, read_query, run
from kg.canned.header import try_query
from kg.canned.placeholders import claims_query, fill, find_placeholders
from kg.canned.trial import Examples
from kg.errors import DataFileError, ParameterError
from kg.query import Endpoint
from kg.settings import shipped
from kg.terms import AT, ID, ONTOLOGY_GRAPH
from tests.conftest import summarise

CASE = Path(__file__).parent / "cases" / "canned.trig"
HEADER = """\
#+ title: Test
#+ summary: Things called {name}.
#+ parameters:
#+   name: {type: text, example: x}
#+ columns:
#+   thing: {title: Thing, kind: entity}
"""
BODY = """\
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing WHERE {
  VALUES ?name { UNDEF }
  ?thing skos:prefLabel ?label
  FILTER(!BOUND(?name) || STR(?label) = ?name)
}
"""


@pytest.fixture(scope="module")
def examples() -> Examples:
    """Return what answers over the example graph of the linter."""
    return Examples(shipped("queries") / "example.trig", shipped("ontology") / "arms.ttl")


@pytest.fixture(scope="module")
def transfers() -> CannedQuery:
    return read_query(shipped("queries") / "transfers.rq")


def labels(report: Report, column: str = "equipment") -> list[str]:
    """Return what a column says, sorted, with "-" for nothing."""
    name = f"{column}Label"
    return sorted(row[name].value if name in row else "-" for row in report.solutions.rows)


def query_file(folder: Path, text: str) -> Path:
    path = folder / "test.rq"
    path.write_text(text, "utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    """Return all mistakes of a query, from their lines on; the first is what reading it raises."""
    path = query_file(folder, text)
    with pytest.raises(DataFileError) as caught:
        read_query(path)
    try:
        found = [str(one) for one in try_query(path)[1]]
    except DataFileError as error:  # no header to look into
        found = [str(error)]
    assert found[0] == str(caught.value)
    return [one.removeprefix(str(path)) for one in found]


def test_the_shipped_queries_are_read_with_their_headers() -> None:
    queries = read_queries(shipped("queries"))
    assert list(queries) == sorted(queries)
    query = queries["suppliers-of-recipient"]
    assert query.title == "Suppliers of a recipient"
    assert query.evidence == "claim"
    assert query.chart == {"kind": "bar", "x": "supplier", "y": "claims"}
    recipient, factuality = query.parameter("recipient"), query.parameter("factuality")
    assert recipient is not None
    assert (recipient.type, recipient.required) == ("party", True)
    assert factuality is not None
    assert (factuality.many, factuality.default) == (True, ("Asserted", "Hedged"))


@pytest.mark.parametrize("path", sorted(shipped("queries").glob("*.rq")), ids=lambda p: p.stem)
def test_every_query_runs_unchanged_in_any_sparql_tool(path: Path) -> None:
    store = ox.Store()
    store.load(path=str(shipped("queries") / "example.trig"), format=ox.RdfFormat.TRIG)
    store.load(path=str(shipped("ontology") / "arms.ttl"), to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    summarise(store)
    solutions = store.query(path.read_text("utf-8"), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    assert len(list(solutions)) > 0


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEADER + "SELECT ?thing WHERE { VALUES ?name {UNDEF} ?thing", 7, "does not parse"),
        (HEADER.replace("title: Test", "titel: Test") + BODY, 1, "nearest is 'title'"),
        (HEADER.replace("type: text", "type: txt") + BODY, 4, "type is 'txt'"),
        (HEADER.replace("kind: entity", "kind: thing") + BODY, 6, "kind is 'thing'"),
        (HEADER.replace("type: text", "type: text, manny: true") + BODY, 4, "nearest is 'many'"),
        (HEADER.replace("type: text", "type: text, many: 3") + BODY, 4, "true or false"),
        (HEADER.replace("  thing:", "  thong:") + BODY, 6, "selects no ?thong; it selects thing"),
        (HEADER + BODY.replace("?name", "?other"), 9, "VALUES ?other has no parameter"),
        (HEADER.replace("called {name}", "called {nmae}") + BODY, 2, "{nmae}"),
        (HEADER + BODY.replace("VALUES ?name { UNDEF }", ""), 4, "no VALUES ?name { UNDEF }"),
        (HEADER.replace("type: text", "type: text, default: y") + BODY, 4, "query says UNDEF"),
        (HEADER + BODY.replace("}\n", "SERVICE <http://x/> {} }\n"), 9, "SERVICE"),
        (HEADER.replace("{type", "{{type") + BODY, 5, "no YAML"),
        (HEADER.replace("title: Test", "title: \x07") + BODY, 1, "no YAML"),
        (HEADER + "#+ evidence: claim\n" + BODY, 7, "no variable ?claim"),
        (HEADER + "#+ chart: {kind: bar, x: nothing}\n" + BODY, 7, "no column: 'nothing'"),
        (HEADER + BODY.replace("SELECT ?thing WHERE", "ASK"), 1, "must be a SELECT"),
        (BODY, 1, "needs the key 'title'"),
    ],
)
def test_a_mistake_in_a_query_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    told = mistakes(tmp_path, text)
    assert [one for one in told if one.startswith(f":{line}: ") and words in one], told


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = (HEADER + "#+ chart: {kind: bar, x: thong, size: thing}\n" + BODY).replace("title: Test", "titel: Test")
    text = text.replace("called {name}", "called {nmae}").replace("type: text", "type: txt").replace(
        "?thing skos", "?thing a ?x . SERVICE <http://x/> { ?a ?b ?c } ?thing skos"
    )
    assert [one.split(":")[1] for one in mistakes(tmp_path, text)] == ["1", "1", "2", "4", "7", "7", "7", "11"]


def test_service_in_a_comment_a_string_or_an_iri_is_no_service(tmp_path: Path) -> None:
    text = BODY.replace(
        "?thing skos", '# SERVICE\n FILTER("SERVICE" != ?l) ?thing <http://SERVICE/> ?l . ?thing skos'
    )
    assert read_query(query_file(tmp_path, HEADER + text)).name == "test"


def test_a_country_code_in_a_header_is_no_truth_value(tmp_path: Path) -> None:
    query = read_query(query_file(tmp_path, HEADER.replace("example: x", "example: NO") + BODY))
    assert query.parameters[0].example == "NO"


@pytest.mark.parametrize(
    "name",
    [
        "Russia", "russia", "RUSSIAN FEDERATION", "Russian", "the kremlin", "Moscow", "RU",
        "id:russia", f"{ID}russia", f"<{ID}russia>",
    ],
)  # fmt: skip
def test_a_state_is_found_by_every_name_it_has(
    name: str, transfers: CannedQuery, endpoint: Endpoint
) -> None:
    report = run(transfers, {"supplier": [name], "recipient": ["Egypt"]}, endpoint)
    assert report.bound["supplier"] == ("Russia",)
    assert labels(report) == ["Su-30"]


def test_whoever_asks_for_a_state_also_means_its_bodies(
    transfers: CannedQuery, endpoint: Endpoint
) -> None:
    report = run(transfers, {"supplier": ["Russia"]}, endpoint)
    assert labels(report, "supplier") == ["Rosoboronexport", "Russia"]
    report = run(transfers, {"supplier": ["Rosoboronexport"]}, endpoint)
    assert labels(report, "supplier") == ["Rosoboronexport"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("combat aircraft", ["Su-30", "Su-30MK2"]),
        ("Su-30", ["Su-30", "Su-30MK2"]),
        ("sukhoi 30-mk2", ["Su-30MK2"]),
        ("tank", ["battle tank"]),
    ],
)
def test_equipment_includes_what_is_narrower(
    name: str, found: list[str], transfers: CannedQuery, endpoint: Endpoint
) -> None:
    assert labels(run(transfers, {"equipment": [name]}, endpoint)) == found


def test_names_that_only_an_article_has_are_found(
    transfers: CannedQuery, endpoint: Endpoint
) -> None:
    query = read_query(shipped("queries") / "who-says-what.rq")
    report = run(query, {"speaker": ["vyacheslav davydenko"]}, endpoint)
    assert labels(report, "said_by") == ["Vyacheslav Davydenko"]
    assert labels(run(transfers, {"supplier": ["=CMD"]}, endpoint), "supplier") == ["=cmd"]


def test_a_surname_means_the_person_whom_an_article_names_in_full(endpoint: Endpoint) -> None:
    report = run(read_query(shipped("queries") / "who-says-what.rq"), {"speaker": ["davydenko"]}, endpoint)
    assert report.bound["speaker"] == ("Vyacheslav Davydenko",)


def test_a_name_that_two_things_have_means_both(
    transfers: CannedQuery, endpoint: Endpoint
) -> None:
    report = run(transfers, {"recipient": ["congolese"]}, endpoint)
    assert report.bound["recipient"] == ("Congo", "DR Congo")


def test_a_parameter_may_have_many_values(transfers: CannedQuery, endpoint: Endpoint) -> None:
    report = run(transfers, {"recipient": ["Egypt", "Venezuela", "Egypt"]}, endpoint)
    assert labels(report, "recipient") == ["Egypt", "Venezuela", "Venezuela"]
    assert report.bound["recipient"] == ("Egypt", "Venezuela")


def test_defaults_hold_until_something_is_given(
    transfers: CannedQuery, endpoint: Endpoint
) -> None:
    everything = run(transfers, {"supplier": [""], "status": []}, endpoint)
    assert len(everything.solutions.rows) == 4
    assert everything.bound["factuality"] == ("Asserted", "Hedged")
    denied = run(transfers, {"factuality": ["denied"]}, endpoint)
    assert labels(denied, "recipient") == ["Egypt"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"from": ["2020"]}, ["@rockets", "Su-30"]),
        ({"from": ["2020-03-31"], "to": ["2020-03-31"]}, ["Su-30"]),
        ({"from": ["2020-03"], "to": ["2020-02"]}, []),
        ({"to": ["2019"]}, ["Su-30MK2", "battle tank"]),
        ({"to": ["2019-02"]}, []),
        ({"to": ["2020-03"], "from": ["2020-02"]}, ["Su-30"]),
    ],
)
def test_a_year_or_month_means_its_first_day_or_its_last(
    values: dict[str, list[str]], found: list[str], transfers: CannedQuery, endpoint: Endpoint
) -> None:
    assert labels(run(transfers, values, endpoint)) == found


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"supplier": ["Rusia"]}, ("parameter supplier", "party", "nearest: Russia")),
        ({"supplier": ["Su-30"]}, ("parameter supplier", "party")),
        ({"equipment": ["Russia"]}, ("parameter equipment", "equipment")),
        ({"supplier": ["Ruritania"]}, ("parameter supplier",)),
        ({"supplier": [f"{ID}nowhere"]}, ("parameter supplier",)),
        ({"status": ["sold"]}, ("parameter status", "delivered", "ordered")),
        ({"from": ["2020-13"]}, ("parameter from", "YYYY-MM-DD")),
        ({"from": ["2021-02-29"]}, ("parameter from", "YYYY-MM-DD")),
        ({"from": ["0000"]}, ("parameter from",)),
        ({"from": ["٢٠٢٠"]}, ("parameter from",)),
        ({"from": ["2020", "2021"]}, ("parameter from", "one value")),
        ({"suplier": ["Russia"]}, ("parameter suplier", "nearest: supplier")),
    ],
)
def test_a_value_that_is_not_accepted_is_told_with_its_parameter(
    values: dict[str, list[str]],
    words: tuple[str, ...],
    transfers: CannedQuery,
    endpoint: Endpoint,
) -> None:
    with pytest.raises(ParameterError) as caught:
        run(transfers, values, endpoint)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert caught.value.parameter in values


def test_a_parameter_that_is_needed_is_asked_for(endpoint: Endpoint) -> None:
    query = read_query(shipped("queries") / "suppliers-of-recipient.rq")
    with pytest.raises(ParameterError, match=r"parameter recipient: .* for example Venezuela"):
        run(query, {"recipient": [" "]}, endpoint)


HOSTILE = (
    '"',
    "'",
    '" } ?s ?p ?o . { "',
    "x> } DROP ALL #",
    "https://x/> . ?s ?p ?o",
    "<https://x/> <y>",
    "a\nb",
    "\\",
    '\\" }',
    "\\u0022 }",
    "}} UNION {{ ?thing ?p ?o }}",
    "UNDEF",
    "?thing",
    "at:x ; }",
    "{name}",
    "\x00",
    "${IFS}%s{}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_never_becomes_sparql(
    text: str, tmp_path: Path, transfers: CannedQuery, endpoint: Endpoint
) -> None:
    query = read_query(query_file(tmp_path, HEADER + BODY))
    assert run(query, {"name": [text]}, endpoint).solutions.rows == []
    with pytest.raises(ParameterError):
        run(transfers, {"supplier": [text]}, endpoint)


@pytest.mark.parametrize("path", sorted(shipped("queries").glob("*.rq")), ids=lambda p: p.stem)
def test_no_parameter_of_any_report_lets_what_is_typed_into_the_query(path: Path, examples: Examples) -> None:
    query = read_query(path)
    needed = {one.name: [one.example] for one in query.parameters if one.required}
    for parameter in query.parameters:
        for text in HOSTILE:
            values = needed | {parameter.name: [text]}
            if parameter.type == "text":
                assert run(query, values, examples).solutions.rows == []
                continue
            with pytest.raises(ParameterError) as caught:
                run(query, values, examples)
            assert caught.value.parameter == parameter.name


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("The Daily Courier", ["The Daily Courier"]),
        ("the daily courier", ["The Daily Courier"]),
        ("courier-4", ["Su-30s for Egypt"]),
        ("Su-30s for Egypt", ["Su-30s for Egypt"]),
        ("https://example.org/arms/article/4", ["Su-30s for Egypt"]),
        ("<https://example.org/arms/article/5>", ["harbour-5"]),
    ],
)
def test_a_source_is_a_publisher_or_an_article(name: str, found: list[str], examples: Examples) -> None:
    report = run(read_query(shipped("queries") / "transfers.rq"), {"source": [name]}, examples)
    assert list(report.bound["source"]) == found
    articles = {row["articleLabel"].value for row in report.solutions.rows}
    assert articles == ({"Jets for Caracas", "Su-30s for Egypt"} if "Daily" in found[0] else set(found))


@pytest.mark.parametrize(
    ("report", "values", "words"),
    [
        ("by-year", {"bucket": ["7"]}, ("parameter bucket", "one of 1, 5")),
        ("received", {"recipient": ["Venezuela"], "category": ["XI"]}, ("parameter category", "battle tanks")),
        ("top-suppliers", {"region": ["South Amerika"]}, ("parameter region", "nearest: South America")),
        ("recognition", {"office": ["presidnt"]}, ("parameter office", "an office", "nearest: president")),
        ("transfers", {"source": ["The Weekly"]}, ("parameter source", "publisher", "article")),
        ("intermediaries", {"hops": ["two"]}, ("parameter hops", "whole number")),
    ],
)
def test_each_type_says_what_it_accepts(
    report: str, values: dict[str, list[str]], words: tuple[str, ...], examples: Examples
) -> None:
    with pytest.raises(ParameterError) as caught:
        run(read_query(shipped("queries") / f"{report}.rq"), values, examples)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize("name", ["IV", "iv", "combat aircraft", "at:unroca-IV"])
def test_a_category_is_called_by_its_number_or_name(name: str, examples: Examples) -> None:
    report = run(read_query(shipped("queries") / "received.rq"), {"recipient": ["Egypt"], "category": [name]}, examples)
    assert labels(report) == ["Su-30", "Su-30"]


@pytest.mark.parametrize("path", sorted(shipped("queries").glob("*.rq")), ids=lambda p: p.stem)
def test_the_claims_behind_a_report_are_at_least_those_of_its_rows(path: Path, examples: Examples) -> None:
    query = read_query(path)
    report = run(query, {p.name: [p.example] for p in query.parameters if p.required}, examples)
    assert report.claims_text is not None
    behind = {row[query.evidence or ""] for row in examples.select(report.claims_text).rows}
    column = next(one.name for one in query.columns if one.kind == "claim")
    shown = {row[column] for row in report.solutions.rows}
    assert shown <= behind
    if column == "claim":
        assert shown == behind, "a row for each claim"


@given(st.text(min_size=1), st.text())
def test_any_text_stands_in_a_query_as_itself(one: str, other: str) -> None:
    terms = [str(ox.Literal(one)), str(ox.Literal(other))]
    query = fill("SELECT ?x { VALUES ?x { UNDEF } FILTER(true) }", {"x": terms})
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["x"].value for solution in solutions] == [one, other]


def test_an_optional_block_is_required_with_a_value_and_gone_without() -> None:
    text = 'SELECT * { OPTIONAL { VALUES ?a { UNDEF } ?s ?p ?a FILTER(?a != "}") } ?s ?p ?o }'
    assert fill(text, {}) == "SELECT * {  ?s ?p ?o }"
    assert fill(text, {"a": ['"}"']}) == (
        'SELECT * { { VALUES ?a { "}" } ?s ?p ?a FILTER(?a != "}") } ?s ?p ?o }'
    )


def test_values_in_comments_and_strings_are_no_placeholders() -> None:
    text = 'SELECT * { # VALUES ?a { UNDEF }\n ?s ?p "VALUES ?b { UNDEF }" VALUES ?c { UNDEF } }'
    assert [place.variable for place in find_placeholders(text)] == ["c"]


def test_the_claims_that_a_report_counts_are_found(endpoint: Endpoint) -> None:
    query = read_query(shipped("queries") / "suppliers-of-recipient.rq")
    report = run(query, {"recipient": ["Venezuela"]}, endpoint)
    assert report.claims_text is not None
    found = endpoint.select(report.claims_text)
    assert found.variables == ("claim",)
    assert sorted(row["claim"].value[-1] for row in found.rows) == ["1", "2"]


def test_the_claims_of_a_plain_query_are_what_its_pattern_finds() -> None:
    text = "PREFIX x: <y:>\nSELECT ?a (1 AS ?b) WHERE { ?c x:p ?a } GROUP BY ?a ORDER BY ?a"
    assert claims_query(text, "c") == (
        "PREFIX x: <y:>\nSELECT DISTINCT ?c WHERE { ?c x:p ?a }"
    )


def test_every_row_leads_to_its_evidence(transfers: CannedQuery, endpoint: Endpoint) -> None:
    report = run(transfers, {"equipment": ["Su-30MK2"]}, endpoint)
    (row,) = report.solutions.rows
    said = {name: term.value for name, term in row.items()}
    assert said["sentence"] == "Venezuela got Su-30MK2 jets, he said.", "the first by its offset"
    assert said["passages"] == "2"
    assert said["said_by"] == "Vyacheslav Davydenko"
    assert said["factuality"] == AT + "Asserted"
    assert said["quantity"] == "24"
    assert said["published"] == "2019-03-30"
    assert said["articleLabel"] == "seed.txt"
    assert said["claim"].endswith("1111111111111111-000000000001")


def test_a_summary_names_what_was_asked(transfers: CannedQuery, endpoint: Endpoint) -> None:
    report = run(transfers, {"supplier": ["RU"], "recipient": ["Egypt", "Venezuela"]}, endpoint)
    assert report.summary.startswith(
        "Reported transfers of any equipment from Russia to Egypt or Venezuela"
    )
