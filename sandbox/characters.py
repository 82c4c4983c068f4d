r"""Characters that deceive whoever reads a text: decided here once, for every way in and out.

They move the cursor or colour the terminal (C0 and C1 controls), turn the direction of what
follows (bidirectional controls), break a line where nobody expects it, or are not seen at all
(most of Unicode's category Cf; half characters and noncharacters, which XML cannot hold either).
Joiners stay, because emoji and several scripts need them; so do letters, which may look alike.

A scenario that holds one is refused where it is read. What comes from elsewhere (arguments, names
of files, documents that somebody may have changed) is made visible: `\x1b`, `\u202e`.
Sources: Unicode Standard Annex 9 and Technical Report 36 (2023); W3C, XML 1.0, section 2.2.
"""

from __future__ import annotations

import re
from typing import Any, Final

_DECEPTIVE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad"  # controls; the soft hyphen
    "\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # directions, breaks, nothing
    "\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f"  # marks, notes, tags
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
)
DECEPTIVE: Final = re.compile(f"[{_DECEPTIVE}]")
_OF_ONE_LINE: Final = re.compile(f"[{_DECEPTIVE}\t\n]")
_LAYOUT: Final = re.compile("[ \t\r\n]*[\t\r\n][ \t\r\n]*")


def visible(text: str) -> str:
    r"""Return a text on one line with everything deceptive in it spelt out, as in `\u202e`."""
    return _OF_ONE_LINE.sub(_spelt, text)


def visible_lines(text: str) -> str:
    """Return a text of several lines with everything deceptive in it spelt out."""
    return DECEPTIVE.sub(_spelt, text)


def visible_values(document: Any) -> Any:  # noqa: ANN401 -- any JSON
    """Return a document of JSON with everything deceptive in its texts and keys spelt out."""
    match document:
        case str():
            return visible_lines(document)
        case dict():
            return {visible_lines(str(k)): visible_values(v) for k, v in document.items()}
        case list():
            return [visible_values(value) for value in document]
    return document


def escaped_in_json(text: str) -> str:
    """Return JSON with everything deceptive in its texts escaped, which changes no value."""
    return DECEPTIVE.sub(_escaped, text)


def on_one_line(text: str) -> str:
    """Return a text with one blank in place of each tab or line break, none at its ends."""
    return _LAYOUT.sub(" ", text.strip("\t\r\n")) if _LAYOUT.search(text) else text


def code_of(character: str) -> str:
    """Return how Unicode calls a character, for example `U+202E`."""
    return f"U+{ord(character):04X}"


def _spelt(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n\r":
        return {"\t": r"\t", "\n": r"\n", "\r": r"\r"}[character]
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[k : k + 2].hex()}" for k in range(0, len(units), 2))
