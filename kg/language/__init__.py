"""The English pipeline: words, sentences, Universal Dependencies trees and names; and what is read off words alone.

What comes in: text.  What goes out: a spaCy ``Doc``.  The shipped weights are trained here on open treebanks
(``kg.language.training``); any other spaCy pipeline with UD labels can be put in their place by name.
"""

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import PipelineError

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["load", "pipeline_version", "weights"]

_NEEDED = frozenset({"nsubj", "obj", "obl", "nmod", "case"})  # labels that no pipeline without UD has all of


def weights() -> Path:
    """Return the folder of the shipped weights."""
    return Path(str(files("kg.language"))) / "weights"


def load(name: str | None = None) -> "Language":
    """Load the shipped pipeline, or another one by name or folder.

    Raises:
        PipelineError: it is missing, cannot be loaded, or its parser has no UD labels.
    """
    import spacy

    import kg.language.network.component
    import kg.language.sentences
    import kg.language.tokenizer  # noqa: F401 - makes all three known where the package is not installed

    place = name or weights()
    try:
        nlp = spacy.load(place)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).splitlines()[0]
        raise PipelineError(f"the language pipeline {str(place)!r} cannot be loaded: {reason}") from error
    missing = _NEEDED - _labels(nlp)
    if missing:
        raise PipelineError(
            f"the language pipeline {str(place)!r} has no Universal Dependencies parser: "
            f"it lacks the labels {', '.join(sorted(missing))}"
        )
    return nlp


def _labels(nlp: "Language") -> set[str]:
    return {label for pipe in nlp.pipe_names for label in nlp.pipe_labels.get(pipe, ())}


def pipeline_version(name: str | None = None) -> str:
    """Return name and version of a pipeline without loading it (the shipped one needs no spaCy for this).

    A digest of its description, which holds its scores, tells two trainings of one version apart.

    Raises:
        PipelineError: there is no such pipeline.
    """
    folder = Path(name) if name else weights()
    if not (folder / "meta.json").is_file():
        folder = _package_folder(name or "")
    try:
        raw = (folder / "meta.json").read_bytes()
        meta = json.loads(raw)
    except (OSError, ValueError) as error:
        raise PipelineError(f"the language pipeline {str(folder)!r} has no readable meta.json: {error}") from error
    return f"{meta['lang']}_{meta['name']}-{meta['version']}+{hashlib.sha256(raw).hexdigest()[:8]}"


def _package_folder(name: str) -> Path:
    """Return the folder of a pipeline that is installed as a package."""
    import spacy.util

    if not name or not spacy.util.is_package(name):
        raise PipelineError(f"there is no language pipeline {name!r}; accepted is an installed one's name, or a folder")
    module = spacy.util.get_package_path(name)
    found = sorted(module.glob("*/meta.json"))
    return found[-1].parent if found else Path(module)
