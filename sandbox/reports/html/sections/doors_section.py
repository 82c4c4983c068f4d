"""The interoperability matrix before and after: links, wallets and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.reports.doors.matrix_report import PAYLOADS, SIGNS, sign_of
from sandbox.reports.findings.phrases import enumeration
from sandbox.reports.html.charts import door_chart as charts
from sandbox.reports.html.figures import Figure, Section, paragraph
from sandbox.reports.html.tables import Grid, words

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

Door = Mapping[str, Any]

KINDS = {
    "open": "open",
    "default": "open",
    "listed": "open",
    "warned": "hard",
    "copied": "hard",
    "folded": "hard",
}
ROLL_OUT_SIGN = "a number: open for so many per cent so far"
FEW = 3  # destinations; then surfaces are columns, as the wallets are
WIDE = 8  # columns; more need the whole width
SHOWN_MAX = 4  # matrices side by side; a longer walk shows its first and its last


class MatrixCell(NamedTuple):
    """Where a door stands in a matrix."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class DoorFamily:
    """One kind of doors: where it stands in a matrix, and what its rows and columns are."""

    key: str
    title: str
    says: str


FAMILIES = (
    DoorFamily("links", "Links", "Which links open: surfaces, and where a link leads"),
    DoorFamily(
        "wallets", "Wallets", "Which wallets are taken: shops, where the checkout runs, wallets"
    ),
    DoorFamily(
        "codes", "Codes", "Which codes are read: scanning wallets, and the issuers of codes"
    ),
)


def doors(material: Material) -> Section | None:
    """Return the doors of the baseline and of the other regimes, side by side."""
    matrices = [_named(material, m) for m in _shown(material.context.get("matrices", []))]
    figures = [figure for family in FAMILIES for figure in _family(family, matrices)]
    if not figures:
        return None
    lead = [paragraph(_summary(matrices))] if len(matrices) > 1 else []
    return Section(
        "doors", "Which doors are open", lead, figures, [paragraph(_legend(matrices), "note")]
    )


