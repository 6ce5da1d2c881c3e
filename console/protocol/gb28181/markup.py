"""XML from strangers: limits, no document types, repair of what cameras break, and reading without regard to case.

The parser is lxml, on text that `text.decode_text` has decoded and a `Vocabulary` has looked through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from console.protocol.gb28181.text import ManscdpError
from console.protocol.gb28181.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold: the 10,000 records of GB/T 28181-2022 annex M, with room."""

    octets: int = 4 * 1024 * 1024
    elements: int = 300_000
    items: int = 10_000  # children of one element
    depth: int = 32


LIMITS = Limits()
LINE_LIMIT = 255  # characters of a name or an address that are kept

_DECLARED = re.compile(r"<!(?!--|\[CDATA\[)")  # DOCTYPE, ENTITY, ELEMENT: GB/T 28181 has no use for any
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LESS_THAN = re.compile(r"<(?!/?[A-Za-z_][\w.:-]{0,60}(?:\s[^<>]*)?/?>|!--|!\[CDATA\[|\?)")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_VOCABULARY = Vocabulary()
_ITEM_TAG = re.compile(r"<(/?)item(?=[\s/>])[^<>]*>", re.IGNORECASE)


class Element:
    """One element. Names match in any case, as devices derived from scanned text write them in any."""

    __slots__ = ("_children", "_node")

    def __init__(self, node: etree._Element) -> None:
        self._node = node
        self._children: dict[str, etree._Element] | None = None

    @property
    def name(self) -> str:
        """In lower case, without a namespace."""
        return _local(str(self._node.tag))

    @property
    def text(self) -> str:
        """Its own text without blanks around it."""
        return (self._node.text or "").strip()

    def child(self, name: str) -> "Element | None":
        """The first child called `name`."""
        node = self._by_name().get(name.lower())
        return None if node is None else Element(node)

    def children(self) -> Iterator["Element"]:
        return map(Element, self._node)

    def value(self, name: str) -> str:
        """The text of a child, or an attribute (one device writes CmdType so); empty where neither is."""
        node = self._by_name().get(name.lower())
        if node is not None:
            return (node.text or "").strip()
        for key, value in self._node.items():
            if _local(str(key)) == name.lower():
                return str(value).strip()
        return ""

    def line(self, name: str) -> str:
        """`value` for a label: one line with single blanks, of limited length."""
        return " ".join(self.value(name)[: 2 * LINE_LIMIT].split())[:LINE_LIMIT]

    def integer(self, name: str) -> int | None:
        """`value` as a number from 0 to 10^18, None for anything else."""
        text = self.value(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None

    def number(self, name: str) -> float | None:
        """`value` as a finite number, None for anything else."""
        try:
            number = float(self.value(name)[:40])
        except ValueError:
            return None
        return number if abs(number) < 1e18 else None

    def every(self, name: str) -> Iterator["Element"]:
        """All elements called `name` below this one, at any depth, in the order of the document."""
        wanted = name.lower()
        return (Element(node) for node in self._node.iter() if node is not self._node and _local(node.tag) == wanted)

    def _by_name(self) -> dict[str, etree._Element]:
        if self._children is None:
            self._children = {}
            for node in self._node:
                self._children.setdefault(_local(node.tag), node)
        return self._children


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed body; `unreadable` counts the items that were too broken to keep."""

    root: Element
    unreadable: int = 0


def parse_document(text: str, limits: Limits = LIMITS) -> Document:
    """Parse, on failure repair and parse again, at last without the broken items. Raises ManscdpError."""
    if text.count("<") > 2 * limits.elements:
        raise ManscdpError(f"more than {limits.elements} elements")
    unreadable = 0
    first = parsed = _parse(text.strip())
    if isinstance(parsed, etree.XMLSyntaxError):
        text = _repair(text)
        parsed = _parse(text)
    if isinstance(parsed, etree.XMLSyntaxError):
        text, unreadable = _without_broken_items(text, limits)
        parsed = _parse(text)
    if isinstance(parsed, etree.XMLSyntaxError):
        raise ManscdpError(f"not XML: {first}")
    _check_size(parsed, limits)
    return Document(Element(parsed), unreadable)


def _parse(text: str) -> etree._Element | etree.XMLSyntaxError:
    """The only call of the parser, so that nothing passes the ban of declarations, whatever repair made of it."""
    if _DECLARED.search(text):
        raise ManscdpError("a document type or entity declaration")
    try:
        return etree.fromstring(_VOCABULARY.prepare(text), _PARSER)
    except etree.XMLSyntaxError as error:
        return error


def _check_size(root: etree._Element, limits: Limits) -> None:
    level = [root]
    for _ in range(limits.depth):
        if any(len(node) > limits.items for node in level):
            raise ManscdpError(f"more than {limits.items} items")
        level = [child for node in level for child in node]
        if not level:
            return
    raise ManscdpError(f"elements nested more than {limits.depth} deep")


def _repair(text: str) -> str:
    """Undo what cameras do to XML: control characters, `&` and `<` unescaped in names, bytes behind the end."""
    root = _ROOT.search(text)
    if root is None:
        return text
    # What follows may be the rest of a longer message that was in the sender's buffer before, end tag and all.
    end = re.compile(rf"</{re.escape(root[1])}(?:\s*>|\Z)").search(text, root.end())
    text = text[root.start() : end.start()] + f"</{root[1]}>" if end else text[root.start() :]
    text = _FORBIDDEN.sub("", text)
    return _LESS_THAN.sub("&lt;", text)


def _without_broken_items(text: str, limits: Limits) -> tuple[str, int]:
    """Cut out each `<Item>` that does not parse alone: it must not take the others with it."""
    kept: list[str] = []
    copied_to = 0
    open_at: int | None = None
    broken = 0
    for count, tag in enumerate(_ITEM_TAG.finditer(text)):
        if count > 2 * limits.items:
            raise ManscdpError(f"more than {limits.items} items")
        if not tag[1]:
            if open_at is not None:  # the one before has no end
                kept.append(text[copied_to:open_at])
                copied_to = tag.start()
                broken += 1
            open_at = None if tag[0].endswith("/>") else tag.start()
        elif open_at is not None:
            if isinstance(_parse(text[open_at : tag.end()]), etree.XMLSyntaxError):
                kept.append(text[copied_to:open_at])
                copied_to = tag.end()
                broken += 1
            open_at = None
    kept.append(text[copied_to:])
    return "".join(kept), broken


def _local(tag: str) -> str:
    if ":" in tag or "}" in tag:
        tag = tag.rpartition("}")[2].rpartition(":")[2]
    return tag.lower()
