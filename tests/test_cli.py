"""The command line: the same words everywhere, one line for each error, and quick where it can be."""

import json
import os
import pty
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from kg import recall
from kg.canned import read_queries
from kg.cli import cli
from kg.cli.asking import EXPORTS
from kg.cli.output import counted
from kg.cli.reports import LAYOUTS, _check_layout
from kg.derivation import summary_quads
from kg.errors import UsageError
from kg.gazetteer import gazetteer_files
from kg.model import Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.resolve import claim_iri
from kg.resources import Resources
from kg.settings import SETTINGS, Settings, shipped
from kg.store import open_snapshot, open_writer
from kg.terms import GAZETTEER_GRAPH, ID, ONTOLOGY_GRAPH, SUMMARY_GRAPH, Mint, Vocabulary
from kg.triples import article_quads, file_quads

CASES = Path(__file__).parent / "cases"
SENTENCE = "Russia delivered 12 Su-35 fighters to Egypt, officials said."
MINT = Mint()
ARTICLE = Article("cairo.txt", SENTENCE)
RUSSIA = Entity("Russia", "Russia", ID + "russia", "State")
EGYPT = Entity("Egypt", "Egypt", ID + "egypt", "State")
FIGHTER = Entity("Su-35 fighters", "Su-35 fighters", MINT.name("cairo.txt", "Su-35 fighters"), "EquipmentType")
OFFICIALS = Entity("officials", "officials", MINT.name("cairo.txt", "officials"), "Person")


def mention(role: str, entity: Entity) -> Mention:
    start = SENTENCE.index(entity.text)
    return Mention(role, start, start + len(entity.text), entity.text, entity.iri, "exact")


