"""The site holds what the program has, builds without a network, and its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import click
import pytest

import sandbox
from docs.site.assembly import MADE, PICTURES
from docs.site.command_line import command_line
from docs.site.gallery import CHARTS, questions
from docs.site.grammar import scenario_grammar, study_grammar
from docs.site.measured import metrics
from sandbox.cli.app import COMMANDS
from sandbox.cli.app import sandbox as program
from sandbox.metrics.metric_catalogue import CATALOGUE
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.study_document import StudyDocument
from tests.house.test_scenarios import opening_comment, scenarios
from tests.unit.docs.blocks import ROOT, environment

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
TAG = re.compile(r"<([a-z]\w*)\b([^>]*)>")
ATTRIBUTE = re.compile(r'\b(href|src|id)="([^"]+)"')
LINK = re.compile(r"\]\(#([\w-]+)\)")
# Runs the builder with every way to another machine closed.
WITHOUT_NETWORK = """
import socket, sys
def refuse(*_):
    raise OSError("no network here")
socket.socket.connect = socket.getaddrinfo = refuse
from docs.site.__main__ import main
sys.exit(main())
"""


class Element(NamedTuple):
    """An address on a page, and the tag that holds it."""

    tag: str
    address: str


class Page(NamedTuple):
    """What a page leads to or loads, and what it can be led to."""

    addresses: list[Element]
    anchors: set[str]


def read(file: Path) -> Page:
    """Return the addresses and anchors of a page."""
    addresses, anchors = [], set()
    for tag, attributes in TAG.findall(file.read_text(encoding="utf-8")):
        for name, value in ATTRIBUTE.findall(attributes):
            if name == "id":
                anchors.add(unescape(value))
            else:
                addresses.append(Element(tag, unescape(value)))
    return Page(addresses, anchors)


def test_every_command_and_option_has_its_place() -> None:
    text = command_line()
    assert HEADING.findall(text) == [f"`sandbox {name}`" for name in COMMANDS]
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        (part,) = [part for part in text.split("\n## ") if f"`sandbox {name}`\n" in part]
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[0] in part, (name, option.opts)


@pytest.mark.parametrize(
    ("made", "model"), [(scenario_grammar, Document), (study_grammar, StudyDocument)]
)
def test_every_section_and_key_has_its_place(
    made: object, model: type[Document | StudyDocument]
) -> None:
    assert callable(made)
    schema = model.model_json_schema(by_alias=True)
    _, *parts = HEADING.split(made())
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert found.keys() == {"The whole file", *schema["$defs"]}
    for name, section in {"The whole file": schema, **schema["$defs"]}.items():
        keys = re.findall(r"^\| `(\w+)` \|", found[name], re.MULTILINE)
        assert [key for key in keys if key != "extends" or name != "The whole file"] == list(
            section["properties"]
        )
        assert name == "The whole file" or "\nAt `" in found[name]
    assert set(LINK.findall(made())) <= {name.lower() for name in found}


def test_every_metric_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)", metrics(), re.MULTILINE)
    assert rows == list(CATALOGUE)


def test_every_metric_is_shown_with_its_phrase_and_which_way_is_good() -> None:
    rows = [line.split(" | ") for line in metrics().splitlines()[2:]]
    for (_, phrase, of, _, more_is, _), measure in zip(rows, CATALOGUE.values(), strict=True):
        assert (of, more_is) == (measure.of, measure.more_is.value)
        assert "{" not in phrase
        assert phrase.startswith(measure.phrase.split("{")[0])


def test_every_shipped_file_is_in_the_gallery_with_its_own_question() -> None:
    shown = {each.file: each.question for each in questions()}
    assert shown.keys() == scenarios().keys()
    for file, question in shown.items():
        assert opening_comment(scenarios()[file]).startswith(question)
    assert {each.name for each in questions()} >= CHARTS.keys()


def test_every_public_name_is_on_the_page_of_python() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    public = [name for name in sandbox.__all__ if not name.startswith("__")]
    assert [name for name in public if f":: sandbox.{name}\n" not in page] == []


@pytest.mark.slow
def test_the_site_builds_without_network_or_warning_and_its_links_lead_somewhere(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", WITHOUT_NETWORK, str(tmp_path)]
    answer = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    site = tmp_path / "html"
    pages = {file: read(file) for file in sorted(site.rglob("*.html"))}
    written = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    assert {site / path.with_suffix(".html") for path in written} <= pages.keys()
    to_the_tutorial = Element("a", "tutorial.html")
    assert to_the_tutorial in pages[site / "index.html"].addresses
    lost = [
        f"{file.relative_to(site)}: {element.address}"
        for file, page in pages.items()
        for element in page.addresses
        if not leads_somewhere(file, element, pages)
    ]
    assert lost == []
    drawn = {path.stem for path in (tmp_path / "pages" / PICTURES).glob("*.png")}
    assert drawn == {each.name for each in questions()}


def leads_somewhere(file: Path, element: Element, pages: dict[Path, Page]) -> bool:
    """Return whether an address is on the site; others may be links, but nothing that is loaded."""
    parts = urlsplit(element.address)
    if parts.scheme in {"http", "https"}:
        return element.tag == "a"
    if parts.scheme == "data":
        return True
    goal = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if goal.suffix != ".html" or not parts.fragment:
        return goal.is_file()
    return goal in pages and unquote(parts.fragment) in pages[goal].anchors


def test_every_made_part_continues_a_written_page() -> None:
    assert all((ROOT / "docs" / name).is_file() for name in MADE)
