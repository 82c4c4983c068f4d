from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.errors import MachineError, ScenarioError, UsageError
from sandbox.scenario.yaml.source_text import BYTES_MAX, SourceText, Span, decode, read_source


def refusal(data: bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        decode(data, "x.yaml")
    return caught.value.diagnostics[0].message


def test_a_byte_order_mark_is_no_character() -> None:
    assert decode("\ufeffseed: 1".encode(), "x.yaml").text == "seed: 1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_are_cut_where_the_scanner_cuts_them(end: str) -> None:
    assert decode(f"a: 1{end}b: 2".encode(), "x.yaml").lines == ["a: 1", "b: 2"]


def test_bytes_that_are_no_text_are_placed() -> None:
    with pytest.raises(ScenarioError) as caught:
        decode(b"seed: 1\ntitle: caf\xe9\n", "x.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == "not UTF-8 text: byte 0xE9 at offset 18"
    assert (diagnostic.location.line, diagnostic.location.column) == (2, 11)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\ufffe"])
def test_control_characters_are_refused(character: str) -> None:
    assert refusal(f"a: {character}".encode()).startswith("control character U+")


def test_utf_16_is_refused() -> None:
    assert refusal("seed: 1".encode("utf-16")).startswith("not UTF-8 text")


def test_a_place_holds_the_line_and_what_is_underlined() -> None:
    source = SourceText("x.yaml", "a: 1\nbb: 22")
    place = Span(source, 2, 5, 2).location
    assert (place.file, place.text, place.text[place.column - 1 :]) == ("x.yaml", "bb: 22", "22")


def test_a_place_beyond_the_end_has_no_text() -> None:
    assert SourceText("x.yaml", "a: 1").location(7, 1).text == ""


def test_ten_megabytes_are_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * 10_000_000)
    with pytest.raises(ScenarioError) as caught:
        read_source(path, "large.yaml")
    assert caught.value.diagnostics[0].message == "large.yaml is larger than 4 MiB"


def test_the_largest_allowed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * BYTES_MAX)
    assert len(read_source(path, "large.yaml").text) == BYTES_MAX


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_source(tmp_path, "scenarios")
    assert caught.value.diagnostics[0].message == "scenarios is a directory"


@pytest.mark.parametrize("name", ["nowhere.yaml", "file.yaml/inner.yaml", "nul\0.yaml"])
def test_a_missing_file_is_a_mistake_of_the_command_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.yaml").write_text("seed: 1", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_source(tmp_path / name, name)
    assert caught.value.exit_code == 2


def test_what_the_system_refuses_is_no_mistake_of_the_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        MachineError, match=r"^x\.yaml cannot be read: permission denied$"
    ) as caught:
        read_source(tmp_path / "x.yaml", "x.yaml")
    assert caught.value.exit_code == 2


def test_a_mark_before_bytes_that_are_no_text_moves_no_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        decode(b"\xef\xbb\xbfseed: 1\ntitle: caf\xe9\n", "x.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == "not UTF-8 text: byte 0xE9 at offset 21"
    assert (diagnostic.location.line, diagnostic.location.column) == (2, 11)
    assert refusal(b"\xef\xbb\xbf\xff") == "not UTF-8 text: byte 0xFF at offset 3"


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\xad"])
def test_what_turns_or_hides_a_text_is_refused_in_comments_too(character: str) -> None:
    assert refusal(f"# a{character}b\nseed: 1".encode()).startswith("control character U+")
