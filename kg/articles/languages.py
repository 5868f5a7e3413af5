"""Tells in which language a text is, so that what is not English is named and left alone.

What comes in: a text, and the language that its page or feed names.  What goes out: a code of ISO 639, or None where
the text is too short to tell.  English is seen by its small words; the identifier of languages is loaded only for the
rest.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["ENGLISH", "language_name", "language_of"]

ENGLISH = "en"
_SAMPLE = 4000  # characters that are looked at
_ENOUGH_WORDS = 20
_SMALL_WORDS = frozenset("the of and to that with from by for has have had its was were which said would".split())
_SHARE = 0.12  # of small words in English
_SURE = 0.8  # likelihood of a language from which on it is named
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = dict(
    pair.split("=")
    for pair in """
    af=Afrikaans am=Amharic an=Aragonese ar=Arabic ary=Arabic arz=Arabic as=Assamese az=Azerbaijani ba=Bashkir
    be=Belarusian bg=Bulgarian bn=Bengali br=Breton bs=Bosnian ca=Catalan cs=Czech cy=Welsh da=Danish de=German
    dz=Dzongkha el=Greek en=English eo=Esperanto es=Spanish et=Estonian eu=Basque fa=Persian fi=Finnish fo=Faroese
    fr=French fy=Frisian ga=Irish gd=Gaelic gl=Galician gu=Gujarati ha=Hausa he=Hebrew hi=Hindi hr=Croatian
    ht=Haitian hu=Hungarian hy=Armenian id=Indonesian ig=Igbo is=Icelandic it=Italian ja=Japanese jv=Javanese
    ka=Georgian kk=Kazakh km=Khmer kn=Kannada ko=Korean ku=Kurdish ky=Kyrgyz la=Latin lb=Luxembourgish lo=Lao
    lt=Lithuanian lv=Latvian mg=Malagasy mk=Macedonian ml=Malayalam mn=Mongolian mr=Marathi ms=Malay mt=Maltese
    my=Burmese nb=Norwegian ne=Nepali nl=Dutch nn=Norwegian no=Norwegian oc=Occitan om=Oromo or=Odia pa=Punjabi
    pl=Polish ps=Pashto pt=Portuguese qu=Quechua ro=Romanian ru=Russian rw=Kinyarwanda sd=Sindhi se=Sami si=Sinhala
    sk=Slovak sl=Slovenian so=Somali sq=Albanian sr=Serbian sv=Swedish sw=Swahili ta=Tamil te=Telugu tg=Tajik
    th=Thai tk=Turkmen tl=Tagalog tr=Turkish tt=Tatar ug=Uyghur uk=Ukrainian ur=Urdu uz=Uzbek uzs=Uzbek
    vi=Vietnamese vo=Volapük wa=Walloon wuu=Chinese xh=Xhosa yo=Yoruba yue=Cantonese zh=Chinese zu=Zulu
    """.split()
)


def language_of(text: str, declared: str | None = None) -> str | None:
    """Return the language of a text.

    Args:
        text: the text; its beginning is looked at.
        declared: what its page or feed says (``ru-RU``); it counts where the text is too short to tell.
    """
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return None
    if not _is_latin(sample):
        return _identified(sample, least=0)
    if len(words) < _ENOUGH_WORDS:
        return _code(declared)
    if sum(word in _SMALL_WORDS for word in words) >= _SHARE * len(words):
        return ENGLISH
    return _identified(sample, least=_SURE)


def language_name(code: str) -> str:
    """Return a language in English words.

    >>> language_name("ru")
    'Russian'
    """
    return _NAMES.get(code, f"the language {code!r}")


def _code(declared: str | None) -> str | None:
    code = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*\Z)", declared or "")
    return code[1].lower() if code else None


def _is_latin(sample: str) -> bool:
    """Return whether most letters are Latin."""
    letters = [c for c in sample if c.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return 2 * latin >= len(letters)


def _identified(sample: str, *, least: float) -> str | None:
    """Return the likeliest language, or None where none is as likely as it has to be (0 to 1)."""
    language, likelihood = _identifier().classify(sample)
    return language if likelihood >= least else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
