"""Asks the network about an article's goods.

What comes in: a reading.  What goes out: an ``Opinion`` on each of its goods, in the order of the text.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.opinion.candidates import candidates
from kg.extraction.opinion.records import Filled, Opinion
from kg.extraction.opinion.runs import Run, runs
from kg.language import weights as pipeline_weights
from kg.language.network.component import NetworkAnnotator
from kg.language.network.encoder import Encoder
from kg.language.network.pairs import STATUSES, PairNetwork, PairScores
from kg.language.network.parameters import Array, Parameters, read, read_arrays
from kg.language.network.wordpiece import CLOSE, OPEN, WordPieces

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.extraction.reading import Reading

__all__ = ["SecondReader", "open_second_reader", "weights"]


class SecondReader:
    """The network with its words; it is read from disk when it is first asked."""

    def __init__(self, base: Parameters, folder: Path) -> None:
        """Keep the pipeline's network, whose lower layers it shares, and the folder of its own weights."""
        self._base, self._folder = base, folder
        self._pieces = WordPieces(base.pieces)
        self._loaded: PairNetwork | None = None

    def opinions(self, reading: "Reading") -> list[Opinion]:
        """Return what the network says of an article's goods."""
        found = candidates(reading)
        if not found.goods:
            return []
        said = [opinion for run in runs(reading.doc, found, self._pieces) for opinion in self._of(run)]
        return sorted(said, key=lambda opinion: opinion.item.token.i)

    def _of(self, run: Run) -> list[Opinion]:
        scores = self._network().score(run.marked)
        return [_opinion(run, scores, number) for number in range(len(run.goods))]

    def _network(self) -> PairNetwork:
        if self._loaded is None:
            encoder = Encoder(self._base, self._pieces.number(OPEN), self._pieces.number(CLOSE))
            self._loaded = PairNetwork(encoder, read_arrays(self._folder / "pairs.npz"))
        return self._loaded


def open_second_reader(nlp: "Language") -> SecondReader:
    """Return the second reader beside a pipeline; the shipped pipeline's network is shared, else read anew."""
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, NetworkAnnotator) and pipe.parameters:
            return SecondReader(pipe.parameters, weights())
    return SecondReader(read(pipeline_weights() / "arms_network"), weights())


def weights() -> Path:
    """Return the folder of the shipped weights."""
    return Path(__file__).parent / "weights"


def _opinion(run: Run, scores: PairScores, number: int) -> Opinion:
    return Opinion(
        item=run.goods[number],
        told=float(scores.told[number]),
        suppliers=_shares(run.parties, scores.suppliers[number]),
        recipients=_shares(run.parties, scores.recipients[number]),
        status=STATUSES[int(scores.statuses[number].argmax())],
    )


def _shares(parties: Sequence[Party], likely: Array) -> list[Filled]:
    """Return the shares of a role by thing: mentions of one thing are added up, and stand for their likeliest."""
    by_thing: dict[str, list[tuple[float, Party | None]]] = {}
    for party, share in zip([*parties, None], likely.tolist(), strict=True):
        name = (party.linked.iri or party.linked.label) if party else ""
        by_thing.setdefault(name, []).append((share, party))
    filled = (Filled(max(rows, key=lambda row: row[0])[1], sum(share for share, _ in rows))
              for rows in by_thing.values())
    return sorted(filled, key=lambda one: -one.share)
