"""Whatever a user writes, the answer is a document or diagnostics, never a traceback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.errors import Diagnostic, ScenarioError, UsageError
from sandbox.reports.diagnostics import render, render_warnings
from sandbox.scenario.loading import Loaded, load, load_text
from sandbox.scenario.schema.schema_walk import keys_at
from sandbox.scenario.tables.build import build_world

ROOT = Path(__file__).resolve().parents[2]
STUDIES = sorted((ROOT / "scenarios").glob("*.study.yaml"))
SHIPPED = sorted(set((ROOT / "scenarios").glob("*.yaml")) - set(STUDIES))
TINY = ROOT / "tests" / "golden" / "diagnostics" / "extended" / "tiny.yaml"
RICH = Path(__file__).with_name("rich_world.yaml")
WORLDS = sorted((ROOT / "sandbox" / "worlds").glob("*.yaml"))

JUNK_VALUES = (
    *("", "null", "~", "true", "no", "0", "-1", "1e30", "1e-30", "0.1", "99999999999999999999"),
    *("0x1F", ".inf", ".nan", "60%", "160%", "-5%", "45s", "0s", "9999w", "¥0", "¥10m", "¥9bn"),
    *("5/s", "9k/s", "2024-09-12", "2024-02-30", "0001-01-01", "9999-12-31T23:59:59-23:59"),
    *("[]", "{}", "[[]]", "{a: {b: c}}", "[a, 1, null]", "{1: 2}", "{value: 5%}", "{assume: 1}"),
    *("{assume: 1, range: [2, 3], because: x}", "&a x", "*a", "!!str x", "<<: x", "'x", "@"),
    *("alipay", "taobao", "alipay + wechat_pay", "none", "淘宝", "\u202e", "a.b", "open", "listed"),
)
JUNK_BYTES = (b"\x00", b"\xff", b"\t", b"\r", b"\x1b[31m", b"\xef\xbb\xbf", b"\xed\xa0\x80")

PATH_PARTS = (
    *("wallets", "wechat_pay", "fee", "rules", "chats_open", "from", "regimes", "open", "set"),
    *("traffic", "only", "period", "for", "0", "", "x", "link", "merchants", "taobao", "extends"),
)

Lines = list[str]
Change = Callable[[Lines, int, int, str], Lines]


def told(diagnostics: Sequence[Diagnostic]) -> str:
    """Return what the user reads, having checked that it can be read."""
    assert diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.message
        assert diagnostic.location.file
        assert "\n" not in diagnostic.message
    text = render(diagnostics, 100)
    assert "nothing was simulated" in text
    assert "\x1b" not in text
    text.encode()
    return text


def answer(attempt: Callable[[], Loaded]) -> str:
    """Return what the user reads about an attempt to load; nothing else may be raised."""
    try:
        loaded = attempt()
    except ScenarioError as error:
        return told(error.diagnostics)
    except UsageError as error:
        return str(error)
    return render_warnings(loaded.warnings, 100) or "valid"


def _delete(lines: Lines, at: int, _to: int, _junk: str) -> Lines:
    return lines[:at] + lines[at + 1 :]


def _duplicate(lines: Lines, at: int, _to: int, _junk: str) -> Lines:
    return lines[: at + 1] + lines[at:]


def _swap(lines: Lines, at: int, to: int, _junk: str) -> Lines:
    changed = list(lines)
    changed[at], changed[to] = changed[to], changed[at]
    return changed


def _indent(lines: Lines, at: int, to: int, _junk: str) -> Lines:
    return [*lines[:at], " " * (to % 5) + lines[at], *lines[at + 1 :]]


def _replace_value(lines: Lines, at: int, _to: int, junk: str) -> Lines:
    key = lines[at].split(":")[0]
    return [*lines[:at], f"{key}: {junk}", *lines[at + 1 :]]


def _replace_inner_value(lines: Lines, at: int, to: int, junk: str) -> Lines:
    parts = lines[at].split(": ")
    inner = to % len(parts)
    rest = parts[inner][len(parts[inner].split(",")[0].split("}")[0]) :]
    parts[inner] = junk + rest if inner else parts[0]
    return [*lines[:at], ": ".join(parts), *lines[at + 1 :]]


def _replace_key(lines: Lines, at: int, to: int, _junk: str) -> Lines:
    other = lines[to].strip().split(":")[0]
    margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return [*lines[:at], f"{margin}{other}:{lines[at].partition(':')[2]}", *lines[at + 1 :]]


def _misspell(lines: Lines, at: int, to: int, _junk: str) -> Lines:
    line = lines[at]
    spot = to % max(len(line), 1)
    return [*lines[:at], line[:spot] + line[spot + 1 :], *lines[at + 1 :]]


def _truncate(lines: Lines, at: int, to: int, _junk: str) -> Lines:
    return [*lines[:at], lines[at][: to % max(len(lines[at]), 1)]]


CHANGES: tuple[Change, ...] = (
    _delete,
    _duplicate,
    _swap,
    _indent,
    _replace_value,
    _replace_inner_value,
    _replace_key,
    _misspell,
    _truncate,
)


@st.composite
def spoilt(draw: st.DrawFn, sources: Sequence[Path]) -> bytes:
    """Return the bytes of one of some files after a few changes."""
    lines = draw(st.sampled_from(sources)).read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 4))):
        if not lines:
            break
        spots = st.integers(0, len(lines) - 1)
        change = draw(st.sampled_from(CHANGES))
        lines = change(lines, draw(spots), draw(spots), draw(st.sampled_from(JUNK_VALUES)))
    data = "\n".join(lines).encode()
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from(JUNK_BYTES)) + data[at:]
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoilt")


@settings(max_examples=250)
@given(data=spoilt(SHIPPED))
def test_spoilt_scenarios_are_answered(folder: Path, data: bytes) -> None:
    path = folder / "spoilt.yaml"
    path.write_bytes(data)
    assert answer(lambda: load(path))


@settings(max_examples=500)
@given(data=spoilt([TINY]))
def test_spoilt_small_worlds_are_answered(folder: Path, data: bytes) -> None:
    path = folder / "tiny.yaml"
    path.write_bytes(data)
    assert answer(lambda: load(path))


@settings(max_examples=60)
@given(data=spoilt(WORLDS))
def test_spoilt_worlds_are_answered(folder: Path, data: bytes) -> None:
    path = folder / "world.yaml"
    path.write_bytes(data)
    assert answer(lambda: load(path))


@settings(max_examples=300)
@given(text=st.text(max_size=200))
@example("a: " + "9" * 5000)
@example("a: 1e" + "9" * 30)
@example("? a\n? b\n")
@example("- - - - a")
@example("%TAG ! tag:x,2000:\n---\na: !b c")
def test_any_text_is_answered(text: str) -> None:
    assert answer(lambda: load_text(text))


def documents() -> st.SearchStrategy[object]:
    """Return documents made of known keys in any place with any value."""
    sections = [(), ("wallets", "*"), ("merchants", "*"), ("rules", "0"), ("rules", "0", "when")]
    sections += [
        ("rules", "0", "set"),
        ("audiences", "*"),
        ("traffic",),
        ("period",),
        ("routes", "*"),
    ]
    keys = sorted({key for section in sections for key in keys_at(section)})
    words = st.sampled_from([*keys, "taobao", "alipay", "x"])
    leaves = st.one_of(st.sampled_from(JUNK_VALUES[:36]), words, st.integers(-5, 10**12))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=5)
        ),
        max_leaves=25,
    )


def flow(value: object) -> str:
    """Return a value in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


