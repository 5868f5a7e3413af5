"""Makes articles with claims in them that look like those of a real graph.

What comes in: gazetteers, the vocabulary, a seed.  What goes out: ``ArticleClaims`` as the extraction gives them; the
same seed gives the same.  Few things are named often, most hardly ever.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.gazetteer import Gazetteer
from kg.model import Argument, Article, ArticleClaims, Claim, Concept, Entity, Evidence, Mention
from kg.resolve import claim_iri
from kg.terms import ID, Mint, Vocabulary
from tests.benchmarks.forms import (
    FACTUALITIES,
    HEADS,
    PLAIN,
    PUBLISHER,
    ROLES,
    SPEAKER,
    STATUSES,
    SYLLABLES,
    WEIGHTS,
    WORDS,
)

__all__ = ["MINT", "Articles"]

MINT = Mint()
"""Makes the IRIs of articles and claims."""
_SEED = 20190330
_FIRST_DAY, _DAYS = dt.date(1995, 1, 1), 30 * 365
_PER_ARTICLE = 7  # claims, on average and before they are cut
_MOST = 30  # claims of an article
_NEW_NAME = 0.05  # of the equipment and the firms, how many no gazetteer knows
_SECOND_PASSAGE = 0.12  # of the claims, how many are said twice


class _Pool:
    """Things to draw from: the n-th is drawn in proportion to 1/n."""

    def __init__(self, things: Sequence[Entity]) -> None:
        self._things = things
        self._weights = list(itertools.accumulate(1 / n for n in range(1, len(things) + 1)))

    def draw(self, chance: random.Random) -> Entity:
        return chance.choices(self._things, cum_weights=self._weights)[0]


@dataclass(slots=True)
class _Text:
    """The text of an article as it is written, sentence by sentence."""

    written: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, sentence: str) -> int:
        """Write a sentence; return where it begins."""
        start = self.length
        self.written.append(sentence)
        self.length += len(sentence) + 1
        return start


class Articles:
    """Makes articles with their claims, the same for the same seed."""

    def __init__(self, gazetteer: Gazetteer, vocabulary: Vocabulary, seed: int = _SEED) -> None:
        """Sort what can be named into pools."""
        self._chance = random.Random(seed)
        self._vocabulary = vocabulary
        things = {iri.removeprefix(ID): _entity(concept) for iri, concept in sorted(gazetteer.concepts.items())}
        kinds = {
            "supplier": {"State": 3, "Organization": 1}, "recipient": {"State": 4, "ArmedGroup": 1},
            "firm": {"Organization": 1}, "equipment": {"EquipmentType": 5, "EquipmentClass": 1},
            "place": {"Place": 1}, "region": {"Region": 1}, "office": {"Office": 1}, "medium": {"Medium": 1},
        }  # fmt: skip
        self._pools = {name: _Pool(self._ranked(name, things, wanted)) for name, wanted in kinds.items()}
        states = [thing for thing in self._ranked("recipient", things, kinds["recipient"]) if thing.kind == "State"]
        self._services = _Pool([_service(state) for state in states])
        self._people = _Pool([Entity(SPEAKER, SPEAKER, kind="Person"), *(self._person() for _ in range(3000))])
        self._publishers = [PUBLISHER, *(self._word(3).title() for _ in range(200))]

    def _ranked(self, name: str, things: dict[str, Entity], kinds: dict[str, int]) -> list[Entity]:
        """Return what a pool holds: its head, then all others of its kinds, mixed."""
        head = [thing for word in HEADS.get(name, "").split() if (thing := things.get(word))]
        chance = random.Random(name)
        of_kinds = [thing for thing in things.values() if thing.kind in kinds and thing not in head]
        return head + sorted(of_kinds, key=lambda thing: chance.random() / kinds[thing.kind])

    def make(self, claims: int) -> Iterator[ArticleClaims]:
        """Yield articles until they have so many claims together."""
        made = 0
        for number in itertools.count():
            if made >= claims:
                return
            wanted = min(claims - made, _MOST, 1 + int(self._chance.expovariate(1 / _PER_ARTICLE)))
            article = self._article(number, wanted)
            made += len(article.claims)
            yield article

    def _article(self, number: int, wanted: int) -> ArticleClaims:
        chance, text = self._chance, _Text()
        published = _FIRST_DAY + dt.timedelta(days=int(_DAYS * chance.random() ** 0.6))
        article = Article(
            f"https://news.example/{number}", "", date=published, date_source="metadata", language="en",
            title=f"{self._word(3).title()} {chance.choice(WORDS['subject'].split())} {number}",
            url=f"https://news.example/{number}", publisher=chance.choice(self._publishers),
            author=self._people.draw(chance).label if chance.random() < 0.5 else None,
        )  # fmt: skip
        claims: dict[str, Claim] = {}
        while len(claims) < wanted:
            for claim in self._sentence(article, text):
                if len(claims) < wanted:
                    claims.setdefault(claim_iri(MINT, self._vocabulary, article, claim), claim)
        return ArticleClaims(replace(article, text=" ".join(text.written)), tuple(claims.values()))

    def _sentence(self, article: Article, text: _Text) -> Iterator[Claim]:
        """Yield the claims of one sentence: a transfer may be one of several that differ in what is supplied."""
        chance = self._chance
        type_ = chance.choices(list(ROLES), weights=WEIGHTS)[0]
        first = self._arguments(type_, article)
        items = 1 + int(chance.expovariate(0.7)) if type_ == "ArmsTransfer" and "equipment" in first else 1
        fillings = [first] + [{**first, **self._goods(article)} for _ in range(items - 1)]
        speakers = () if chance.random() < 0.4 else (self._named(self._people.draw(chance), article),)
        details = self._details(type_, article, speakers)
        words = [entity.text for filling in fillings for values in filling.values() for entity in values
                 if isinstance(entity, Entity)]  # fmt: skip
        passages = 2 if chance.random() < _SECOND_PASSAGE else 1
        said = [self._said(dict.fromkeys(words)) for _ in range(passages)]
        places = [(text.add(sentence), sentence) for sentence in said]
        for filling in fillings:
            evidence = tuple(_evidence(start, sentence, filling, type_) for start, sentence in places)
            yield Claim(type_, filling, evidence, **details)  # type: ignore[arg-type]  # details of many kinds

    def _details(self, type_: str, article: Article, speakers: tuple[Entity, ...]) -> dict[str, object]:
        """Return status, factuality, who says it and when."""
        chance = self._chance
        assert article.date is not None
        day = article.date - dt.timedelta(days=int(chance.expovariate(1 / 200)))
        dates: dict[str, object] = {"latest": article.date} if chance.random() < 0.5 else {}
        if chance.random() < 0.4:
            dates = {"date": f"{day.year}", "earliest": dt.date(day.year, 1, 1), "latest": dt.date(day.year, 12, 31),
                     "date_text": f"in {day.year}"}  # fmt: skip
        medium = self._pools["medium"].draw(chance) if speakers and chance.random() < 0.3 else None
        return dates | {
            "status": chance.choice(STATUSES) if type_ in {"ArmsTransfer", "Contract"} else "Ongoing",
            "factuality": "Demanded" if type_ == "Demand" else chance.choice(FACTUALITIES),
            "attributed_to": speakers, "reported_by": medium, "extractor": f"{type_.lower()}s",
        }  # fmt: skip

    def _arguments(self, type_: str, article: Article) -> dict[str, tuple[Argument, ...]]:
        filled: dict[str, tuple[Argument, ...]] = {}
        for asked in ROLES[type_].split():
            role, pool, often = asked.split(":")
            if self._chance.random() < float(often):
                for name, values in self._fill(role, pool, article).items():
                    filled[name] = tuple(dict.fromkeys((*filled.get(name, ()), *values)))
        if filled.get("supplier") == filled.get("recipient"):
            filled.pop("supplier", None)
        has_party = bool({"supplier", "recipient"} & set(filled))
        return filled if has_party or type_ != "ArmsTransfer" else self._arguments(type_, article)

    def _goods(self, article: Article) -> dict[str, tuple[Argument, ...]]:
        """Return another item of a list, with its number."""
        return {**self._fill("equipment", "equipment", article), **self._fill("quantity", "quantity", article)}

    def _fill(self, role: str, pool: str, article: Article) -> dict[str, tuple[Argument, ...]]:
        """Return what fills a role; for some roles that is more than one property."""
        chance = self._chance
        if pool == "quantity":
            least = int(chance.expovariate(1 / 30)) + 1
            most = least if chance.random() < 0.8 else least * 2
            return {"quantityMin": (least,), "quantityMax": (most,), "quantityText": (f"{least}",)}
        if pool == "money":
            return {"amount": (float(int(chance.expovariate(1 / 300)) + 1) * 1e6,), "currency": ("USD",)}
        if pool in WORDS:
            return {role: (chance.choice(WORDS[pool].split()),)}
        if pool in {"number", "day", "content"}:
            return {role: (self._literal(pool, article),)}
        thing = self._thing(pool, article)
        texts = {"equipmentText": (thing.text,)} if role == "equipment" else {}
        return {role: (thing,), **texts}

    def _literal(self, pool: str, article: Article) -> Argument:
        if pool == "number":
            return self._chance.randint(1, 20)
        return str(article.date) if pool == "day" else " ".join(self._word(2) for _ in range(12))

    def _thing(self, pool: str, article: Article) -> Entity:
        chance = self._chance
        if pool == "person":
            return self._named(self._people.draw(chance), article)
        if pool == "site":
            label = f"{self._word(2)} training centre"
            return self._named(Entity(label, label, kind="Facility"), article)
        if pool == "recipient" and chance.random() < 0.1:
            return self._services.draw(chance)
        if pool in {"equipment", "firm"} and chance.random() < _NEW_NAME:
            kind = "EquipmentType" if pool == "equipment" else "Organization"
            label = f"{self._word(2).title()}-{chance.randint(1, 99)}"
            return self._named(Entity(label, label, kind=kind), article)
        return self._pools[pool].draw(chance)

    def _named(self, entity: Entity, article: Article) -> Entity:
        """Return a thing that no gazetteer knows, with the IRI that it has in an article."""
        return Entity(entity.text, entity.label, MINT.name(article.key, entity.label), entity.kind)

    def _person(self) -> Entity:
        name = f"{self._word(2)} {self._word(3)}".title()
        return Entity(name, name, kind="Person")

    def _word(self, syllables: int) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=syllables))

    def _said(self, names: dict[str, None]) -> str:
        """Return a sentence that has all the names, each behind other words."""
        words: list[str] = []
        for name in names:
            words += [*self._chance.choices(PLAIN, k=self._chance.randint(2, 6)), name]
        return " ".join([*words, *self._chance.choices(PLAIN, k=6)]) + "."


def _entity(concept: Concept) -> Entity:
    state = next(iter(concept.links.get("country", ())), "")
    return Entity(concept.label, concept.label, concept.iri, concept.kinds[0], state=state)


def _service(state: Entity) -> Entity:
    label = f"Navy of {state.label}"
    return Entity(label, label, f"{state.iri}-navy", "Service", state=state.iri)


def _evidence(start: int, said: str, filling: dict[str, tuple[Argument, ...]], type_: str) -> Evidence:
    """Return a passage in which each thing is mentioned for its role."""
    mentions = []
    for role, values in filling.items():
        for value in values:
            at = said.find(value.text) if isinstance(value, Entity) else -1
            if isinstance(value, Entity) and at >= 0:
                reason = "unknownName" if "/name/" in value.iri else "exact"
                end = start + at + len(value.text)
                mentions.append(Mention(role, start + at, end, value.text, value.iri, reason, value.label))
    path = ("said >obj it", "said >nsubj who")
    return Evidence(said, start, start + len(said), tuple(mentions), f"{type_.lower()}+A1", "said", path)
