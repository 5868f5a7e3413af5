"""Decides by what stands around them whether numbers are years, month names months and ordinals days.

What comes in: the match of a rule.  What goes out: yes or no.  "1985 rifles", "Mirage 2000", "resolution 1929",
"Theresa May" and "the 7th floor" are no times.
"""

import re

from kg.language.timewords import TimeWords

__all__ = ["ends_phrase", "reads_as_day", "reads_as_month", "reads_as_year"]

_REACH = 40  # characters looked at on either side
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’.-]*)\s{1,2}\Z")
_WORD_BEHIND = re.compile(r"\s{1,2}([^\W\d_][\w'’-]*)")
_OTHER_CALENDAR = re.compile(r"(?<!\d)\d{1,2},\s\Z")  # "Agrahayana 29, 1935"


def reads_as_year(found: "re.Match[str]", words: TimeWords) -> bool:
    """Return whether a four-digit number is a year."""
    text, start, end = found.string, found.start("core"), found.end()
    before = text[max(0, start - _REACH) : start]
    around = words.around
    if around.behind("measures", text, end) or around.before("labelled", text, start):
        return False
    if _OTHER_CALENDAR.search(before):
        return False
    if found["part"] or around.before("firm-leads", text, start):
        return True
    if around.counted(text, end, "count-nouns") and not around.behind("followers", text, end):
        return False
    determined = before.rstrip().endswith(("'s", "’s")) or around.before("determiners", text, start)
    return determined or _stands_alone(found, words, before)


def _stands_alone(found: "re.Match[str]", words: TimeWords, before: str) -> bool:
    """Return whether a number that nothing before it makes a year may be one all the same."""
    text, end = found.string, found.end()
    follower = _WORD_BEHIND.match(text[end : end + _REACH])
    ends = follower is None or words.around.behind("followers", text, end)
    leader = _WORD_BEFORE.search(before)
    round_number = found["core"].endswith("00")
    if words.around.before("weak-leads", text, found.start("core")):
        return ends or not (round_number or (follower and follower[1][0].isupper()))
    named = leader is not None and leader[1][0].isupper()  # "Mirage 2000", "DSEI 2019"
    return ends and not named and not (round_number and leader)


def reads_as_month(found: "re.Match[str]", words: TimeWords) -> bool:
    """Return whether the name of a month without a year is a month."""
    text, start = found.string, found.start("core")
    led = bool(found["part"] or found["bound"]) or any(
        words.around.before(group, text, start) for group in ("firm-leads", "weak-leads")
    )
    name = found["month"]
    if words.has("doubtful-months", name) and (not led or (name.isupper() and len(name) > 2)):
        return False
    leader = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
    return led or leader is None or not leader[1][0].isupper()


def ends_phrase(found: "re.Match[str]") -> bool:
    """Return whether no word follows without a comma or full stop between."""
    return _WORD_BEHIND.match(found.string[found.end() : found.end() + _REACH]) is None


def reads_as_day(found: "re.Match[str]", words: TimeWords) -> bool:
    """Return whether an ordinal is a day of the month: nothing that it could count follows."""
    return ends_phrase(found) or words.around.behind("followers", found.string, found.end())