@settings(max_examples=400)
@given(sections=st.dictionaries(st.sampled_from(sorted(keys_at(()))), documents(), max_size=6))
def test_any_document_of_known_words_is_answered(sections: dict[str, object]) -> None:
    text = TINY.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(tuple(sections))]
    text = "\n".join(lines) if len(sections) < 3 else "extends: blank"
    text += "\n" + "\n".join(f"{key}: {flow(value)}" for key, value in sections.items())
    assert answer(lambda: load_text(text))


@settings(max_examples=300)
@given(
    path=st.lists(
        st.sampled_from(
            PATH_PARTS,
        ),
        max_size=5,
    ),
    value=st.one_of(st.sampled_from(JUNK_VALUES), st.text(max_size=20)),
    equals=st.sampled_from(["=", "=", "=", "", "=="]),
)
@example(path=["wallets", "wechat_pay", "fee"], value="\udcff", equals="=")
def test_any_override_is_answered(path: list[str], value: str, equals: str) -> None:
    assert answer(lambda: load(TINY, [".".join(path) + equals + value]))


MANY = 4_000
HUGE = {
    "parties that lack a key": "wallets: {" + ", ".join(f"w{n}: {{}}" for n in range(MANY)) + "}",
    "unknown keys": "\n".join(f"key_{n}: {n}" for n in range(MANY)),
    "unknown names": "audiences: {everyone: {favourites: {"
    + ", ".join(f"w{n}: 1" for n in range(MANY))
    + "}}}",
    "routes": "routes: {" + ", ".join(f"r{n}: {{wallet: pay}}" for n in range(MANY)) + "}",
    "removals": "rules: {" + ", ".join(f"r{n}: null" for n in range(MANY)) + "}",
}


@pytest.mark.parametrize("what", HUGE)
def test_a_file_full_of_one_mistake_is_answered_soon(what: str) -> None:
    # Comparing each misspelt name with each other one would take hours.
    begin = time.monotonic()
    assert answer(lambda: load_text(f"extends: blank\n{HUGE[what]}\n")) != "valid"
    assert time.monotonic() - begin < 20


# A value in flow or block style: what stands behind a colon or in a list.
VALUE = re.compile(r"(?<=: )[^\s{}\[\],:]+(?=[,}\n])|(?<=[\[ ])[^\s{}\[\],:]+(?=[,\]])")
QUANTITIES = (
    *("0", "1", "62", "4096", "16384", "32767", "9000000000", "1e30", "1e-30", "true", "false"),
    *("0%", "0.0000001%", "50%", "99.99999%", "100%", "¥0", "¥0.01", "¥10m", "¥99bn"),
    *("0s", "1us", "1s", "7000d", "0/s", "1/d", "99m/s", "1970-01-01", "2024-09-12", "9999-12-31"),
    *("alipay", "taobao", "open", "stores", "lower", "counter", "none", "[]", "{}", "merchant_app"),
)


@settings(max_examples=300)
@given(
    spots=st.lists(st.integers(0, 10**6), min_size=1, max_size=2),
    values=st.lists(st.sampled_from(QUANTITIES), min_size=2, max_size=2),
)
def test_what_is_valid_can_be_built(spots: list[int], values: list[str]) -> None:
    text = RICH.read_text(encoding="utf-8")
    for spot, value in zip(spots, values, strict=False):
        places = list(VALUE.finditer(text))
        place = places[spot % len(places)]
        text = text[: place.start()] + value + text[place.end() :]
    try:
        document = load_text(text).document
    except ScenarioError as error:
        told(error.diagnostics)
        return
    for regime in (None, *(document.compare or ())):
        assert build_world(document, regime).world.settings.horizon_us > 0