CLAIM = Claim(
    "ArmsTransfer",
    {
        "supplier": (RUSSIA,),
        "recipient": (EGYPT,),
        "equipment": (FIGHTER,),
        "quantityMin": (12,),
        "quantityMax": (12,),
        "quantityText": ("12",),
    },
    (
        Evidence(
            SENTENCE,
            0,
            len(SENTENCE),
            (
                mention("supplier", RUSSIA),
                mention("equipment", FIGHTER),
                mention("recipient", EGYPT),
                mention("speaker", OFFICIALS),
            ),
            "give+A1",
            "delivered",
            ("delivered >nsubj", "delivered >obl[to]"),
        ),
    ),
    "Delivered",
    "Asserted",
    (OFFICIALS,),
    score=0.75,
    extractor="transfers",
)
VERSIONS = {"pipeline": "p", "rules": "r", "vocabulary": "v", "gazetteer": "g"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Path:
    """A store with one claim, the vocabulary and the gazetteers, made without any language."""
    folder = tmp_path_factory.mktemp("cli") / "store"
    read = ArticleClaims(ARTICLE, (CLAIM,))
    known = {RUSSIA.iri, EGYPT.iri}
    ontology = shipped("ontology")
    names = [quad for path in gazetteer_files(ontology) for quad in file_quads(path, GAZETTEER_GRAPH)]
    with open_writer(folder) as writer:
        writer.replace_graph(ONTOLOGY_GRAPH, file_quads(ontology / "arms.ttl", ONTOLOGY_GRAPH))
        writer.replace_graph(GAZETTEER_GRAPH, names)
        writer.replace_graph(
            MINT.article(ARTICLE.key),
            article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS, known=known),
        )
        writer.replace_graph(SUMMARY_GRAPH, summary_quads(writer.rows))
        writer.publish()
    return folder


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Kg":
    """Runs commands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    return Kg()


class Kg:
    def __call__(self, *words: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], input=stdin, catch_exceptions=False)

    def fails(self, *words: object, code: int) -> str:
        """Run a command that must fail; return its one line."""
        result = self(*words)
        assert result.exit_code == code, result.output
        assert result.stderr.startswith("kg: ")
        assert result.stderr.count("\n") == 1
        return result.stderr


def commands(group: click.Group = cli, name: str = "kg") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands())


# --- help and usage -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_that_names_it(kg: Kg, name: str) -> None:
    result = kg(*name.split()[1:], "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"    {name}" in result.output.split("Example:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_explains_itself(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (name, parameter.name)


def test_every_setting_is_an_option_somewhere_with_the_help_of_the_table() -> None:
    options = {
        (option, p.help)
        for c in COMMANDS.values()
        for p in c.params
        if isinstance(p, click.Option)
        for option in p.opts
    }
    for setting in SETTINGS:
        assert any(o == f"--{setting.name}" and h and h.startswith(setting.help) for o, h in options), setting.name


def test_the_store_can_be_named_wherever_one_is_opened() -> None:
    without = {
        "kg check queries",
        "kg extract",
        "kg evaluate",
        "kg list",
        "kg list reports",
        "kg list extractors",
        "kg list settings",
        "kg names",
        "kg names check",
        "kg names unknown",
        "kg report",
    }
    missing = {n for n, c in COMMANDS.items() if not any("--store" in p.opts for p in c.params)}
    assert missing == without


def test_a_command_that_does_not_exist_is_wrong_usage(kg: Kg) -> None:
    result = kg("biuld")
    assert result.exit_code == 2
    assert "No such command 'biuld'" in result.stderr


def test_the_version_names_pipeline_and_vocabulary(kg: Kg) -> None:
    lines = dict(line.split(" ", 1) for line in kg("--version").output.splitlines())
    assert set(lines) == {"kg", "pipeline", "rules", "vocabulary", "gazetteer"}
    assert all(lines.values())


def test_a_wrong_setting_is_told_in_one_line_wherever_it_comes_from(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--port is 'http', but accepts a port" in kg.fails("serve", "--port", "http", code=2)
    monkeypatch.setenv("KG_TIMEOUT", "soon")
    assert "KG_TIMEOUT is 'soon'" in kg.fails("list", "settings", code=2)
    assert "KG_TIMEOUT is 'soon'" in kg.fails("--version", code=2)


# --- lists ----------------------------------------------------------------------------------------


def test_the_lists_name_everything_there_is(kg: Kg) -> None:
    assert all(f" {name} " in kg("list", "reports").output for name in read_queries(shipped("queries")))
    settings = kg("list", "settings").output
    assert all(f"--{s.name}" in settings and s.variable in settings for s in SETTINGS)
    assert "ArmsTransfer" in kg("list", "extractors").output


def test_the_settings_in_force_are_listed(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", "elsewhere")
    assert "elsewhere" in kg("list", "settings").output


# --- reports --------------------------------------------------------------------------------------


def test_a_report_shows_the_sentence_and_who_says_it(kg: Kg, store: Path) -> None:
    output = kg("report", "transfers", "--store", store, "--format", "csv", "--recipient", "Egypt").output
    assert SENTENCE in output
    assert "officials" in output


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_comes_in_every_layout(kg: Kg, store: Path, layout: str, tmp_path: Path) -> None:
    printed = kg("report", "transfers", "--store", store, "--format", layout)
    assert printed.exit_code == 0
    assert layout == "png" or "Egypt" in printed.output
    kg("report", "transfers", "--store", store, "--format", layout, "-o", "out")
    assert (tmp_path / "out").read_bytes().split() == printed.stdout_bytes.split()


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "table"])
def test_the_ending_of_the_file_says_the_format(kg: Kg, store: Path, layout: str, tmp_path: Path) -> None:
    asked = ("report", "transfers", "--store", store)
    assert kg(*asked, "-o", f"out.{layout.upper()}").exit_code == 0
    kg(*asked, "--format", layout, "-o", "named")
    assert (tmp_path / f"out.{layout.upper()}").read_bytes() == (tmp_path / "named").read_bytes()


def test_turtle_is_another_name_of_ttl(kg: Kg, store: Path) -> None:
    asked = ("report", "transfers", "--store", store, "--format")
    assert kg(*asked, "turtle").output == kg(*asked, "ttl").output


def test_a_report_without_a_chart_is_not_drawn(kg: Kg, store: Path) -> None:
    told = kg.fails("report", "who-says-what", "--store", store, "-o", "out.svg", code=2)
    assert "report who-says-what has no chart to draw as svg; its formats are table, csv, json, md, html, ttl" in told


def test_a_picture_is_not_poured_into_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    query = Resources(Settings.read()).query("transfers")
    with pytest.raises(UsageError, match=r"png is no text for a terminal; -o FILE\.png writes it to a file"):
        _check_layout(query, "png", "-")
    _check_layout(query, "svg", "-")
    _check_layout(query, "png", "out.png")


# --- documents ------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [("dossier", "RU", "Egypt"), ("profile", "Egypt")])
def test_a_document_comes_as_text_and_as_a_page(kg: Kg, store: Path, asked: tuple[str, ...], tmp_path: Path) -> None:
    printed = kg(*asked, "--store", store)
    assert printed.exit_code == 0
    assert SENTENCE in printed.output
    kg(*asked, "--store", store, "-o", "out.html")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert SENTENCE in page


def test_a_document_about_nobody_is_refused(kg: Kg, store: Path) -> None:
    assert "parameter state: 'Atlantis' is not accepted" in kg.fails("profile", "Atlantis", "--store", store, code=2)


def test_a_page_of_a_report_is_sorted_sifted_and_cut(kg: Kg, store: Path) -> None:
    asked = ("report", "transfers", "--store", store, "--format", "csv")
    page = kg(*asked, "--limit", "1", "--sort", "-latest", "--sort", "supplier", "--where", "recipient=EGY")
    assert page.exit_code == 0
    assert page.stdout.count(SENTENCE) == 1
    assert SENTENCE not in kg(*asked, "--where", "recipient=Venezuela").stdout
    assert SENTENCE not in kg(*asked, "--offset", "1").stdout


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--limit", "0"), "limit: it is 0"),
        (("--sort", "-nothing"), "has no column 'nothing'"),
        (("--where", "Egypt"), "accepts COLUMN=TEXT"),
    ],
)
def test_a_page_that_cannot_be_had_is_told(kg: Kg, store: Path, typed: tuple[str, str], told: str) -> None:
    assert told in kg.fails("report", "transfers", "--store", store, *typed, code=2)


def test_an_unknown_report_is_told_with_the_nearest_names(kg: Kg) -> None:
    assert "no report 'transfer'; did you mean transfers?" in kg.fails("report", "transfer", code=2)


def test_a_parameter_that_is_not_accepted_is_told_with_what_is(kg: Kg, store: Path) -> None:
    told = kg.fails("report", "transfers", "--store", store, "--recipient", "Egpyt", code=2)
    assert "Egpyt" in told
    assert "Egypt" in told


def test_a_report_without_a_graph_says_how_to_make_one(kg: Kg) -> None:
    assert "run 'kg build' first" in kg.fails("report", "transfers", code=4)


def test_no_parameter_of_a_report_hides_another_option() -> None:
    for name, command in COMMANDS.items():
        options = [option for parameter in command.params for option in parameter.opts]
        assert len(options) == len(set(options)), name


# --- SPARQL ---------------------------------------------------------------------------------------

ROWS = "SELECT ?who ?text { ?claim a at:ArmsTransfer ; at:supplier ?who ; at:quantityText ?text }"


def test_rows_are_a_table_with_prefixed_names(kg: Kg, store: Path) -> None:
    assert "id:russia" in kg("sparql", ROWS, "--store", store).output


@pytest.mark.parametrize("layout", ["csv", "json", "tsv"])
def test_rows_come_in_the_formats_of_the_standard(kg: Kg, store: Path, layout: str) -> None:
    output = kg("sparql", ROWS, "--store", store, "--format", layout).output
    assert ID + "russia" in output
    if layout == "json":
        assert json.loads(output)["results"]["bindings"][0]["text"]["value"] == "12"


def test_yes_and_no_are_words(kg: Kg, store: Path) -> None:
    assert kg("sparql", "ASK { ?claim a at:ArmsTransfer }", "--store", store).output == "yes\n"
    assert kg("sparql", "ASK { ?claim a at:Contract }", "--store", store).output == "no\n"


def test_a_graph_is_turtle(kg: Kg, store: Path) -> None:
    query = "CONSTRUCT { ?claim at:supplier ?who } { ?claim at:supplier ?who }"
    assert "id:russia" in kg("sparql", query, "--store", store).output
    assert "--format csv cannot hold" in kg.fails("sparql", query, "--store", store, "--format", "csv", code=2)
    assert "--format turtle cannot hold" in kg.fails("sparql", ROWS, "--store", store, "--format", "turtle", code=2)


def test_a_query_may_come_from_a_file_or_standard_input(kg: Kg, store: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(ROWS, "utf-8")
    assert "id:russia" in kg("sparql", "-f", "q.rq", "--store", store).output
    assert "id:russia" in kg("sparql", "-f", "-", "--store", store, stdin=ROWS).output
    assert "No such file" in kg.fails("sparql", "-f", "nothing.rq", "--store", store, code=3)
    assert "not both" in kg.fails("sparql", ROWS, "-f", "q.rq", "--store", store, code=2)
    assert "give a query" in kg.fails("sparql", "--store", store, code=2)


def test_a_query_with_a_mistake_is_told_with_its_place(kg: Kg, store: Path) -> None:
    assert "line 1, column" in kg.fails("sparql", "SELECT WHERE", "--store", store, code=2)


def test_a_limit_has_an_exit_code_of_its_own(kg: Kg, store: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
    assert "timeout" in kg.fails("sparql", slow, "--store", store, "--timeout", "0.5", code=5)


def test_an_answer_that_was_cut_says_so_beside_the_rows(kg: Kg, store: Path) -> None:
    result = kg("sparql", "SELECT ?s { ?s ?p ?o }", "--store", store, "--max-rows", 3, "--format", "csv")
    assert result.exit_code == 0
    assert len(result.stdout.split()) == 4
    assert "cut after 3 rows" in result.stderr


# --- export, explain, check -----------------------------------------------------------------------


@pytest.mark.parametrize("layout", EXPORTS)
def test_the_graph_leaves_in_every_form(kg: Kg, store: Path, layout: str, tmp_path: Path) -> None:
    assert kg("export", "--store", store, "--format", layout, "-o", "out").output == ""
    written = (tmp_path / "out").read_text("utf-8")
    assert "russia" in written.lower()
    assert "officials said" in written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_device_is_written_to_and_not_replaced(kg: Kg, store: Path) -> None:
    assert kg("export", "--store", store, "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_that_cannot_be_written_is_told(kg: Kg, store: Path) -> None:
    assert "can be written here" in kg.fails("export", "--store", store, "-o", "no/such/folder", code=2)


def test_a_claim_is_explained_down_to_its_sentence(kg: Kg, store: Path, vocabulary: Vocabulary) -> None:
    iri = claim_iri(MINT, vocabulary, ARTICLE, CLAIM)
    output = kg("explain", iri, "--store", store).output
    marked = "Russia[supplier] delivered 12 Su-35 fighters[equipment] to Egypt[recipient], officials[speaker] said."
    for words in (marked, "give+A1", "delivered >nsubj; delivered >obl[to]", "Delivered", "cairo.txt", "0.75"):
        assert words in output
    assert kg("explain", iri[-12:], "--store", store).output == output


def test_a_claim_that_does_not_exist_is_told(kg: Kg, store: Path) -> None:
    assert "there is no such claim" in kg.fails("explain", "nothing", "--store", store, code=2)


def test_a_claim_comes_back_from_the_graph_as_it_was_written(store: Path) -> None:
    with open_snapshot(store) as snapshot:
        (found,) = recall.recall(snapshot.store)
    assert (found.article, found.published) == ("cairo.txt", None)
    plain = [
        Claim(
            **{
                **{name: getattr(claim, name) for name in Claim.__dataclass_fields__},
                "arguments": {
                    role: tuple(v.iri if isinstance(v, Entity) else v for v in values)
                    for role, values in claim.arguments.items()
                },
                "attributed_to": tuple(e.iri for e in claim.attributed_to),
            }
        )
        for claim in (found.claim, CLAIM)
    ]
    assert plain[0] == plain[1]
    russia = found.claim.entities("supplier")[0]
    assert (russia.text, russia.label, russia.kind) == ("Russia", "Russia", "State")
    assert "Russian Federation" in russia.aliases


def test_the_shipped_data_and_a_good_graph_pass_the_check(kg: Kg, store: Path) -> None:
    result = kg("check", "--store", store)
    assert result.exit_code == 0, result.output
    assert "0 mistakes" in result.stderr


def test_the_check_needs_no_graph(kg: Kg) -> None:
    result = kg("check")
    assert result.exit_code == 0
    assert "no graph to look over" in result.stderr


def test_the_check_names_the_file_of_a_mistake(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text("this is no Turtle", "utf-8")
    result = kg("check", "--gazetteer", "mine.ttl")
    assert result.exit_code == 1
    assert "mine.ttl" in result.stdout
    assert "1 mistake," in result.stderr


# --- the program as a process ---------------------------------------------------------------------


def hear_interrupts() -> None:
    """Undo what a shell does to programs in the background: they, and all that they start, do not hear SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def start(*words: object, cwd: Path | None = None, stdin: int | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, words)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if not name.startswith("KG_")},
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - no thread of a test holds a lock here
    )


