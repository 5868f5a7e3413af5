"""Says which pipeline, rules, vocabulary and gazetteer read an article, without loading any language.

What comes in: files.  What goes out: version strings; two runs with equal versions read the same text the same way.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.gazetteer import Gazetteer
from kg.language import pipeline_version
from kg.terms import Vocabulary

__all__ = ["reading_versions"]

_ROOMS = ("extraction/*.py", "extraction/opinion/*.py", "extraction/opinion/weights/*.npz", "extractors/*.py",
          "language/*.py", "language/dates/*.py", "language/quantities/*.py", "triples/*.py", "resolve.py",
          "lexicon.py")


def reading_versions(
    *, pipeline: str, gazetteer: Gazetteer, vocabulary: Vocabulary, lexicons: Sequence[Path]
) -> Mapping[str, str]:
    """Return the versions that decide what is read.

    Raises:
        PipelineError: there is no such pipeline.
    """
    return {
        "pipeline": pipeline_version(pipeline or None),
        "rules": _rules_version(lexicons),
        "vocabulary": vocabulary.version,
        "gazetteer": gazetteer.version[:16],
    }


def _rules_version(lexicons: Sequence[Path]) -> str:
    """Return a digest of everything that decides what is read from a tree: the rules' code and their lexicons."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in [*sorted(lexicons), *(file for room in _ROOMS for file in sorted(package.glob(room)))]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
