"""Makes what matplotlib writes fit for pages: titles, links, text as text, no style that a page may forbid.

What comes in: SVG of matplotlib, what marks say and lead to.  What goes out: SVG.
"""

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from kg.report.pictures.sheet import FAINT, FONT, INK, PAPER, WIDTH

__all__ = ["addresses", "tidied"]

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONTS = f"'{FONT}', Verdana, system-ui, sans-serif"
_PIXELS = 4 / 3  # of a point
_CLASSES = {INK: "ink", FAINT: "faint", PAPER: "paper"}
_DARK = """
@media screen and (prefers-color-scheme: dark) {
  .kg-ink { fill: #e4e8ec } .kg-faint { fill: #a3adb8 } .kg-paper { fill: #16191d }
  .kg-ink-line { stroke: #e4e8ec } .kg-faint-line { stroke: #a3adb8 } .kg-paper-line { stroke: #16191d }
}
.kg-picture a:hover, .kg-picture a:focus { opacity: .75 }
"""
"""Only colours; where a page forbids styles, a picture is as on paper."""


def tidied(
    body: bytes,
    said: Mapping[str, str],
    links: Mapping[str, str],
    *,
    title: str,
    told: str,
) -> str:
    """Return SVG without an XML declaration, to stand alone or in a page.

    Args:
        body: what matplotlib wrote.
        said: name of a mark → what it says when pointed at.
        links: name of a mark → the address that it leads to.
        title: what the picture is called.
        told: what it shows, in words.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(body)  # noqa: S314 - it comes from matplotlib, not from outside
    _strip(root)
    for element in root.iter():
        _unstyle(element)
    _speak(root, said, links)
    _name_ids(root)
    _head(root, title, told)
    return ET.tostring(root, encoding="unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{_SVG}}}{name}"


def _strip(root: ET.Element) -> None:
    """Take out what says when and by what it was drawn, and the style that is the same everywhere."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_style = child.tag == _tag("defs") and len(child) == 1 and child[0].tag == _tag("style")
            if is_style or child.tag == _tag("metadata"):
                parent.remove(child)


def _unstyle(element: ET.Element) -> None:
    """Turn a style into attributes, which a page's own rules and its policy leave alone."""
    style = element.attrib.pop("style", "")
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        name, _, value = declaration.partition(":")
        _attribute(element, name.strip(), value.strip())
    classes = []
    for name, ending in (("fill", ""), ("stroke", "-line")):
        if found := _CLASSES.get(element.get(name, "")):
            classes.append(f"kg-{found}{ending}")
    if classes:
        element.set("class", " ".join(classes))


def _attribute(element: ET.Element, name: str, value: str) -> None:
    if name == "font":
        size = re.search(r"([\d.]+)px", value)
        element.set("font-size", size[1] if size else "10")
        if re.search(r"\b(bold|700)\b", value):
            element.set("font-weight", "bold")
    elif name != "font-family":
        element.set(name, value)


def _speak(root: ET.Element, said: Mapping[str, str], links: Mapping[str, str]) -> None:
    """Give marks their titles, and links around those that lead somewhere."""
    for parent in list(root.iter()):
        for n, child in enumerate(list(parent)):
            name = child.get("id", "")
            if name not in said:
                continue
            del child.attrib["id"]
            title = ET.Element(_tag("title"))
            title.text = said[name]
            child.insert(0, title)
            if name in links:
                link = ET.Element(_tag("a"), {"href": links[name]})
                link.append(child)
                parent[n] = link


def _name_ids(root: ET.Element) -> None:
    """Keep only the names that something refers to, made so that two pictures in a page do not share one."""
    text = ET.tostring(root, encoding="unicode")
    wanted = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    stem = "p" + hashlib.sha256(text.encode()).hexdigest()[:10]
    names = {name: f"{stem}-{n}" for n, name in enumerate(sorted(wanted))}
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                element.attrib.pop(key)
                if value in names:
                    element.set("id", names[value])
            elif value.startswith("#") and value[1:] in names and key.endswith("href"):
                element.set(key, "#" + names[value[1:]])
            elif "url(#" in value:
                element.set(key, re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{names[found[1]]})", value))


def _head(root: ET.Element, title: str, told: str) -> None:
    """Say what the picture is, for those who do not see it."""
    wide, high = (float(part) for part in root.get("viewBox", f"0 0 {WIDTH} 100").split()[2:])
    root.attrib.pop("version", None)
    root.set("width", f"{wide * _PIXELS:.0f}")
    root.set("height", f"{high * _PIXELS:.0f}")
    root.set("role", "img")
    root.set("aria-label", title)
    root.set("class", "kg-picture")
    root.set("font-family", _FONTS)
    root.set("stroke-linejoin", "round")
    for n, (name, text) in enumerate((("title", title), ("desc", told), ("style", _DARK))):
        element = ET.Element(_tag(name))
        element.text = text
        root.insert(n, element)


def addresses(leads: Mapping[str, str], link: Callable[[str], str | None]) -> dict[str, str]:
    """Return the marks that lead somewhere, with the address."""
    found = {name: link(iri) for name, iri in leads.items()}
    return {name: address for name, address in found.items() if address}
