"""Archives: what lies in them is read as if it lay in a folder, and no more is unpacked than is sensible."""

import gzip
import io
import resource
import time
import zipfile
from pathlib import Path

import pytest

from kg.articles import sources
from tests.articles.reading import PAGE, SAID, read_all, written


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    inner = zipped({"c.txt": "China said."})
    members: dict[str, bytes | str] = {
        "b/two.txt": "Egypt said.",
        "a/two.txt": SAID,
        "page.html": PAGE,
        "rows.csv.gz": gzip.compress(b"id,text\n1,Serbia said.\n"),
        "inner.zip": inner,
        "notes.md": "no article",
        "__MACOSX/a/._two.txt": "\x00\x05\x16\x07",
    }
    read, failures = read_all(written(tmp_path / "all.zip", zipped(members)))
    assert failures == []
    assert [one.key for one in read] == ["a/two.txt", "b/two.txt", "c.txt", "page.html", "1"]
    assert read[0].source == f"{tmp_path / 'all.zip'}/a/two.txt"


@pytest.mark.parametrize("folder", ["Page_files", "Page.files"])
def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path, folder: str) -> None:
    written(tmp_path / "in" / "Page.html", PAGE)
    written(tmp_path / "in" / folder / "frame.html", PAGE.replace("Russia", "Nobody"))
    written(tmp_path / "in" / "arms_files" / "real.txt", SAID)
    assert [one.key for one in read_all(tmp_path / "in")[0]] == ["Page.html", "arms_files/real.txt"]
    members = {p.relative_to(tmp_path / "in").as_posix(): p.read_bytes() for p in tmp_path.rglob("*.*") if p.is_file()}
    read, _ = read_all(written(tmp_path / "in.zip", zipped({**members})))
    assert [one.key for one in read] == ["Page.html", "arms_files/real.txt"]


def test_two_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    one, two = written(tmp_path / "a" / "x.txt", SAID), written(tmp_path / "b" / "x.txt", "Egypt said.")
    read, failures = read_all(one, two)
    assert failures == []
    assert [article.key for article in read] == ["x.txt", two.as_posix()]
    assert [article.key for article in read_all(tmp_path)[0]] == ["a/x.txt", "b/x.txt"]


def test_an_archive_that_breaks_off_gives_what_could_be_read(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "%d", "text": "Russia said %d."}\n' % (n, n * 7919) for n in range(20_000))
    whole = gzip.compress(lines)
    read, failures = read_all(written(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2]))
    assert len(read) > 1000
    assert [error.reason.partition(":")[0] for error in failures][-1:] == ["is broken"]


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.zip", b"no archive", "is broken"),
        ("a.zip", zipped({"notes.md": "x"}), "holds no articles"),
        ("a.txt.gz", b"no archive", "cannot be read: Not a gzipped file"),
        ("a.tar.gz", gzip.compress(b"x", mtime=0), "is of no known kind"),
        ("a.warc", b"no archive", "is a broken web archive"),
        ("a.warc.gz", b"\x1f\x8bno archive", "is a broken web archive"),
        ("a.warc", b"", "holds no articles"),
    ],
)
def test_what_is_no_archive_is_told(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    _, (error,) = read_all(written(tmp_path / name, raw))
    assert error.reason.startswith(reason)


def test_an_encrypted_member_costs_only_itself(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.txt": "Russia said.", "b.txt": SAID}, zipfile.ZIP_STORED))
    raw[raw.index(b"PK\x03\x04") + 6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    read, (error,) = read_all(written(tmp_path / "a.zip", bytes(raw)))
    assert ([one.key for one in read], error.reason) == (["b.txt"], "is encrypted")


def bomb() -> bytes:
    """Return a file that unpacks to a thousand times its size: 1 GB of one line."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb") as stream:
        for _ in range(1000):
            stream.write(b"a" * 1_000_000)
    return buffer.getvalue()


@pytest.mark.slow
def test_bombs_end_in_bounded_time_and_memory(tmp_path: Path) -> None:
    raw = bomb()
    files = [
        written(tmp_path / "a.txt.gz", raw),
        written(tmp_path / "b.jsonl.gz", raw),
        written(tmp_path / "c.csv.gz", raw),
        written(tmp_path / "d.json.gz", raw),
        written(tmp_path / "e.zip", zipped({f"{n}.jsonl.gz": raw for n in range(20)})),
        written(tmp_path / "good.txt", SAID),
    ]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    read, failures = read_all(*files)
    assert time.process_time() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000  # KiB
    assert [one.key for one in read] == ["good.txt"]
    assert {error.place.removeprefix(f"{tmp_path}/")[:1] for error in failures} == set("abcde")


def test_archives_inside_each_other_end(tmp_path: Path) -> None:
    raw = zipped({"a.txt": SAID})
    for _ in range(3):
        raw = zipped({"a.zip": raw})
    read, failures = read_all(written(tmp_path / "a.zip", raw))
    assert (len(read), failures) == (1, [])
    read, (error,) = read_all(written(tmp_path / "b.zip", zipped({"a.zip": raw})))
    assert (read, error.reason) == ([], "lies in 4 archives inside each other")


def test_members_share_what_may_be_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_FREE", 10_000)
    monkeypatch.setattr(sources, "_RATIO", 1)
    line = b'{"id": "%d", "text": "Russia said."}' + b" " * 4000
    members = {f"{n}.jsonl": line % n for n in range(5)}
    read, failures = read_all(written(tmp_path / "a.zip", zipped({**members})))
    assert [one.key for one in read] == ["0", "1"]
    assert {error.reason.partition(" more")[0] for error in failures} == {"unpacks to"}
