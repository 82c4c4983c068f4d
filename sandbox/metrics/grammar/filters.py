"""Reading what narrows a metric: `[KEY=VALUE, ...]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.metrics.grammar.amounts import AMOUNT, check_band
from sandbox.metrics.grammar.scanner import Extent
from sandbox.metrics.metric_catalogue import KEYS
from sandbox.scenario.mistakes.suggestions import nearest

if TYPE_CHECKING:
    from sandbox.metrics.grammar.scanner import Piece, Scanner

_KEY = re.compile(r"[^\s.\[\](),=<>/]+")
_OPERATOR = re.compile(r">=|<=|>|<|=")
_VALUE = re.compile(r"[^,\[\]]+")
# An amount may group its digits: the comma of ¥1,000 does not end it.
_AMOUNT = re.compile(r"[^,\[\]]+(?:,\d{3}(?!\d)[^,\[\]]*)*")
_FORM = "for example [merchant=taobao] or [from=20:00, until=20:15]"


def read_filters(scanner: Scanner, spans: dict[str, Extent]) -> dict[str, str]:
    """Return what brackets narrow by, empty where there are none; mistakes are noted.

    Parameters
    ----------
    spans
        Takes where each key stands.
    """
    filters: dict[str, str] = {}
    if scanner.is_lost or not scanner.pass_mark("["):
        return filters
    while True:
        word = scanner.read(_KEY)
        operator = scanner.read(_OPERATOR) if word is not None else None
        if word is None or operator is None:
            scanner.lose("`KEY=VALUE`", _FORM)
            return filters
        of_amount = word.text == AMOUNT
        value = scanner.read(_AMOUNT if of_amount else _VALUE)
        if value is None:
            scanner.lose(f"the value of `{word.text}`")
            return filters
        key = _key(scanner, word, operator)
        if key in filters:
            scanner.complain(f"`{key}` is given twice", *word.extent)
        elif key:
            filters[key] = value.text
        end = value.start + len(value.text)
        spans[key or word.text] = Extent(word.start, end - word.start)
        if scanner.pass_mark("]"):
            break
        if not scanner.pass_mark(","):
            scanner.lose("`,` or `]`")
            return filters
    check_band(filters, lambda message, key, hint: scanner.complain(message, *spans[key], hint))
    return filters


def _key(scanner: Scanner, name_piece: Piece, operator: Piece) -> str:
    """Return the key, for an amount with its operator; empty where it is a mistake."""
    name, start = name_piece
    mark, at = operator
    if name == AMOUNT and mark != "=":
        return name + mark
    if name == AMOUNT:
        hint = "for example [amount>=¥200, amount<¥1,000]"
        scanner.complain("`amount` takes a band, here `=`", at, len(mark), hint)
    elif name not in KEYS:
        near = nearest(name, KEYS)
        known = dict.fromkeys(axis_key(key) for key in KEYS)
        hint = f"the nearest is `{near}`" if near else f"known here: {', '.join(known)}"
        scanner.complain(f"unknown filter `{name}`", start, len(name), hint)
    elif mark != "=":
        hint = "only `amount` is narrowed by bounds"
        scanner.complain(f"`{name}` takes `=`, here `{mark}`", at, len(mark), hint)
    else:
        return name
    return ""


def axis_key(key: str) -> str:
    """Return a key as people name it, without the operator of an amount."""
    return AMOUNT if key.startswith(AMOUNT) else key


def written_filter(key: str, value: str) -> str:
    """Return one of the things between brackets, as it is read."""
    return f"{key}{value}" if key.startswith(AMOUNT) else f"{key}={value}"
