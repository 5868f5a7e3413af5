"""Pictures of reports: what they show is what the rows say, for whoever sees, points, searches or listens."""

import datetime as dt
import io
import random
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.canned import CannedQuery, Column, Report, read_query, run
from kg.errors import NotAcceptableError
from kg.query import Endpoint, Solutions
from kg.report import PICTURES, formats_of, picture, picture_html
from kg.report.pictures.sheet import elided, width_of
from kg.settings import shipped
from kg.terms import AT

SVG = "{http://www.w3.org/2000/svg}"
CLAIM, THING = "https://example.org/arms/claim/", "https://news.test/"
COLUMNS = (
    Column("a", "Supplier", "entity"),
    Column("b", "Recipient", "entity"),
    Column("k", "Kind", "text"),
    Column("f", "Factuality", "code"),
    Column("s", "From", "date"),
    Column("e", "To", "date"),
    Column("y", "Year", "integer"),
    Column("n", "Claims", "integer"),
    Column("claim", "Claim", "claim"),
)
CHARTS: Mapping[str, Mapping[str, str]] = {
    "bar": {"kind": "bar", "x": "a", "y": "n"},
    "grouped": {"kind": "bar", "x": "a", "y": "n", "group": "k"},
    "years": {"kind": "bar", "x": "y", "y": "n"},
    "line": {"kind": "line", "x": "y", "y": "n", "group": "k"},
    "days": {"kind": "line", "x": "s", "y": "n"},
    "sankey": {"kind": "sankey", "source": "a", "target": "b"},
    "sized": {"kind": "sankey", "source": "a", "target": "b", "size": "n"},
    "timeline": {"kind": "timeline", "start": "s", "end": "e", "label": "a", "group": "k"},
    "network": {"kind": "network", "source": "a", "target": "b", "label": "k"},
}

Row = dict[str, ox.NamedNode | ox.Literal]


def row(number: int, **said: str | int | None) -> Row:
    """Return a row: ``a`` and ``b`` are names, all else is as the columns have it."""
    found: Row = {"claim": ox.NamedNode(f"{CLAIM}{number}")}
    for name, value in {"f": "Asserted", **said}.items():
        if value is None:
            continue
        if name in {"a", "b"}:
            found[name] = ox.NamedNode(THING + re.sub(r"\W", "-", str(value)))
            found[f"{name}Label"] = ox.Literal(str(value))
        elif name == "f":
            found[name] = ox.NamedNode(AT + str(value))
        else:
            found[name] = ox.Literal(value)
    return found


def report(chart: str, rows: Sequence[Row], summary: str = "Who arms whom") -> Report:
    declared = CHARTS[chart]
    query = CannedQuery("try", "Try", summary, "", (), COLUMNS, "claim", declared, (), "", Path("try.rq"))
    return Report(query, {}, Solutions(tuple(c.name for c in COLUMNS), list(rows), truncated=False, generation=7))


def some(number: int, names: int = 8) -> list[Row]:
    """Return rows with many values in every column, and some gaps."""
    dice = random.Random(number)
    kinds = ("sale", "lease", "gift")
    return [
        row(
            n,
            a=f"State {dice.randrange(names)}",
            b=f"Buyer {dice.randrange(names)}" if dice.random() < 0.9 else None,
            k=dice.choice(kinds),
            f=dice.choice(["Asserted", "Asserted", "Hedged", "Denied"]),
            s=f"{2000 + dice.randrange(9)}-0{dice.randrange(1, 9)}-11",
            e=f"20{10 + dice.randrange(9)}-03-01" if dice.random() < 0.8 else None,
            y=2000 + dice.randrange(12),
            n=dice.randrange(1, 30),
        )
        for n in range(number)
    ]


def drawn(one: Report) -> ET.Element:
    return ET.fromstring(picture(one, "svg", link=lambda iri: f"/see?iri={iri}&x=1"))


def said(root: ET.Element) -> list[str]:
    """Return what marks say when pointed at."""
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    return titles[1:]


