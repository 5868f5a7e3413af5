"""Shows relations and the tables that they stand in, for the parts of ``kg evaluate``.

What comes in: claim lines.  What goes out: words, and empty tables.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["relation_table", "told"]

_NOT_ROLES = frozenset({"evidence", "attributed_to", "reported_by"})


def told(claim: Mapping[str, Any]) -> str:
    """Return a claim in a line: its type and what fills its roles."""
    filled = {role: value if isinstance(value, list) else [value] for role, value in claim.items()}
    parts = [
        f"{role} {' and '.join(one['label'] for one in values)}"
        for role, values in filled.items()
        if role not in _NOT_ROLES and values and all(isinstance(one, dict) for one in values)
    ]
    return f"{claim['type']} ({', '.join([*parts, claim['factuality']])})"


def relation_table(*columns: str) -> "Table":
    """Return a table with these columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