def _shown(matrices: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = list(matrices)
    return found if len(found) <= SHOWN_MAX else [found[0], found[-1]]


def _named(material: Material, matrix: Mapping[str, Any]) -> dict[str, Any]:
    """Return a matrix with the names that readers know."""
    named = {
        family.key: [
            {key: material.party(value) if key in NAMED else value for key, value in door.items()}
            for door in matrix[family.key]
        ]
        for family in FAMILIES
    }
    return {**matrix, **named, "regime": material.regime_name(str(matrix["regime"]))}


def _title(matrix: Mapping[str, Any]) -> str:
    return f"{matrix['regime']}, {str(matrix['at']).replace('T', ' ')}"


def _summary(matrices: Sequence[Mapping[str, Any]]) -> str:
    before = _states(matrices[0])
    parts = []
    for matrix in matrices[1:]:
        after = _states(matrix)
        changed = [place for place, state in after.items() if before.get(place) != state]
        parts.append(f"{len(changed):,} of {len(after):,} under {matrix['regime']}")
    frame = "they are framed below" if any(part[0] != "0" for part in parts) else "none changes"
    return f"Doors that differ from {matrices[0]['regime']}: {enumeration(parts)}; {frame}."


def _states(matrix: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    found = {}
    for family in FAMILIES:
        for door in matrix[family.key]:
            names = tuple(str(value) for key, value in door.items() if key in PARTIES)
            found[family.key, *names] = _sign(door)
    return found


PARTIES = (
    *("surface", "payload", "destination", "merchant"),
    *("wallet", "container", "scanner", "issuer", "code"),
)


NAMED = frozenset(PARTIES) - {"payload", "code"}


def _sign(door: Door) -> str:
    return sign_of(door["state"], door["reach"], is_conditional=bool(door["conditions"]))


def _kind(door: Door) -> str:
    kind = KINDS.get(door["state"], "shut")
    is_part = door["reach"] < 1 or door["conditions"]
    return "part" if is_part and kind == "open" else kind


def _family(family: DoorFamily, matrices: Sequence[Mapping[str, Any]]) -> Iterator[Figure]:
    if not any(matrix[family.key] for matrix in matrices):
        return
    tables = [_cells(family, matrix[family.key]) for matrix in matrices]
    if family.key == "links" and len({column for _, column in tables[0]}) <= FEW:
        tables = [{MatrixCell(c, r): door for (r, c), door in table.items()} for table in tables]
    half = len(matrices) > 1 and len({column for _, column in tables[0]}) <= WIDE
    rows = _merged(tables)
    first = _signs(rows, tables[0])
    for number, (matrix, table) in enumerate(zip(matrices, tables, strict=True)):
        cells = _rows(rows, table, first if number else None)
        grid = _grid(f"{family.title} under {_title(matrix)}", cells)
        name = f"{family.key}-{number + 1}"
        title = f"{family.title} under {matrix['regime']}"
        says = f"{family.says}, on {str(matrix['at']).replace('T', ' ')}."
        yield Figure(name, title, says, charts.doors(cells), grid, half=half)


def _cells(family: DoorFamily, doors_: Sequence[Door]) -> dict[MatrixCell, Door]:
    found: dict[MatrixCell, Door] = {}
    for door in doors_:
        if family.key == "links":
            kind = PAYLOADS[door["payload"]]
            name = door["surface"] + ("" if kind == "link" else f" ({kind})")
            found[MatrixCell(name, door["destination"])] = door
        elif family.key == "wallets":
            place = f"{door['merchant']} · {door['container']}"
            found[MatrixCell(place, door["wallet"])] = door
        else:
            code = f"{door['issuer']} {door['code']}"
            found[MatrixCell(door["scanner"], code)] = door
    return found


def _merged(tables: Sequence[Mapping[MatrixCell, Door]]) -> dict[str, str]:
    """Return row → title: rows of one shop that are alike under every regime become one."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for table in tables:
        for (row, column), door in table.items():
            rows.setdefault(row, []).append((column, _sign(door), str(door["rule"])))
    alike: dict[tuple[str, Any], list[str]] = {}
    for row, cells in rows.items():
        owner, mark, _ = row.partition(" · ")
        key = (owner, tuple(cells)) if mark else (row, None)
        alike.setdefault(key, []).append(row)
    found = {}
    for (owner, _), members in alike.items():
        places = [member.partition(" · ")[2] for member in members]
        found[members[0]] = f"{owner} · {', '.join(places)}" if places[0] else owner
    return found


def _signs(rows: Mapping[str, str], table: Mapping[MatrixCell, Door]) -> dict[MatrixCell, str]:
    return {cell: _sign(door) for cell, door in table.items() if cell.row in rows}


def _rows(
    rows: Mapping[str, str],
    table: Mapping[MatrixCell, Door],
    before: Mapping[MatrixCell, str] | None,
) -> list[dict[str, Any]]:
    return [
        {
            "row": rows[cell.row],
            "column": cell.column,
            "sign": "·" if _sign(door) == "-" else _sign(door).removesuffix("%"),
            "kind": _kind(door),
            "state": _state(door),
            "rule": door["rule"] or "no rule, the default",
            "changed": before is not None and before.get(cell) != _sign(door),
        }
        for cell, door in table.items()
        if cell.row in rows
    ]


def _state(door: Door) -> str:
    text = str(door["state"])
    if door["reach"] < 1:
        text += f" for {100 * door['reach']:.3g} % of {door['of']}"
    return " ".join([text, *door["conditions"]])


def _grid(caption: str, cells: Sequence[Mapping[str, Any]]) -> Grid:
    rows = [
        words(c["row"], c["column"], c["state"], c["rule"], "changed" if c["changed"] else "")
        for c in cells
    ]
    heads = ["at", "for", "state", "decided by", "against the baseline"]
    return Grid(caption, heads, rows, frozenset(range(len(heads))))


def _legend(matrices: Sequence[Mapping[str, Any]]) -> str:
    every = [door for matrix in matrices for family in FAMILIES for door in matrix[family.key]]
    used = {door["state"] for door in every}
    signs = {state: "·" if sign == "-" else sign for state, sign in SIGNS.items()}
    shut = enumeration([state for state in SIGNS if state in used and signs[state] == "·"], "or")
    legend = [f"{signs[s]} {s}" for s in SIGNS if s in used and signs[s] != "·"]
    legend += [f"· {shut}"] if shut else []
    if any(door["reach"] < 1 for door in every):
        legend.append(ROLL_OUT_SIGN)
    if any(door["conditions"] for door in every):
        legend.append("* under a condition")
    return (
        f"Signs: {'; '.join(legend)}. Where no rule speaks, everything across ecosystems is closed."
    )
