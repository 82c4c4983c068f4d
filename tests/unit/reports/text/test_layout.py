from __future__ import annotations

import pytest

from sandbox.reports.page_blocks import Column, Heading, Page, Paragraph, Table, Tone, names
from sandbox.reports.text.layout import Look, ascii_text, line_count, render

WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen"


def lines(page: Page, width: int = 40) -> list[str]:
    return render(page, Look(width)).splitlines()


def test_a_heading_stands_right_above_its_paragraph() -> None:
    assert lines([Heading("Why?"), Paragraph("Because.")]) == ["Why?", "Because."]


def test_blocks_are_apart_but_indented_ones_are_a_list() -> None:
    page = [Paragraph("x"), Paragraph("y"), Paragraph("a", indent=2), Paragraph("b", indent=2)]
    assert lines(page) == ["x", "", "y", "", "  a", "  b"]


def test_further_lines_hang() -> None:
    first, *rest = lines([Paragraph(WORDS, "Lead:", indent=2, hang=4)])
    assert first.startswith("  Lead: one two")
    assert all(line.startswith("    ") and line[4] != " " for line in rest)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    page: Page = [Paragraph(WORDS), Table([names("a"), names("b", wraps=True)], [["label", WORDS]])]
    assert max(map(len, lines(page, width))) <= width


def test_a_unit_stays_with_its_number() -> None:
    for width in range(20, 60):
        text = render([Paragraph("it is 8.5 points, 12 %, 3 s and so on " * 3)], Look(width))
        assert not any(line.split(" ")[0] in ("points,", "%,", "s") for line in text.splitlines())


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    table = Table([names("name"), Column("n")], [["a", "1"], ["bb", "100"]])
    assert lines([table]) == ["name    n", "a       1", "bb    100"]


def test_a_wide_table_is_split_and_repeats_its_labels() -> None:
    columns = [names("name"), names("kind"), *(Column(f"number {k}") for k in range(4))]
    table = Table(columns, [["row", "k", "1", "2", "3", "4"]], labels=2)
    shown = lines([table], 34)
    assert shown[0] == "name  kind  number 0  number 1"
    assert shown[3] == "name  kind  number 2  number 3"
    assert shown[4] == "row   k            3         4"


def test_a_column_that_needs_room_is_left_out_of_a_narrow_page() -> None:
    table = Table([names("name"), Column("rare", room=60)], [["a", "1"]])
    assert lines([table], 40) == ["name", "a"]
    assert lines([table], 60) == ["name  rare", "a        1"]


def test_a_table_without_headings_has_no_empty_line() -> None:
    assert lines([Table([names(""), names("")], [["a", "b"]])]) == ["a  b"]


def test_ascii_spells_signs_out_before_anything_is_aligned() -> None:
    table = Table([names("¥ per"), Column("n")], [["a→b", "¥12"], ["c – d", "±1"]])
    shown = render([table], Look(40, ascii_only=True))
    assert shown == "CNY per       n\na->b     CNY 12\nc - d      +/-1\n"


def test_letters_without_ascii_become_question_marks() -> None:
    assert ascii_text("王芳 ¥1") == "?? CNY 1"


def test_chinese_takes_two_columns() -> None:
    table = Table([names("n"), Column("k")], [["王芳", "1"], ["abcd", "2"]])
    assert lines([table]) == ["n     k", "王芳  1", "abcd  2"]


@pytest.mark.parametrize("tone", Tone)
def test_colour_never_carries_meaning_alone(tone: Tone) -> None:
    page: Page = [Heading("Why?"), Paragraph("it rises", "Better:", tone)]
    plain, coloured = render(page), render(page, Look(colour=True))
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    assert plain == "Why?\nBetter: it rises\n"


def test_markup_and_emoji_of_users_are_text() -> None:
    assert render([Paragraph("[bold]x[/bold] :smile:")]) == "[bold]x[/bold] :smile:\n"


def test_lines_are_counted_at_the_usual_width() -> None:
    assert line_count([Heading("a"), Paragraph("word " * 20)]) == 3