def modules_of(*words: str) -> set[str]:
    """Return what a command imports."""
    code = "import sys; from kg.cli import cli; cli(sys.argv[1:], standalone_mode=False);print('modules', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["list", "reports"], ["list", "settings"], ["list", "extractors"]])
def test_what_needs_no_language_loads_none(words: list[str]) -> None:
    heavy = {"spacy", "thinc", "numpy", "flask", "pyshacl", "rdflib", "pandas", "waitress"}
    assert not heavy & modules_of(*words)


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import kg; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if name.startswith("kg")} == {"kg"}
    assert not {"spacy", "pyoxigraph", "click"} & set(done.stdout.split())


def test_a_list_takes_less_than_half_a_second() -> None:
    command = [sys.executable, "-m", "kg", "list", "reports"]
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.5  # of the processor, so that a busy machine is no failure


def test_a_reader_that_goes_away_is_no_error(store: Path) -> None:
    process = start("export", "--store", store, "--format", "nquads", "--graph", "all")
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(20) == 141


def test_the_service_starts_answers_and_ends_cleanly(store: Path) -> None:
    for end in (signal.SIGTERM, signal.SIGINT):
        process = start("serve", "--store", store, "--port", 0)
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert answer.status == 200
        process.send_signal(end)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 0
        assert all(json.loads(line)["outcome"] == "ok" for line in told.splitlines())


