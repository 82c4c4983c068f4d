from __future__ import annotations

import pytest
import yaml

from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_errors import explain_yaml_error


def place_of(text: str) -> tuple[int, int]:
    with pytest.raises(yaml.YAMLError) as caught:
        list(yaml.parse(text, Loader=yaml.CLoader))
    place = explain_yaml_error(caught.value, SourceText("x.yaml", text)).location
    return place.line, place.column


def test_what_is_never_closed_is_shown_where_it_was_opened() -> None:
    assert place_of("a: 1\nb: [2,\nc: 3\n\n\n") == (2, 4)


def test_a_place_behind_the_end_is_moved_to_the_last_written_line() -> None:
    assert place_of("a: 1\nb: &\n\n\n") == (2, 4)


def test_an_error_without_a_place_is_about_the_whole_file() -> None:
    diagnostic = explain_yaml_error(yaml.YAMLError("Something odd."), SourceText("x.yaml", "a"))
    assert (diagnostic.message, diagnostic.location.line) == ("not YAML: something odd", 0)
