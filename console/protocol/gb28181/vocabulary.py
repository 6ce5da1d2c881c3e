"""Keeps libxml2 from remembering whatever a device invents.

It never forgets the name of an element or attribute, a namespace, the target of a processing instruction or the name
of an entity: 36 octets and more for each, and a hostile device can invent a million. Here names are counted before it
sees them; instructions, namespaces and entities, for which GB/T 28181 has no use, never reach it.
"""

import re
from xml.sax.saxutils import escape

NAMES_LIMIT = 10_000  # the standard of 2022 has about 400

# Possessive: a hostile text must not make the search go back.
_WORD = r"[^\s<>/=!?\"'&;]++"
_ELEMENT = re.compile(rf"</?+({_WORD})")
_WITH_ATTRIBUTES = re.compile(r"<[^<>=]++=[^<>]*+")
_TAG = re.compile(rf"<(/?+)({_WORD})([^<>]*+)>")
_ATTRIBUTE_NAME = re.compile(rf"\s({_WORD})\s*+=")
_ATTRIBUTE = re.compile(rf"\s({_WORD})\s*+=\s*+(\"[^\"<]*+\"|'[^'<]*+')")
_CHARACTER_DATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_INSTRUCTION = re.compile(r"<\?.*?(?:\?>|\Z)", re.DOTALL)
# A reference stays one if it surely names a character XML allows: up to U+C34F, U+CFFF in hexadecimal.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4})"
    r"|#x(?:[2-9A-Fa-f][0-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]{2}|[1-9A-Ca-c][0-9A-Fa-f]{3}));)"
)
_NAMELESS = "Unknown"


class Vocabulary:
    """The names the parser has been shown so far, of this whole process as its memory is."""

    def __init__(self, limit: int = NAMES_LIMIT) -> None:
        self._limit = limit
        self._known = {_NAMELESS}

    def prepare(self, text: str) -> str:
        """`text` as it may be parsed. Beyond the limit a new element is called Unknown, and a new attribute left out.

        Character data becomes escaped text, and a bare `&`, as cameras write in names, becomes `&amp;`.
        """
        if "<![CDATA[" in text:
            text = _CHARACTER_DATA.sub(lambda found: escape(found[1]), text)
        if "&" in text:
            text = _AMPERSAND.sub("&amp;", text)
        if "<?" in text:
            text = _INSTRUCTION.sub("", text)
        if "xmlns" in text or ":" in text:
            text = _TAG.sub(_without_namespaces, text)
        names = set(_ELEMENT.findall(text))
        for tag in set(_WITH_ATTRIBUTES.findall(text)):
            names.update(_ATTRIBUTE_NAME.findall(tag))
        names -= self._known
        if len(self._known) + len(names) <= self._limit:
            self._known |= names
            return text
        return _TAG.sub(self._rename, text)

    def _rename(self, tag: re.Match[str]) -> str:
        name = tag[2] if tag[2] in self._known else _NAMELESS
        attributes = "".join(found[0] for found in _ATTRIBUTE.finditer(tag[3]) if found[1] in self._known)
        return f"<{tag[1]}{name}{attributes}{_end_of(tag)}>"


def _without_namespaces(tag: re.Match[str]) -> str:
    """No prefixes and no declarations of them; of attributes that are then called the same the first."""
    attributes: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(tag[3]):
        prefix, _, local = name.rpartition(":")
        if local and "xmlns" not in (name, prefix):
            attributes.setdefault(local, value)
    written = "".join(f" {name}={value}" for name, value in attributes.items())
    return f"<{tag[1]}{tag[2].rpartition(':')[2] or _NAMELESS}{written}{_end_of(tag)}>"


def _end_of(tag: re.Match[str]) -> str:
    return "/" if tag[3].endswith("/") else ""
