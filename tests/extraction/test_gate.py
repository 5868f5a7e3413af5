"""What the gate leaves out holds no claim: with and without it the claims are the same.

So it is of what rules read.  The second reader sees the paragraphs around a name, and so what the gate leaves of them.
"""

from array import array
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from kg.articles import article_of
from kg.extraction import Reader
from kg.extraction.gate import Gate
from kg.extraction.glance import Glances
from kg.gazetteer import Gazetteer
from kg.language.layout import Layout, lay_out
from kg.language.linker import Linker
from kg.language.sights import Sights
from kg.lexicon import read_lexicon
from kg.model import Article, Claim
from kg.settings import shipped
from tests.conftest import CASES, cases

FILES = sorted(path.name for path in CASES.glob("*.jsonl") if path.name not in {"dates.jsonl", "quantities.jsonl"})
PLAIN = (
    "The bakery opened at six. Bread sold out by noon, which surprised everybody in Elm Street.",
    "Rain fell on the orchard all week. Pears ripen in autumn, and ladders stood under the trees.",
    "Painting the fence took two days. What it would cost was never asked.",
)
SOME = 12  # cases in one long article
LONG = "\n\n".join(PLAIN * 3)


@pytest.fixture(scope="module")
def gate(gazetteer: Gazetteer) -> Gate:
    lexicons = (path for path in shipped("ontology").glob("lexicon-*.yaml") if "dates" not in path.name)
    return Gate(Glances(read_lexicon(path for path in lexicons if "quantities" not in path.name), gazetteer))


def _texts(name: str) -> list[str]:
    return [case["text"] for case in cases(name) if "text" in case]


def _claims(reader: Reader, articles: list[Article]) -> list[tuple[Claim, ...]]:
    return [read.claims for read in reader.read(articles)]


def _same(reader: Reader, texts: list[str]) -> Iterator[bool]:
    articles = [article_of(text, key=str(number), date="2020-07-01") for number, text in enumerate(texts)]
    by_rules = reader.by_rules()
    return (a == b for a, b in zip(_claims(by_rules, articles), _claims(by_rules.ungated(), articles), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_claims_are_the_same_with_and_without_the_gate(reader: Reader, name: str) -> None:
    assert all(_same(reader, _texts(name)))


def test_claims_of_the_seeds_are_the_same_with_and_without_the_gate(reader: Reader) -> None:
    assert all(_same(reader, [path.read_text("utf-8") for path in sorted(shipped("seeds").glob("*.txt"))]))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FILES if name != "dev.jsonl"])
def test_a_long_article_on_other_things_loses_nothing_but_bare_statements(reader: Reader, name: str) -> None:
    """What is left out brings no deal nearer to another, and no pronoun nearer to a name."""
    told = [part for text in _texts(name)[:SOME] for part in (text, *PLAIN)]
    article = article_of("\n\n".join(told), key="long", date="2020-07-01")
    by_rules = reader.by_rules()
    (gated,), (ungated,) = _claims(by_rules, [article]), _claims(by_rules.ungated(), [article])
    assert {claim.type for claim in ungated if claim not in gated} <= {"Statement"}
    assert all(claim in ungated for claim in gated)
    assert len(gated) >= len(ungated) - 2


def test_an_article_on_other_things_is_not_parsed(gate: Gate, reader: Reader) -> None:
    assert gate.passed(lay_out(LONG)).paragraphs == ()
    assert _claims(reader, [article_of(LONG, key="plain")]) == [()]


def test_of_a_long_article_what_may_hold_a_claim_is_parsed_with_what_it_refers_to(gate: Gate) -> None:
    deal = "It delivered two submarines to Peru."
    told = [*chain.from_iterable(repeat(PLAIN, 3)), deal, *chain.from_iterable(repeat(PLAIN, 3))]
    kept = gate.passed(lay_out("\n\n".join(told))).paragraphs
    assert deal in kept
    assert kept.index(deal) >= 2
    assert kept.index(deal) >= len(kept) - 2  # what stands right behind it may be a part of it
    assert len(kept) < len(told) / 2


def test_articles_keep_their_order_when_some_are_not_parsed(reader: Reader) -> None:
    texts = [LONG, "Russia delivered two Su-35 jets to Egypt.", LONG, "Spain delivered ten Leopard 2 tanks to Chile."]
    read = list(reader.read([article_of(text, key=str(number)) for number, text in enumerate(texts)]))
    assert [one.article.key for one in read] == ["0", "1", "2", "3"]
    assert [len(one.claims) for one in read] == [0, 1, 0, 1]


def test_a_layout_of_some_paragraphs_points_at_the_same_characters() -> None:
    text = "One line here.\n\nThe second  one.\n\nA third."
    layout = lay_out(text).only((1, 2))
    assert layout.paragraphs == ("The second one.", "A third.")
    joined = " ".join(layout.paragraphs)
    assert all(text[layout.offset(i)] == char for i, char in enumerate(joined) if not char.isspace())
    assert lay_out(text).only(()) == Layout((), array("L"))


@pytest.mark.parametrize("name", ["dev.jsonl", "transfers.jsonl"])
def test_every_name_that_the_linker_finds_is_seen_in_the_plain_words(
    reader: Reader, gazetteer: Gazetteer, name: str
) -> None:
    sights, linker = Sights(gazetteer.concepts.values()), Linker(gazetteer)
    texts = _texts(name)[:40]
    for doc in reader._nlp.pipe(texts):
        words = "".join(c if c.isalnum() else " " for c in doc.text).split()
        seen = {concept.iri for concept in sights.seen(words)}
        linked = {m.concept.iri for m in linker.link(doc).all if m.concept and m.kind != "Service"}
        assert linked <= seen