def test_a_store_is_backed_up_and_restored(kg: Kg, store: Path, tmp_path: Path) -> None:
    made = kg("backup", "-o", tmp_path / "b.tar", "--store", store)
    assert re.match(r"kg: \S+b\.tar holds generation \d+ of \S+, [\d,]+ bytes\n", made.stderr)
    restored = kg("restore", tmp_path / "b.tar", "--store", tmp_path / "new")
    assert restored.stderr.endswith("b.tar as generation 1\n")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    old, new = (kg("sparql", count, "--store", one, "--format", "csv").stdout for one in (store, tmp_path / "new"))
    assert old == new != "n\r\n0\r\n"
    kg.fails("restore", store / "format", "--store", tmp_path / "new", code=3)


def test_a_port_that_is_taken_is_told(kg: Kg, store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = kg.fails("serve", "--store", store, "--port", port, code=2)
    assert f"cannot listen on 127.0.0.1 port {port}: another program has it" in told


def test_there_is_nothing_to_serve_before_a_build(kg: Kg) -> None:
    assert "run 'kg build' first" in kg.fails("serve", code=4)


# --- with the language pipeline -------------------------------------------------------------------

SAID = "Russia delivered 12 Su-35 fighters to Egypt."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    records = [{"id": "one", "text": SAID, "date": "2020-07-01"}, {"id": "two", "text": "Nothing was delivered."}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def test_claims_are_extracted_as_lines_of_the_schema(kg: Kg, articles: Path) -> None:
    schema = json.loads((CASES / "claims.schema.json").read_text("utf-8"))
    lines = [json.loads(line) for line in kg("extract", articles).stdout.splitlines()]
    for line in lines:
        jsonschema.validate(line, schema, format_checker=jsonschema.FormatChecker())
    assert [(line["document"], line["quantity"], line["evidence"][0]["sentence"]) for line in lines] == [
        ("one", 12, SAID)
    ]


def test_claims_are_extracted_as_a_table_and_as_turtle(kg: Kg, articles: Path) -> None:
    table = kg("extract", articles, "--format", "table").stdout
    assert all(word in table for word in ("Arms transfer", "Supplier", "Russia", "Egypt", "Delivered"))
    turtle = kg("extract", articles, "--format", "turtle").stdout
    assert "at:supplier id:russia" in turtle
    assert kg("extract", articles, "--format", "turtle").stdout == turtle


def test_what_cannot_be_read_is_told_and_the_rest_is_extracted(kg: Kg, articles: Path) -> None:
    result = kg("extract", "nothing.txt", articles)
    assert result.exit_code == 1
    assert "nothing.txt: cannot be read" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_build_tells_what_it_did_and_does_nothing_twice(kg: Kg, articles: Path) -> None:
    first = kg("build", articles)
    assert (first.exit_code, first.stdout) == (0, "")
    assert "read 2 articles (0 replaced), 0 unchanged, 0 left out, " in first.stderr
    assert "read 0 articles (0 replaced), 2 unchanged" in kg("build", articles).stderr
    articles.write_text(json.dumps({"id": "one", "text": SAID.replace("12", "13")}), "utf-8")
    assert "read 1 article (1 replaced), 0 unchanged" in kg("build", articles).stderr
    assert "13" in kg("report", "transfers", "--format", "csv").stdout


def test_a_build_keeps_what_is_good_and_lists_what_is_not(kg: Kg, articles: Path, tmp_path: Path) -> None:
    with articles.open("a") as stream:
        stream.write("{not json}\n")
    result = kg("build", articles, "--errors", "errors.jsonl")
    assert result.exit_code == 1
    told = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text("utf-8").splitlines()]
    (error,) = [one for one in told if one["refused"]]
    assert f"1 left out, {counted(len(told) - 1, 'warning')};" in result.stderr
    assert "articles.jsonl:3: is no JSON" in error["message"]
    assert SAID in kg("report", "transfers", "--format", "csv").stdout


def test_an_article_is_removed_by_its_key(kg: Kg, articles: Path) -> None:
    kg("build", articles)
    assert "with 1 claim" in kg("remove", "one").stderr
    assert SAID not in kg("report", "transfers", "--format", "csv").stdout
    assert "there is no article 'one'" in kg.fails("remove", "one", code=2)


def test_a_run_prints_the_transfers_and_writes_the_same_turtle_twice(kg: Kg, articles: Path, tmp_path: Path) -> None:
    first = kg("run", articles, "--no-serve")
    assert first.exit_code == 0
    assert all(word in first.stdout for word in ("Russia", "Egypt", "12", "Delivered"))
    written = (tmp_path / "arms-kg.ttl").read_bytes()
    assert kg("run", articles, "--no-serve", "--store", "other", "-o", "other.ttl").exit_code == 0
    assert (tmp_path / "other.ttl").read_bytes() == written


def test_a_second_writer_is_refused_with_the_process_of_the_first(kg: Kg, articles: Path, tmp_path: Path) -> None:
    with open_writer(tmp_path / "kg-store"):
        assert str(os.getpid()) in kg.fails("build", articles, code=4)


def test_a_pipeline_that_is_missing_is_told(kg: Kg, articles: Path) -> None:
    assert "no language pipeline 'klingon'" in kg.fails("build", articles, "--pipeline", "klingon", code=4)


@pytest.mark.parametrize("layout", ["table", "json"])
def test_a_gold_set_is_scored(kg: Kg, tmp_path: Path, layout: str) -> None:
    right = {
        "supplier": ["Russia"],
        "recipient": ["Egypt"],
        "equipment": ["Su-35"],
        "quantity": 12,
        "status": "delivered",
        "date": None,
        "value": None,
    }
    missed = right | {"recipient": ["Algeria"]}
    (tmp_path / "gold.jsonl").write_text(
        json.dumps({"id": "a", "text": SAID, "date": "2020-07-01", "transfers": [right, missed]}) + "\n", "utf-8"
    )
    output = kg("evaluate", "gold.jsonl", "--format", layout, "--errors", 1).stdout
    if layout == "json":
        scores = json.loads(output)
        assert scores["triple"][:2] == [1.0, 0.5]
        assert scores["errors"][0]["missed"][0]["recipient"] == ["Algeria"]
    else:
        assert re.search(r"triple +1\.000 +0\.500 +0\.667", output)
        assert "missed    Russia → Algeria → Su-35  (delivered)" in output


def test_a_gold_set_with_a_mistake_is_told_with_its_line(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": "a", "text": "x"}\n', "utf-8")
    assert "gold.jsonl:1: a gold passage has id, text and transfers" in kg.fails("evaluate", "gold.jsonl", code=3)


@pytest.mark.slow
def test_two_processes_read_what_one_does(kg: Kg, tmp_path: Path) -> None:
    records = [{"id": str(n), "text": SAID.replace("12", str(n))} for n in range(2, 40)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    one = kg("extract", "a.jsonl").stdout
    assert len(one.splitlines()) == len(records)
    assert kg("extract", "a.jsonl", "--processes", 2).stdout == one
    told = kg.fails("extract", "a.jsonl", "--processes", 2, "--pipeline", "klingon", code=4)
    assert "the language pipeline 'klingon' cannot be loaded" in told


def test_an_interrupted_build_says_so_and_leaves_the_store_free(tmp_path: Path) -> None:
    process = start("build", "-", stdin=subprocess.PIPE, cwd=tmp_path)
    deadline = time.monotonic() + 20
    while not (tmp_path / "kg-store" / "lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, "kg: interrupted\n")
    with open_writer(tmp_path / "kg-store"):
        pass


def test_a_terminal_shows_how_far_a_build_is(articles: Path, tmp_path: Path) -> None:
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "kg", "build", str(articles)]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=end, stderr=end)
    os.close(end)
    shown = b""
    with suppress(OSError):  # the terminal is gone when the program is
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    assert process.wait(20) == 0
    assert b"/1 files" in shown
    assert b"2 articles" in shown
