"""Paragraphs lose their line breaks, and every character knows where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language.layout import lay_out

BODY = "Chile bought frigates from Norway."


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (BODY, [BODY]),
        (f"{BODY}\n\nPeru did not.", [BODY, "Peru did not."]),
        (f"{BODY}\nPeru did not.", [BODY, "Peru did not."]),
        (f"{BODY}\r\n\r\nPeru did not.", [BODY, "Peru did not."]),
        ("Chile, which has long wanted larger ships,\nbought two frigates from Norway in May.",
         ["Chile, which has long wanted larger ships, bought two frigates from Norway in May."]),
        ("Chile gets ships\nSANTIAGO, May 3 - The navy of Chile bought two frigates from Norway.",
         ["Chile gets ships", "SANTIAGO, May 3 -", "The navy of Chile bought two frigates from Norway."]),
        ("Chile  bought\ttwo\u00a0frigates.", ["Chile bought two frigates."]),
        ("\n \n  Chile bought two.  \n\n", ["Chile bought two."]),
    ],
)
def test_line_breaks_inside_sentences_go_and_paragraphs_stay(text: str, paragraphs: list[str]) -> None:
    assert list(lay_out(text).paragraphs) == paragraphs


def test_reading_starts_behind_a_header() -> None:
    text = " date 2019-03-30 " + BODY
    layout = lay_out(text, 17)
    assert layout.paragraphs == (BODY,)
    assert layout.offset(0) == 17


@given(st.text(alphabet=st.sampled_from("aB. \n\r\t,“”é\u2028"), max_size=200))
def test_every_character_that_is_no_space_points_at_itself(text: str) -> None:
    layout = lay_out(text)
    joined = " ".join(layout.paragraphs)
    assert len(joined) == len(layout.origin)
    assert all(text[layout.offset(i)] == char for i, char in enumerate(joined) if not char.isspace())
    assert [c for c in text if not c.isspace()] == [c for c in joined if not c.isspace()]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("LIMA, May 3 - Peru bought tanks.", "LIMA, May 3 -"),
        ("LIMA, Peru (Aug. 2) -- The army got guns.", "LIMA, Peru (Aug. 2) --"),
        ("PORT-AU-PRINCE — The police got rifles.", "PORT-AU-PRINCE —"),
        ("DHAKA: The air force got jets.", "DHAKA:"),
        ("LIMA, Jan. 5 (Agency) - Peru bought tanks.", "LIMA, Jan. 5 (Agency) -"),
        ("The deal: two ships - and more.", None),
        ("F-16: the jet that Peru wants.", None),
    ],
)
def test_a_dateline_is_a_paragraph_of_its_own(text: str, dateline: str | None) -> None:
    first, *rest = lay_out(text).paragraphs
    assert (first if rest else None) == dateline
