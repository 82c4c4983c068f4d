from __future__ import annotations

import csv
import io
import struct

from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.export import HALF_WIDTH, WIDTH, csvs, picture, pngs, svgs, table_csv
from sandbox.reports.html.figures import Figure
from sandbox.reports.html.tables import Cell, Grid

ROWS = [{"name": "a", "regime": "r", "value": 0.5, "text": "50 %", "interval": ""}]
GRID = Grid("Numbers", ["name", "share"], [[Cell('a "b", c'), Cell("50 %", 0.5000001, "/x")]])
FIGURE = Figure("one", "Title here", "It says.", bars(ROWS, Plot(["r"])), GRID)


def test_a_picture_stands_alone() -> None:
    found = picture(FIGURE)
    assert (found["title"]["text"], found["title"]["subtitle"]) == ("Title here", ["It says."])
    assert found["width"] == WIDTH
    assert "var(--" not in str(found)
    half = Figure("one", "t", "s", FIGURE.spec, GRID, half=True)
    assert picture(half)["width"] == HALF_WIDTH


def test_a_long_sentence_stays_within_the_picture() -> None:
    says = "Wide words, one after the other. " * 8
    sizes = []
    for sentence in ("Short.", says):
        ((_, png),) = pngs([Figure("one", "t", sentence, FIGURE.spec, GRID)])
        sizes.append(struct.unpack(">II", png[16:24]))
    assert len(picture(Figure("one", "t", says, FIGURE.spec, GRID))["title"]["subtitle"]) > 1
    assert sizes[0][0] == sizes[1][0]
    assert sizes[0][1] < sizes[1][1]


def test_pictures_need_no_browser() -> None:
    ((name, svg),) = svgs([FIGURE])
    assert name == "one.svg"
    assert b"Title here" in svg
    assert b"var(--" not in svg
    ((name, png),) = pngs([FIGURE])
    width, _ = struct.unpack(">II", png[16:24])
    assert name == "one.png"
    assert width > WIDTH


def test_csv_holds_unrounded_numbers_and_any_text() -> None:
    ((name, content),) = csvs([FIGURE])
    assert name == "one.csv"
    assert content.decode() == table_csv(GRID)
    rows = list(csv.reader(io.StringIO(table_csv(GRID))))
    assert rows == [["name", "share"], ['a "b", c', "0.5000001"]]
