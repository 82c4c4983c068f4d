"""Values at the edges of each kind of quantity: the last that is allowed, the first that is not."""

from __future__ import annotations

from typing import Final, NamedTuple

from sandbox import units
from tests.fuzz.grammar import Form, Kind
from tests.fuzz.trees import Quoted, Tree

__all__ = ["FOREIGN", "TEXTS", "edges_of"]


class Edges(NamedTuple):
    """Values of one kind, as they are written.

    Attributes
    ----------
    within
        Allowed by their unit, though perhaps not by what stands beside them.
    beyond
        Just not allowed, or written in a way that somebody would try.
    """

    within: tuple[Tree, ...]
    beyond: tuple[Tree, ...]


_LONG = Quoted("very long " * 1_000)
# Control and bidirectional characters, what a terminal, a page, a shell or a path would take as
# its own, and names that are something else where they are read.
TEXTS: Final[tuple[Tree, ...]] = (
    *("x", "淘宝", Quoted("a name with blanks"), Quoted("😀"), Quoted("a.b"), Quoted("e\u0301")),
    *(Quoted("\x1b]0;x\x07"), Quoted("\x1b[2J"), Quoted("\u202eabc"), Quoted("\u2066a\u2069")),
    *(Quoted("\x9b31m"), Quoted("\x00"), Quoted("\x7f"), Quoted("\u200f"), Quoted("\ufeff")),
    *(Quoted("a\nb"), Quoted("a\tb"), Quoted("a\rb"), Quoted("\u2028"), Quoted(""), Quoted(" ")),
    *(Quoted("<script>alert(1)</script>"), Quoted("[bold red]x[/]"), Quoted("&amp;\"'")),
    *(
        Quoted("../../x"),
        Quoted("$(id)"),
        Quoted("%s%n{0}{x}"),
        Quoted("=1+1"),
        Quoted("::error::"),
    ),
    *(Quoted("__class__"), Quoted("nan"), Quoted("null"), Quoted("on_us"), Quoted("360"), "360"),
    *(Quoted("a + b"), Quoted("*"), Quoted("|"), Quoted("a`b"), Quoted("#x"), Quoted("-"), _LONG),
)
# What stands anywhere and belongs nowhere.
FOREIGN: Final[tuple[Tree, ...]] = (
    *("null", "~", "true", "no", "0", "-1", "5", "1e30", "1e-30", "-1e30", "99999999999999999999"),
    *(".inf", "-.inf", ".nan", "0x1F", "60%", "-5%", "5s", "¥5", "5/s", "5pp", "2024-09-12"),
    *({}, [], [[]], {"x": {}}, ["x", "null"], {"value": "5%"}, {"constant": {}}, {"1": "2"}),
    *(Quoted(""), Quoted("\x1b[31m"), Quoted("\u202e"), _LONG, "9" * 4_000),
)
_KINDS: Final[dict[Kind, Edges]] = {
    Kind.SHARE: Edges(
        ("0%", "100%", "50%", "0", "1", "0.0000001%", "99.99999999%", "1e-30", "33.3333333333%"),
        ("100.0000001%", "-0.0000001%", "2", "60", "-1", ".nan", ".inf", "60 percent", "1pp"),
    ),
    Kind.WEIGHT: Edges(
        ("0", "1", "3", "0.5", "50%", "1%", "0.1%", "10%", "1e-30", "1e-9", "1e9", "1e30"),
        ("-1", "-1e-30", ".nan", ".inf", "1s", "1e500", "1e9999"),
    ),
    Kind.RATE: Edges(
        ("1/d", "1/h", "1/s", "5/s", "1m/s", "4m/s", f"{units.RATE_PER_S_MAX}/s", "0.000001/d"),
        (
            f"{units.RATE_PER_S_MAX + 1}/s",
            "9999999999m/s",
            "5",
            "-1/s",
            "1",
            "5/y",
            "/s",
            "1e9/s",
            ".inf",
            "5/0s",
        ),
    ),
    Kind.DURATION: Edges(
        ("0s", "0", "1us", "0.4us", "1ms", "1s", "1h", "1d", "3000d", "3285d", "7319d", "7320d"),
        ("5", "900", "7320d1us", "9999w", "-1s", "1y", "1e3s", ".inf", "s", "1h 30"),
    ),
    Kind.AMOUNT: Edges(
        ("¥0", "¥0.01", "¥1", "¥100", "¥9999999.99", "¥10m"),
        ("5", "¥0.001", "¥10000000.01", "¥1bn", "-¥1", "$5", "¥", "100 yuan", "¥1e3"),
    ),
    Kind.MONEY: Edges(
        ("¥0", "¥0.01", "¥1m", "¥9bn", "¥10000000bn", "¥9999999999999999.99"),
        (
            "¥10000000000000000.01",
            "¥46116860184273879.04",
            "¥99999999999bn",
            "¥1" + "0" * 400,
            "5",
            "-¥1",
            "¥0.001",
        ),
    ),
    Kind.MOMENT: Edges(
        (
            *("2024-01-01", "2024-01-01T00:10", "2024-03-01", "2024-09-12T23:59:59.999999"),
            *(units.FIRST_DAY, units.LAST_DAY, "2199-12-31T23:59:59.999999", "1999-12-31T16:00Z"),
        ),
        (
            *("1969-12-31", "2200-01-01T00:00:00.000001", "0001-01-01", "9999-12-31"),
            *("0000-01-01", "10000-01-01", "2024-02-30", "2024-01-01T25:00", "2024", "yesterday"),
            *("0001-01-01T00:00+14:00", "9999-12-31T23:59:59-23:59", "2024-09-12T20:00+99:00"),
        ),
    ),
    Kind.TRUTH: Edges(("true", "false"), ("yes", "1", "0", "maybe", "True")),
    Kind.TEXT: Edges(TEXTS, ("5", "null", "true", [], {})),
    Kind.QUANTITY: Edges(
        ("0", "1", "5", "0.5", "0%", "50%", "100%", "1pp", "1us", "1s", "1d", "¥0.01", "¥5", "5/s"),
        ("-1", "1e30", ".nan", "-5%", "160%", "7320d1us", "¥99999999999bn", "2024-09-12"),
    ),
}
_WHOLE: Final = (0, 1, 2, 3, 7, 100, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -1)


def edges_of(form: Form) -> Edges:
    """Return the values at the edges of a form; lists, tables and sections have their own."""
    match form.kind:
        case Kind.WHOLE:
            return _whole(form.low, form.high)
        case Kind.WORD:
            return Edges(form.words, ("none", "Open", Quoted(""), Quoted("\x1b[1m")))
        case Kind.LIST:
            return Edges(([],), ({}, "null", [[]]))
        case Kind.TABLE | Kind.SECTION:
            return Edges(({},), ([], "null", "x"))
        case _:
            return _KINDS[form.kind]


def _whole(low: int | None, high: int | None) -> Edges:
    least, most = low if low is not None else -(2**63), high if high is not None else 2**64
    tried = sorted({*_WHOLE, least, least + 1, least - 1, most, most - 1, most + 1})
    within = tuple(str(n) for n in tried if least <= n <= most)
    beyond = tuple(str(n) for n in tried if not least <= n <= most)
    return Edges(within, (*beyond, "1.5", "1e3", "0x10", "1_000", Quoted("1"), "1s"))
