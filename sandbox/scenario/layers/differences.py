"""What differs between two resolved scenarios: path by path, whatever their files look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sandbox.scenario.layers.merging import is_rule_list
from sandbox.scenario.mistakes.section_names import Path


class Difference(NamedTuple):
    """A value that differs.

    Attributes
    ----------
    path
        Keys separated by dots, rules by their names; what `--set` takes.
    before, after
        As written; None where it is not there.
    """

    path: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """Return what differs between two documents, in the order of the first.

    Parameters
    ----------
    before, after
        Merged documents as dictionaries, lists and values: `Loaded.plain`.
    """
    return list(_changes((), before, after))


def _changes(path: Path, before: object, after: object) -> Iterator[Difference]:
    if is_rule_list(path):
        yield from _reordered(path, _names(before), _names(after))
        before, after = _by_name(before), _by_name(after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            below = (*path, str(key))
            if key not in before:
                yield Difference(".".join(below), None, as_text(after[key]))
            elif key not in after:
                yield Difference(".".join(below), as_text(before[key]), None)
            else:
                yield from _changes(below, before[key], after[key])
    elif as_text(before) != as_text(after):
        yield Difference(".".join(path), as_text(before), as_text(after))


def _reordered(path: Path, before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Yield a change of the order of rules that both have: the last that matches decides."""
    both = set(before) & set(after)
    orders = [", ".join(n for n in names if n in both) for names in (before, after)]
    if orders[0] != orders[1]:
        yield Difference(".".join(path), f"order: {orders[0]}", f"order: {orders[1]}")


def _names(rules: object) -> list[str]:
    return list(_by_name(rules))


def _by_name(rules: object) -> dict[str, Any]:
    every = rules if isinstance(rules, list) else []
    return {str(rule["name"]): rule for rule in every if isinstance(rule, Mapping)}


def as_text(value: object) -> str:
    """Return a value of a document on one line, as YAML writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Mapping():
            pairs = (f"{key}: {as_text(below)}" for key, below in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(map(as_text, value))}]"
        case _:
            return str(value)
