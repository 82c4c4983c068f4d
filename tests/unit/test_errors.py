from __future__ import annotations

from sandbox.errors import ExpressionError, Location, Mistake

LINE = 'expect: ["succes_rate(a) >= 5%"]'
TEXT = "succes_rate(a) >= 5%"


def test_a_mistake_is_underlined_within_the_quotes_of_its_text() -> None:
    value = Location("peak.study.yaml", 7, 10, LINE, 22)
    shown = Mistake("unknown metric `succes_rate`", 0, 11, "look").diagnostic(value, TEXT)
    place = shown.location
    assert (place.file, place.line, place.column, place.width) == ("peak.study.yaml", 7, 11, 11)
    assert LINE[place.column - 1 :][: place.width] == "succes_rate"
    assert (shown.message, shown.hint) == ("unknown metric `succes_rate`", "look")


def test_the_second_of_two_equal_texts_is_underlined_in_its_own_place() -> None:
    line = f"expect: ['{TEXT}', '{TEXT}']"
    second = line.rindex("'", 0, line.rindex(TEXT) + 1) + 1
    place = Mistake("no", 15, 2).diagnostic(Location("a.yaml", 1, second, line), TEXT).location
    assert place.column - 1 == line.rindex(TEXT) + 15


def test_a_text_that_is_folded_over_lines_is_underlined_as_a_whole() -> None:
    value = Location("a.yaml", 3, 5, '  - "succes_rate(a)', 15)
    assert Mistake("no", 4, 3).diagnostic(value, TEXT).location == value


def test_mistakes_come_in_the_order_of_the_text_with_the_first_hint() -> None:
    error = ExpressionError(TEXT, [Mistake("later", 9, 1, "second"), Mistake("sooner", 2, 1)])
    assert [mistake.message for mistake in error.mistakes] == ["sooner", "later"]
    assert (str(error), error.hint, error.exit_code) == ("sooner; later", "second", 2)
