"""A build to be killed: many made-up articles, each with one claim; run by tests/test_crash.py.

Arguments: folder of the store, number of articles, their edition, seconds per article.  The shapes
are left out, as they take most of the time and touch no store.
"""

import json
import sys
import time
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.gazetteer import read_gazetteer
from kg.model import Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.terms import DEFAULT_BASE, ID, Vocabulary

PUBLISH_EVERY = 0.05


class SlowReader:
    def __init__(self, pause: float) -> None:
        self.pause = pause

    def read(self, articles: Iterable[Article]) -> Iterator[ArticleClaims]:
        for article in articles:
            time.sleep(self.pause)
            words = article.text.split()
            parties = [Entity(word, word, ID + word.lower(), "State") for word in words[:2]]
            tanks = Entity(words[2], words[2], kind="EquipmentType", iri=f"{ID}{words[2]}")
            mentions = (Mention("supplier", 0, len(words[0]), words[0], parties[0].iri, "exact"),)
            evidence = Evidence(article.text, 0, len(article.text), mentions, "A1")
            yield ArticleClaims(
                article,
                (
                    Claim(
                        "ArmsTransfer",
                        {
                            "supplier": (parties[0],),
                            "recipient": (parties[1],),
                            "equipment": (tanks,),
                        },
                        (evidence,),
                        status="Delivered",
                    ),
                ),
            )


def articles(count: int, edition: str) -> list[Article]:
    return [
        Article(f"{n}.txt", f"State{n % 7} Other{n % 5} tank-{edition}-{n} were delivered")
        for n in range(count)
    ]


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path, count: int, edition: str, pause: float) -> None:
    sound = types.ModuleType("kg.check")
    sound.Shapes = types.SimpleNamespace(  # type: ignore[attr-defined]
        read=lambda _: types.SimpleNamespace(check=lambda _quads, _context: [])
    )
    sound.context_of = lambda _quads, _gazetteer: []  # type: ignore[attr-defined]
    sound.describe = str  # type: ignore[attr-defined]
    sys.modules["kg.check"] = sound

    from kg.builder import build

    ontology = folder.parent / "ontology"
    summary = build(
        articles(count, edition),
        folder=folder,
        ontology=ontology,
        gazetteer=read_gazetteer([ontology / "names.ttl"]),
        vocabulary=Vocabulary.read(ontology / "arms.ttl"),
        base=DEFAULT_BASE,
        versions={"pipeline": "1", "rules": "1", "vocabulary": "1", "gazetteer": "1"},
        open_reader=lambda: SlowReader(pause),
        progress=lambda progress: say(progress.done),
        publish_every=PUBLISH_EVERY,
    )
    say({"read": summary.read, "unchanged": summary.unchanged})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
