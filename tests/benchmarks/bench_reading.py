"""What reading costs: words a second of each stage, with and without the gate, memory, start-up, and where time goes.

Run it with ``python tests/benchmarks/bench_reading.py [--profile] [FILE …]`` (package installed; one thread is
fairest: ``OMP_NUM_THREADS=1``).  A file is a ``.jsonl`` of texts, or a treebank ``.conllu.gz``, of which the running
text of each document is an article; without any, the development set is read.  Times are processor time.
"""

import argparse
import cProfile
import gzip
import json
import pstats
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.articles import article_of
from kg.extraction import Reader, open_reader
from kg.gazetteer import gazetteer_files, read_gazetteer
from kg.language.layout import Layout, lay_out, parse
from kg.model import Article
from kg.settings import shipped
from kg.terms import DEFAULT_BASE, Vocabulary

_DEV = Path(__file__).parent.parent / "cases" / "dev.jsonl"
_STARTS = 9
_SHOWN = 20


def main() -> None:
    """Print a table for each file, then memory and start-up."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path, default=[_DEV])
    arguments.add_argument("--profile", action="store_true", help="also tell the functions that take most time")
    given = arguments.parse_args()
    reader = _reader()
    for path in given.files:
        articles = [article_of(text, key=str(n), date="2020-07-01") for n, text in enumerate(_texts(path))]
        _stages(path.name, reader, articles)
        if given.profile:
            _profile(reader, articles)
    _line("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    _start_up()


def _reader() -> Reader:
    ontology = shipped("ontology")
    return open_reader(
        pipeline="", gazetteer=read_gazetteer(gazetteer_files(ontology)), base=DEFAULT_BASE,
        vocabulary=Vocabulary.read(ontology / "arms.ttl"), lexicons=sorted(ontology.glob("lexicon-*.yaml")),
    )


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".jsonl":
        yield from (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip())
        return
    paragraphs: list[list[str]] = []
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line.startswith("# newdoc") and any(paragraphs):
            yield "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
            paragraphs = []
        if line.startswith(("# newdoc", "# newpar")):
            paragraphs.append([])
        elif line.startswith("# text = "):
            paragraphs[-1].append(line[9:].strip())
    yield "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


def _stages(name: str, reader: Reader, articles: Sequence[Article]) -> None:
    whole = [lay_out(article.text, article.body_start) for article in articles]
    passed = [reader._gate.passed(layout) if reader._gate else layout for layout in whole]
    words = _words(whole)
    _line(name, f"{len(articles)} articles, {words} words, {_words(passed) / words:.0%} parsed; words/s:")
    _line("lay out", _speed(words, lambda: [lay_out(article.text, article.body_start) for article in articles]))
    _line("gate", _speed(words, lambda: [reader._gate and reader._gate.passed(layout) for layout in whole]))
    texts = [text for layout in whole for text in layout.paragraphs]
    _line("tokenize", _speed(words, lambda: [reader._nlp.make_doc(text) for text in texts]))
    docs = list(parse(reader._nlp, whole))
    _line("tokenize, network", _speed(words, lambda: list(parse(reader._nlp, whole))))
    _line("link", _speed(words, lambda: [reader._linker.link(doc) for doc in docs]))
    parsed = list(zip(articles, whole, docs, strict=True))
    _line("link, extract, resolve", _speed(words, lambda: [reader._read(*one) for one in parsed]))
    _line("all, without the gate", _speed(words, lambda: list(reader.ungated().read(articles))))
    _line("all, with the gate", _speed(words, lambda: list(reader.read(articles))))


def _words(layouts: Sequence[Layout]) -> int:
    return sum(len(text.split()) for layout in layouts for text in layout.paragraphs)


def _speed(words: int, work: Callable[[], object]) -> str:
    started = time.process_time()
    work()
    return f"{words / (time.process_time() - started):,.0f}"


def _profile(reader: Reader, articles: Sequence[Article]) -> None:
    with cProfile.Profile() as profile:
        list(reader.ungated().read(articles))
    pstats.Stats(profile).sort_stats("tottime").print_stats(_SHOWN)


def _start_up() -> None:
    """Compare import and load with a bare import of spaCy, one after the other several times."""
    programs = {"import spacy": "import spacy", "import and load": "from kg.language import load; load()"}
    spent: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(_STARTS):
        for name, program in programs.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", program], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    bare, loaded = (statistics.median(times) for times in spent.values())
    _line("start-up", f"{loaded:.2f} s, {loaded / bare:.2f} times a bare import of spaCy")


def _line(name: str, value: str) -> None:
    sys.stdout.write(f"{name:<28} {value:>10}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
