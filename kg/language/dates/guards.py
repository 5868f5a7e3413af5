"""Decides by what stands around them whether numbers are years and month names are months.

What comes in: the match of a rule. What goes out: yes or no. "1985 rifles", "Mirage 2000",
"resolution 1929", "Theresa May" and "the 7th floor" are no times.
"""

import re

from kg.language.dates.sight import Sight

__all__ = ["ends_phrase", "reads_as_day", "reads_as_month", "reads_as_weekday", "reads_as_year"]

_REACH = 40  # characters looked at on either side
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'\u2019.-]*)\s{1,2}\Z")
_WORD_BEHIND = re.compile(r"\s{1,2}([^\W\d_][\w'\u2019-]*)")
_OTHER_CALENDAR = re.compile(r"(?<!\d)\d{1,2},\s\Z")  # "Agrahayana 29, 1935"


def reads_as_year(sight: Sight) -> bool:
    """Return whether a four-digit number is a year."""
    text, (start, end) = sight.found.string, sight.found.span()
    before = text[max(0, start - _REACH) : start]
    around = sight.words.around
    if around.behind("measures", text, end) or around.before("labelled", text, start):
        return False
    if _OTHER_CALENDAR.search(before):
        return False
    if sight.lead.part or around.before("firm-leads", text, start):
        return True
    if around.counted(text, end, "count-nouns") and not around.behind("followers", text, end):
        return False
    determined = before.rstrip().endswith(("'s", "\u2019s")) or around.before(
        "determiners", text, start
    )
    return determined or _stands_alone(sight, before)


def _stands_alone(sight: Sight, before: str) -> bool:
    """Return whether a number that nothing before it makes a year may be one all the same."""
    text, (start, end) = sight.found.string, sight.found.span()
    around = sight.words.around
    follower = _WORD_BEHIND.match(text[end : end + _REACH])
    ends = follower is None or around.behind("followers", text, end)
    leader = _WORD_BEFORE.search(before)
    round_number = sight.said("year").endswith("00")
    if around.before("weak-leads", text, start):
        return ends or not (round_number or (follower and follower[1][0].isupper()))
    named = leader is not None and leader[1][0].isupper()  # "Mirage 2000", "DSEI 2019"
    return ends and not named and not (round_number and leader)


def reads_as_month(sight: Sight) -> bool:
    """Return whether the name of a month without a year is a month."""
    text, start = sight.found.string, sight.found.start()
    led = bool(sight.lead.part or sight.lead.bound) or any(
        sight.words.around.before(group, text, start) for group in ("firm-leads", "weak-leads")
    )
    name = sight.said("month")
    if sight.words.has("doubtful-months", name) and (not led or (name.isupper() and len(name) > 2)):
        return False
    leader = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
    return led or leader is None or not leader[1][0].isupper()


def ends_phrase(sight: Sight) -> bool:
    """Return whether no word follows without a comma or full stop between."""
    end = sight.found.end()
    return _WORD_BEHIND.match(sight.found.string[end : end + _REACH]) is None


def reads_as_day(sight: Sight) -> bool:
    """Return whether an ordinal is a day of the month: nothing that it could count follows."""
    found = sight.found
    return ends_phrase(sight) or sight.words.around.behind("followers", found.string, found.end())


def reads_as_weekday(sight: Sight) -> bool:
    """Return whether a weekday is one, and no newspaper ("the Sunday Times")."""
    text, (start, end) = sight.found.string, sight.found.span()
    follower = _WORD_BEHIND.match(text[end : end + _REACH])
    article = text[max(0, start - 4) : start].lower() == "the "
    return not (article and follower is not None and follower[1][0].isupper())