def texts(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def links(root: ET.Element) -> set[str]:
    return {link.get("href", "") for link in root.iter(f"{SVG}a")}


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("number", [1, 2, 30, 300])
def test_every_kind_of_chart_is_drawn_of_any_number_of_rows(chart: str, number: int) -> None:
    root = drawn(report(chart, some(number, names=4 if number < 100 else 60)))
    assert (root.get("role"), root.get("aria-label")) == ("img", "Who arms whom")
    assert root.find(f"{SVG}title") is not None
    assert len((root.findtext(f"{SVG}desc") or "").split()) > 1
    assert said(root)
    assert any(text.startswith("Who arms") for text in texts(root)), "text is text, and can be searched"


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("form", PICTURES)
def test_the_same_rows_give_the_same_bytes(chart: str, form: str) -> None:
    one = report(chart, some(40))
    assert picture(one, form) == picture(one, form)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_png_is_as_large_as_the_picture_and_not_blank(chart: str) -> None:
    from PIL import Image

    body = picture(report(chart, some(20)), "png")
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = np.asarray(Image.open(io.BytesIO(body)).convert("L"))
    assert pixels.shape[1] == pytest.approx(660 / 72 * 160, abs=2)
    assert pixels[0, 0] == 255, "the paper is white"
    assert 0.005 < (pixels < 240).mean() < 0.6


def test_bars_are_as_long_as_their_numbers_the_longest_first() -> None:
    root = drawn(report("bar", [row(1, a="Oman", n=3), row(2, a="Chad", n=12), row(3, a="Oman", n=1)]))
    assert [text for text in texts(root) if text in {"Oman", "Chad", "4", "12"}] == ["Chad", "12", "Oman", "4"]
    assert "Oman: 4 claims" in said(root)
    wide = [_width(path) for path in _marked(root, "Chad: 12 claims") + _marked(root, "Oman: 4 claims")]
    assert wide[0] == pytest.approx(3 * wide[1], rel=0.01)
    assert links(root) == {f"/see?iri={THING}Oman&x=1", f"/see?iri={THING}Chad&x=1"}


def _marked(root: ET.Element, what: str) -> list[ET.Element]:
    """Return the paths that say something."""
    groups = [group for group in root.iter(f"{SVG}g") if group.findtext(f"{SVG}title") == what]
    return [path for group in groups for path in group.iter(f"{SVG}path")]


def _width(path: ET.Element) -> float:
    numbers = [float(text) for text in re.findall(r"-?[\d.]+", path.get("d", ""))]
    return max(numbers[::2]) - min(numbers[::2])


def test_years_stand_in_the_order_of_time_and_what_has_no_year_is_told() -> None:
    rows = [row(1, y=2019, n=2), row(2, y=2001, n=5), row(3, y=2003, n=1), row(4, n=6)]
    root = drawn(report("years", rows))
    years = [(float(t.get("x", "0")), t.text) for t in root.iter(f"{SVG}text") if re.fullmatch(r"\d{4}", t.text or "")]
    assert [text for _, text in sorted(years)] == ["2001", "2003", "2019"]
    places = [place for place, _ in sorted(years)]
    assert (places[1] - places[0]) * 8 == pytest.approx(places[2] - places[1], rel=0.02)
    assert "Not on the axis: not named, 6 claims." in texts(root)


def test_flows_count_claims_and_gather_the_smallest() -> None:
    rows = [row(n, a=f"Seller {n % 40:02}", b=f"Buyer {n % 37:02}") for n in range(400)]
    root = drawn(report("sankey", rows))
    flows = [text for text in said(root) if "→" in text]
    assert len(flows) <= 36
    assert sum(int(text.rsplit(": ", 1)[1].split()[0].replace(",", "")) for text in flows) == 400
    assert any(re.match(r"\d+ smaller sources are gathered as “other \(\d+\)”", text) for text in texts(root))


def test_a_claim_in_two_rows_counts_once_and_the_flow_leads_to_it() -> None:
    root = drawn(report("sankey", [row(1, a="Chad", b="Oman"), row(1, a="Chad", b="Oman")]))
    assert "Chad → Oman: 1 claim" in said(root)
    assert f"/see?iri={CLAIM}1&x=1" in links(root)


def test_sizes_are_taken_where_a_report_has_them() -> None:
    root = drawn(report("sized", [row(1, a="Chad", b="Oman", n=7), row(2, a="Chad", b="Oman", n=4)]))
    assert "Chad → Oman: 11 claims" in said(root)


@pytest.mark.parametrize("chart", ["bar", "sankey", "timeline", "network"])
def test_what_is_not_sure_is_drawn_otherwise_and_the_key_says_so(chart: str) -> None:
    sure = row(1, a="Chad", b="Oman", k="sale", s="2001", e="2002", n=1)
    root = drawn(report(chart, [sure, row(2, a="Chad", b="Oman", k="sale", s="2001", e="2002", n=1, f="Denied")]))
    assert "hedged, denied or not yet done" in texts(root)
    assert any("not sure" in text for text in said(root))
    assert "stroke-dasharray" in ET.tostring(root, encoding="unicode")
    assert "hedged, denied or not yet done" not in texts(drawn(report(chart, [sure])))


def test_a_row_that_counts_claims_is_as_sure_as_any() -> None:
    one = report("bar", [row(1, a="Chad", n=3, f="Hedged")])
    counting = replace(one, query=replace(one.query, evidence="other"))
    assert said(drawn(counting)).count("Chad: 3 claims") >= 1
    assert "hedged, denied or not yet done" not in texts(drawn(counting))


def test_a_timeline_tells_ends_that_are_not_known_and_rows_without_a_date() -> None:
    rows = [
        row(1, a="Base", k="x", s="2001-02-03", e="2004-05-06"),
        row(2, a="Camp", k="x", e="2003"),
        row(3, a="Port", k="x", s="2002-01"),
        row(4, a="Club", k="x", s="soon"),
    ]
    root = drawn(report("timeline", rows))
    wanted = {"Base: 2001-02-03 to 2004-05-06 (x)", "Camp: by 2003-01-01 (x)", "Port: from 2002-01-01 (x)"}
    assert wanted <= set(said(root))
    assert "1 without a date is not drawn." in texts(root)
    assert "Club" not in texts(root)


def test_one_column_may_be_start_and_end() -> None:
    one = report("timeline", [row(1, a="Base", s="2001-02-03")])
    chart = {"kind": "timeline", "start": "s", "end": "s", "label": "a"}
    assert "Base: 2001-02-03" in said(drawn(replace(one, query=replace(one.query, chart=chart))))


def test_ties_of_a_network_are_one_for_all_claims_that_tell_of_it() -> None:
    rows = [row(n, a="Chad", b=f"State {n % 5}", k="sale") for n in range(10)]
    root = drawn(report("network", rows))
    ties = [text for text in said(root) if "→" in text]
    assert sorted(ties) == [f"Chad → State {n} (sale): 2 claims" for n in range(5)]
    assert {f"/see?iri={THING}State-{n}&x=1" for n in range(5)} <= links(root)


def test_names_of_a_network_do_not_cover_each_other() -> None:
    rows = [row(n, a=f"Seller number {n}", b=f"Buyer number {n}") for n in range(25)]
    root = drawn(report("network", rows))
    names = [text for text in root.iter(f"{SVG}text") if "number" in (text.text or "")]
    boxes = [_box(text) for text in names]
    assert len(boxes) == 50
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 10


def _box(text: ET.Element) -> tuple[float, float, float]:
    """Return left, right and height of a text."""
    wide, at = width_of(text.text or ""), float(text.get("x", "0"))
    left = at - wide if text.get("text-anchor") == "end" else at
    return left, left + wide, float(text.get("y", "0"))


def test_a_long_name_is_cut_and_said_whole() -> None:
    name = "Organisation for the Prohibition of Names that are Longer than the Picture is Wide"
    root = drawn(report("bar", [row(1, a=name, n=2)]))
    assert name not in texts(root)
    assert any(text.startswith("Organisation for") and text.endswith("…") for text in texts(root))
    assert f"{name}: 2 claims" in said(root)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("form", PICTURES)
def test_a_report_without_rows_is_a_picture_that_says_so(chart: str, form: str) -> None:
    body = picture(report(chart, []), form)
    assert len(body) > 500
    if form == "svg":
        assert "No claim in this graph answers that." in body.decode()


def test_a_report_without_a_chart_says_which_formats_it_has() -> None:
    one = report("bar", some(2))
    without = replace(one, query=replace(one.query, chart=None))
    with pytest.raises(NotAcceptableError, match="try has no chart to draw; its formats are table, csv, json"):
        picture(without, "svg")
    assert set(formats_of(one.query)) - set(formats_of(without.query)) == set(PICTURES)
    assert picture_html(without) == ""


def test_a_format_that_is_no_picture_is_refused() -> None:
    with pytest.raises(NotAcceptableError, match="pictures are svg, png"):
        picture(report("bar", some(2)), "gif")


def test_rows_that_were_left_out_are_told() -> None:
    one = report("bar", some(5))
    cut = replace(one, solutions=replace(one.solutions, truncated=True))
    assert any(text.startswith("Cut short after 5 rows") for text in texts(drawn(cut)))


def test_a_picture_in_a_page_needs_no_style_of_its_own_and_shares_no_name() -> None:
    """A page's policy may forbid styles, and two pictures may stand in one page."""
    first, second = (picture_html(report(chart, some(9))) for chart in ("sankey", "network"))
    assert first.startswith("<svg")
    assert " style=" not in first + second
    ids = re.findall(r'\bid="([^"]+)"', first + second)
    assert len(ids) == len(set(ids))
    for body in (first, second):
        wanted = set(re.findall(r"url\(#([^)]+)\)", body)) | set(re.findall(r'href="#([^"]+)"', body))
        assert wanted <= set(re.findall(r'\bid="([^"]+)"', body))


def test_a_line_of_very_many_points_has_no_dots() -> None:
    def points(number: int) -> int:
        rows = [row(n, s=str(dt.date(1990, 1, 1) + dt.timedelta(days=n)), n=n) for n in range(number)]
        return len(said(drawn(report("days", rows))))

    assert points(200) >= 200
    assert points(400) < 20


def test_too_little_to_draw_is_not_drawn_where_that_is_asked() -> None:
    one = report("bar", [row(1, a="Chad", n=3)])
    assert picture_html(one) != ""
    assert picture_html(one, least=2) == ""


def test_threads_draw_at_once_and_leave_the_settings_of_others_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    one = report("bar", some(10))
    expected = picture(one, "svg")
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(picture(one, "svg"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
    assert dict(mpl.rcParams) == before


def test_nothing_is_loaded_to_draw_before_something_is_drawn() -> None:
    script = "import sys, kg.report, kg.report.documents, kg.cli; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["$x^2$", "$", r"\frac{1}{0}", "<script>alert(1)</script>", "a&b", "]]>", "\x00\x1b[2J", "نظام", "防空系统",
         "\u202eevil", "\u0301" * 30, "x" * 5000, "'\"><a href='javascript:1'>", "", " ", "\U0001f469\u200d\U0001f467"]
    ),
)  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(names=st.lists(NASTY, min_size=1, max_size=4), form=st.sampled_from(PICTURES))
def test_any_text_may_stand_in_a_picture(chart: str, names: list[str], form: str) -> None:
    numbers = range(len(names))
    rows = [row(n, a=names[n], b=names[n], k=names[n], s=names[n] or "2001", e="2002", y=n, n=n + 1) for n in numbers]
    one = report(chart, rows, summary=" ".join(names).replace("{", "("))  # braces name parameters
    body = picture(one, form)
    if form == "svg":
        root = ET.fromstring(body)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert not tags & {"script", "foreignObject", "image"}
        assert all(link.startswith(THING) for link in links(root))


def test_a_link_leads_where_it_is_said_and_nowhere_else() -> None:
    one = report("bar", [row(1, a="Chad", n=3)])
    assert links(ET.fromstring(picture(one, "svg", link=lambda _: None))) == set()
    assert links(ET.fromstring(picture(one, "svg"))) == {f"{THING}Chad"}


@pytest.mark.filterwarnings("ignore:Glyph")
@given(text=st.text(max_size=80), room=st.floats(20, 300))
@settings(max_examples=30, deadline=None)
def test_a_text_that_is_cut_fits(text: str, room: float) -> None:
    assert width_of(elided(text, room)) <= room


@pytest.mark.parametrize("name", ["transfers", "suppliers-of-recipient"])
@pytest.mark.parametrize("form", PICTURES)
def test_shipped_reports_are_drawn(name: str, form: str, endpoint: Endpoint) -> None:
    query = read_query(shipped("queries") / f"{name}.rq")
    values = {parameter.name: [parameter.example] for parameter in query.parameters if parameter.required}
    assert len(picture(run(query, values, endpoint), form)) > 1000
