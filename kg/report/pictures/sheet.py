"""The sheet that a picture is drawn on: its colours, its type, its heading, key and notes.

What comes in: a drawing.  What goes out: a figure of matplotlib, and what each mark on it says and leads
to.  Only this room and its charts know matplotlib, which is loaded when the first picture is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "FAINT", "INK", "PAPER", "REST", "WIDTH", "Drawing", "KeyEntry", "Sheet", "elided", "width_of"]

WIDTH = 660.0
"""How wide every picture is, in points."""
INK, FAINT, PAPER = "#1c2126", "#5a6571", "#ffffff"
COLOURS = ("#3f7fd0", "#d98220", "#2f9e70", "#c5588a", "#7d6fd0", "#a88b17", "#2aa1b3")
"""Colours of groups: told apart by those who see no red or green, and on white as on near-black."""
REST = "#8a939d"
"""The colour of what was gathered, and of what belongs to no group."""
FONT = "DejaVu Sans"
"""The font that matplotlib brings along: measured and drawn the same on every machine."""
_SIZE = 10.0
_MARGIN = 12.0
_LINE = 14.0


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A line of the key: what a colour or a way of drawing means."""

    text: str
    colour: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart wants drawn.

    Attributes:
        height: of the place for it, in points.
        number: how many things it shows: bars, points, spans, flows, ties.
        draw: draws into axes that are as wide as the sheet without its margins.
        left: points that it leaves for labels at the left.
        right: points that it leaves for labels at the right.
        below: points that it leaves for labels below.
        key: what colours mean.
        notes: what must be said with it, a sentence each.
        told: what it shows in words, for those who do not see it.
    """

    height: float
    number: int
    draw: "Callable[[Sheet, Axes], None]"
    left: float = 0
    right: float = 0
    below: float = 0
    key: tuple[KeyEntry, ...] = ()
    notes: tuple[str, ...] = ()
    told: str = ""


@dataclass(slots=True)
class Sheet:
    """A figure, and what its marks say and lead to.

    Attributes:
        figure: the figure.
        said: name of a mark → what it says when pointed at.
        leads: name of a mark → the IRI that it stands for.
    """

    figure: "Figure"
    said: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)

    def mark(self, artist: "Artist", said: str = "", iri: str | None = None) -> None:
        """Give a mark what it says when pointed at, and what it stands for."""
        artist.set_clip_on(False)  # what stands at the edge is drawn whole
        name = f"mark-{len(self.said)}"
        artist.set_gid(name)
        self.said[name] = said
        if iri:
            self.leads[name] = iri

    def text(
        self,
        axes: "Axes",
        place: tuple[float, float],
        text: str,
        *,
        room: float = WIDTH,
        said: str = "",
        iri: str | None = None,
        **look: Any,
    ) -> None:
        """Write a text, cut to the room there is for it; pointed at, it says the whole."""
        size = look.setdefault("fontsize", _SIZE)
        shown = elided(text, room, size, bold=look.get("fontweight") == "bold")
        look.setdefault("color", INK)
        # Names have dollar signs, which would otherwise be set as mathematics.
        artist = axes.text(*place, shown, parse_math=False, **look)
        if said or iri or shown != text:
            self.mark(artist, said or text, iri)


def sheet_of(title: str, drawing: Drawing) -> Sheet:
    """Return a sheet with a drawing on it, below a title (which may be empty) and a key, above its notes."""
    from matplotlib.figure import Figure

    heading = _wrapped(title, _SIZE + 2, 2, bold=True)
    notes = [line for note in drawing.notes for line in _wrapped(note, _SIZE - 1, 3)]
    key = _key_lines(drawing.key)
    above = _MARGIN + len(heading) * (_LINE + 3) + len(key) * (_LINE + 2) + (6 if heading or key else 0)
    under = drawing.below + len(notes) * _LINE + _MARGIN + (4 if notes else 0)
    height = above + drawing.height + under
    sheet = Sheet(Figure(figsize=(WIDTH / 72, height / 72), facecolor=PAPER))
    page = _axes(sheet, 0, 0, WIDTH, height, height)
    _write(sheet, page, heading, _MARGIN, _LINE + 3, fontsize=_SIZE + 2, fontweight="bold")
    _draw_key(sheet, page, key, _MARGIN + len(heading) * (_LINE + 3))
    _write(sheet, page, notes, above + drawing.height + drawing.below + 4, _LINE, fontsize=_SIZE - 1, color=FAINT)
    across = WIDTH - 2 * _MARGIN - drawing.left - drawing.right
    drawing.draw(sheet, _axes(sheet, _MARGIN + drawing.left, above, across, drawing.height, height))
    return sheet


def _axes(sheet: Sheet, left: float, top: float, across: float, down: float, height: float) -> "Axes":
    """Return axes in a rectangle of the sheet, in points from its top left; so are their coordinates."""
    axes = sheet.figure.add_axes((left / WIDTH, (height - top - down) / height, across / WIDTH, down / height))
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    axes.patch.set_visible(False)
    axes.set_axis_off()
    return axes


def _write(sheet: Sheet, page: "Axes", lines: Sequence[str], top: float, step: float, **look: Any) -> None:
    for n, line in enumerate(lines):
        sheet.text(page, (_MARGIN, top + n * step), line, va="top", **look)


def _key_lines(key: Sequence[KeyEntry]) -> list[list[tuple[float, KeyEntry]]]:
    """Return the entries of a key in lines, each with its place from the left."""
    lines: list[list[tuple[float, KeyEntry]]] = []
    at = WIDTH
    for entry in key:
        wide = 18 + min(width_of(entry.text, _SIZE - 1), 200) + 14
        if at + wide > WIDTH - _MARGIN:
            lines.append([])
            at = _MARGIN
        lines[-1].append((at, entry))
        at += wide
    return lines


def _draw_key(sheet: Sheet, page: "Axes", lines: Sequence[Sequence[tuple[float, KeyEntry]]], top: float) -> None:
    from matplotlib.patches import Rectangle

    for n, line in enumerate(lines):
        for left, entry in line:
            at = top + 3 + n * (_LINE + 2)
            page.add_patch(Rectangle((left, at), 12, 9, **look_of(entry.colour, sure=entry.sure)))
            sheet.text(page, (left + 17, at + 4.5), entry.text, room=200, va="center", fontsize=_SIZE - 1)


def look_of(colour: str, *, sure: bool, alpha: float = 0.85) -> dict[str, Any]:
    """Return how a surface is drawn: what is not sure is pale, with a dashed edge."""
    if sure:
        return {"facecolor": colour, "alpha": alpha, "linewidth": 0}
    from matplotlib.colors import to_rgba

    return {"facecolor": to_rgba(colour, alpha * 0.3), "edgecolor": colour, "linewidth": 0.9, "linestyle": (0, (3, 2))}


def width_of(text: str, size: float = _SIZE, *, bold: bool = False) -> float:
    """Return how wide a text is, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(wide)


def elided(text: str, room: float, size: float = _SIZE, *, bold: bool = False) -> str:
    """Return a text that fits, with … for what was cut off."""
    text = text if len(text) <= 400 else text[:400] + "…"
    if width_of(text, size, bold=bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle] + "…", size, bold=bold) <= room else (low, middle - 1)
    return text[:low].rstrip() + "…"


def _wrapped(text: str, size: float, most: int, *, bold: bool = False) -> list[str]:
    """Return a text in lines as wide as the sheet, at most so many; the last is cut where there would be more."""
    lines: list[str] = []
    words, room = text.split(), WIDTH - 2 * _MARGIN
    while words and len(lines) < most - 1:
        number = min(len(words), 60)
        while number > 1 and width_of(" ".join(words[:number]), size, bold=bold) > room:
            number -= 1
        lines.append(elided(" ".join(words[:number]), room, size, bold=bold))
        words = words[number:]
    return [*lines, elided(" ".join(words), room, size, bold=bold)] if words else lines
