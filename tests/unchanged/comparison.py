"""What differs between two trees, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

PARTS_NAMED = 6  # of a case; the first few say where to look
LONG = 40  # characters of a value

Cases = Mapping[str, Mapping[str, str]]


def differences(before: Cases, after: Cases) -> list[str]:
    """Return a line for each case that differs, with the parts that do.

    Parameters
    ----------
    before, after
        Case → part → digest or value, of the revision and of this tree.
    """
    found = []
    for case in (*before, *(case for case in after if case not in before)):
        if case not in after:
            found.append(f"{case}: is no more")
        elif case not in before:
            found.append(f"{case}: is new")
        elif parts := list(_parts(before[case], after[case])):
            more = len(parts) - PARTS_NAMED
            named = "; ".join(parts[:PARTS_NAMED])
            found.append(f"{case}: {named}" + (f"; and {more} more" if more > 0 else ""))
    return found


def _parts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for part in (*before, *(part for part in after if part not in before)):
        old, new = before.get(part), after.get(part)
        if old != new:
            yield part if None not in (old, new) and _is_digest(part) else _both(part, old, new)


def _is_digest(part: str) -> bool:
    return part.startswith(("table ", "column ", "event "))


def _both(part: str, old: str | None, new: str | None) -> str:
    if old is None:
        return f"{part} is new"
    if new is None:
        return f"{part} is no more"
    return f"{part} {old[:LONG]} | {new[:LONG]}"


def counted(cases: Cases) -> str:
    """Return how much was compared, in words."""
    parts = [part for digests in cases.values() for part in digests]
    kinds = {kind: sum(part.startswith(f"{kind} ") for part in parts) for kind in KINDS}
    values = len(parts) - sum(kinds.values())
    named = ", ".join(f"{count:,} {kind}s" for kind, count in kinds.items())
    return f"{len(cases):,} cases: {named}, {values:,} values of documents"


KINDS = ("table", "column", "event")
