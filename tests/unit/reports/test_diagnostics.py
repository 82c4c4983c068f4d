from __future__ import annotations

from sandbox.errors import Diagnostic, Location
from sandbox.reports.diagnostics import SHOWN_MAX, render, render_warnings

PLACE = Location("scenarios/peak.yaml", 14, 7, "      fee_rte: 0.6%", 7)


def test_an_error_is_shown_with_its_line_and_the_spot_underlined() -> None:
    diagnostics = [
        Diagnostic(
            "unknown key `fee_rte` in wallet `wechat_pay`",
            PLACE,
            "known keys here: capacity, declines, fee, latency, limits",
            "the nearest key is `fee`",
        ),
        Diagnostic(
            "`switch_willingness` is 1.2, must be between 0 % and 100 %",
            Location("scenarios/peak.yaml", 15, 27, "x" * 26 + "1.2", 3),
        ),
    ]
    assert render(diagnostics, 100) == (
        "error: unknown key `fee_rte` in wallet `wechat_pay`\n"
        "  --> scenarios/peak.yaml:14:7\n"
        "   |\n"
        "14 |       fee_rte: 0.6%\n"
        "   |       ^^^^^^^ known keys here: capacity, declines, fee, latency, limits\n"
        "hint: the nearest key is `fee`\n"
        "\n"
        "error: `switch_willingness` is 1.2, must be between 0 % and 100 %\n"
        "  --> scenarios/peak.yaml:15:27\n"
        "   |\n"
        "15 | xxxxxxxxxxxxxxxxxxxxxxxxxx1.2\n"
        "   |                           ^^^\n"
        "2 errors in scenarios/peak.yaml; nothing was simulated"
    )


def test_a_whole_file_has_no_line() -> None:
    assert render([Diagnostic("x.yaml is empty", Location("x.yaml"))], 100) == (
        "error: x.yaml is empty\n  --> x.yaml\n1 error in x.yaml; nothing was simulated"
    )


def test_several_files_are_named() -> None:
    places = [
        Location("b.yaml", 1, 1, "x"),
        Location("a.yaml", 1, 1, "x"),
        Location("c.yaml", 1, 1, "x"),
    ]
    text = render([Diagnostic("wrong", place) for place in places], 100)
    assert text.endswith("3 errors in a.yaml, b.yaml and c.yaml; nothing was simulated")


def test_warnings_have_no_last_line() -> None:
    assert render_warnings([Diagnostic("odd", PLACE)], 100).startswith("warning: odd\n")
    assert render_warnings([]) == ""


def lines_of(text: str, column: int, width: int, columns: int = 60) -> tuple[str, str]:
    place = Location("x.yaml", 1, column, text, width)
    lines = render([Diagnostic("wrong", place)], columns).splitlines()
    return lines[3], lines[4]


def test_a_long_line_is_cut_around_the_spot() -> None:
    for column in (1, 20, 50, 500, 995):
        line, underline = lines_of("a" * (column - 1) + "SPOT" + "b" * (1000 - column), column, 4)
        assert len(line) <= 60
        assert line[underline.index("^") :].startswith("SPOT")
        assert underline.count("^") == 4


def test_a_spot_longer_than_the_terminal_is_cut_too() -> None:
    line, underline = lines_of("a" * 50 + "S" * 500, 51, 500)
    assert len(underline) <= 60
    assert line[underline.index("^")] == "S"


def test_wide_characters_keep_the_underline_under_the_spot() -> None:
    line, underline = lines_of("淘宝: {费率: x}", 6, 2)
    assert line == "1 | 淘宝: {费率: x}"
    # Two wide characters, a colon, a blank and a brace stand before the spot: 4 + 3 columns.
    assert underline == "  | " + " " * 7 + "^^^^"


def test_combining_characters_take_no_column() -> None:
    _, underline = lines_of("e\u0301: x", 5, 1)
    assert underline == "  | " + " " * 3 + "^"


def test_nothing_moves_the_cursor() -> None:
    place = Location("x\x1b[2J.yaml", 1, 1, "a\x1b[31m\tb\u202e\u200f\ud800", 1)
    text = render([Diagnostic("bad\x07 \x1b[1m", place, "\x1b", "\x9b")], 100)
    assert all(character.isprintable() or character == "\n" for character in text)
    text.encode()


def test_a_note_that_does_not_fit_is_wrapped_below() -> None:
    note = "known keys here: " + ", ".join(f"key_{n}" for n in range(12))
    text = render([Diagnostic("wrong", Location("x.yaml", 1, 1, "abc", 3), note)], 60)
    assert "\n  | ^^^\n  = known keys here: key_0" in text
    assert max(map(len, text.splitlines())) <= 60


def test_a_spot_behind_the_end_of_the_line_is_shown_at_its_end() -> None:
    assert lines_of("abc", 99, 5)[1] == "  |    ^"


def test_beyond_fifty_only_the_count_is_told() -> None:
    text = render([Diagnostic(f"wrong {n}", PLACE) for n in range(SHOWN_MAX + 7)], 100)
    assert text.count("error: ") == SHOWN_MAX
    assert "\n\n… and 7 more\n57 errors in " in text
