"""Whatever a user writes as a study, the answer is a study or diagnostics, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.errors import Diagnostic, ScenarioError, UsageError
from sandbox.reports.diagnostics import render
from sandbox.scenario.schema.schema_walk import keys_at
from sandbox.scenario.schema.study_document import StudyDocument
from sandbox.scenario.study.study_loading import (
    LoadedStudy,
    load_study,
    load_study_text,
    metric_texts,
)
from sandbox.studies.plan import plan_lines, plan_of
from sandbox.studies.sweeps import check_points

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "tests" / "golden" / "studies" / "shop.yaml"
SHIPPED = sorted((ROOT / "scenarios").glob("*.study.yaml"))

JUNK = (
    *("", "null", "~", "true", "0", "-1", "1e30", "1e-30", "99999999999999999999", "0x1F", ".inf"),
    *("60%", "160%", "-5%", "5pp", "0pp", "45s", "0s", "9999w", "¥0", "¥10m", "-¥1", "5/s", "2e8"),
    *("2024-09-12", "2024-02-30", "[]", "{}", "[[]]", "[1, 2]", "[1%, 2%]", "{a: {b: c}}"),
    *(
        "{from: 0%, to: 1%, step: 0.1%}",
        "{from: 1, to: 2, count: 3}",
        "{from: 0, to: 9e9, step: 1}",
    ),
    *("{sobol: 4, over: {wallets.red_pay.fee: [0%, 1%]}}", "{latin_hypercube: 3, over: {}}"),
    *("{wallets.red_pay.fee: [0%, 1%]}", "{value: 5%}", "{assume: 1, range: [0, 2], because: x}"),
    *("&a x", "*a", "!!str x", "<<: x", "'x", "@", "walls", "doors", "[walls, doors]", "淘宝"),
    *("[{mine: [{name: x, set: {link: open}}]}]", "[{mine: {on: walls}}]", "\u202e", "all", "a.b"),
)
PATHS = (
    *(
        "wallets.red_pay.fee",
        "wallets.red_pay",
        "wallets",
        "rules.chat_opens.from",
        "",
        ".",
        "a..b",
    ),
    *("regimes.doors.rules", "traffic.checkouts", "period.for", "seed", "choice.goes_elsewhere"),
    *("merchants.stall.basket", "audiences.everyone.wallets", "sources", "title", "scale", "0"),
)
STUDY = """# Who gains?
study: shop.yaml
compare: [walls, doors, {mine: {on: walls, rules: [{name: x, set: {link: open}}]}}]
sweep: {wallets.red_pay.fee: [0.2%, 0.6%], choice.goes_elsewhere: {from: 0%, to: 50%, count: 3}}
metrics: [success_rate, net_income.red_mall]
precision: {success_rate: 0.1pp}
replications: 100
budget: {time: 60s, checkouts: 2e8}
seed: 1
expect: [success_rate(doors) >= 5%]
undecided: fail
stop_early: true
warm_up: auto
attribute: {from: walls, to: doors, parts: {links: [chat_opens], wallets: mall_takes_blue_pay}}
find:
  fee: {vary: wallets.blue_pay.fee, between: [0%, 2%], until: success_rate(doors) = 50%}
  rules: {rules_of: doors, on: walls, cost: {chat_opens: 2}, until: success_rate >= 90%}
sensitivity: {of: doors, against: walls, method: morris, assumptions: [merchants.red_mall.take]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("studies")
    extended = SHOP.read_text(encoding="utf-8").replace("../reports/", "")
    (place / "shop.yaml").write_text(extended, encoding="utf-8")
    gardens = ROOT / "tests" / "golden" / "reports" / "gardens.yaml"
    (place / "gardens.yaml").write_text(gardens.read_text(encoding="utf-8"), encoding="utf-8")
    return place


def told(diagnostics: Sequence[Diagnostic]) -> str:
    """Return what the user reads, having checked that it can be read."""
    for diagnostic in diagnostics:
        assert diagnostic.message
        assert diagnostic.location.file
        assert "\n" not in diagnostic.message
    text = render(diagnostics, 100)
    assert "nothing was simulated" in text
    assert "\x1b" not in text
    text.encode()
    return text


def answer(attempt: Callable[[], LoadedStudy]) -> str:
    """Return what the user reads about a study and its plan; nothing else may be raised."""
    try:
        study = attempt()
        check_points(study)
        lines = plan_lines(plan_of(study))
    except ScenarioError as error:
        return told(error.diagnostics)
    except UsageError as error:
        return str(error)
    for text in metric_texts(study):
        is_written = study.places.find(text.path[:1]) is not None
        assert bool(study.position(*text.path).line) == is_written
    return "\n".join(lines)


def written(folder: Path, text: str) -> Callable[[], LoadedStudy]:
    path = folder / "any.study.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return lambda: load_study(path)


def test_the_study_that_is_spoilt_below_is_valid(folder: Path) -> None:
    assert answer(written(folder, STUDY)).startswith("Who gains?\n6 points × 3 regimes = 18 cases")


@settings(max_examples=150)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(JUNK)),
        min_size=1,
        max_size=3,
    ),
)
def test_spoilt_studies_are_answered(folder: Path, changes: list[tuple[int, int, str]]) -> None:
    lines = STUDY.splitlines()
    for at, to, junk in changes:
        number = at % len(lines)
        line = lines[number]
        match to % 4:
            case 0:
                lines[number] = f"{line.partition(':')[0]}: {junk}"
            case 1:
                spot = to % max(len(line), 1)
                lines[number] = line[:spot] + line[spot + 1 :]
            case 2:
                parts = line.split(" ")
                parts[to % len(parts)] = junk
                lines[number] = " ".join(parts)
            case _:
                other = lines[to % len(lines)].partition(":")[0]
                lines[number] = f"{other}:{line.partition(':')[2]}"
    assert answer(written(folder, "\n".join(lines)))


@settings(max_examples=25)
@given(
    source=st.sampled_from(SHIPPED),
    at=st.integers(0, 10**6),
    junk=st.sampled_from(JUNK),
)
def test_spoilt_shipped_studies_are_answered(source: Path, at: int, junk: str) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    number = at % len(lines)
    lines[number] = f"{lines[number].partition(':')[0]}: {junk}"
    name = str(source.parent / "spoilt.study.yaml")
    assert answer(lambda: load_study_text("\n".join(lines), name))


@settings(max_examples=100)
@given(text=st.text(max_size=200))
@example("study: \ud800")
@example("study: " + "9" * 5000)
@example("study: study")
@example("study: '.'")
@example("study: 'a\\0b'")
@example('study: "\\0"')
@example("study: {a: b}")
def test_any_text_is_answered(text: str) -> None:
    assert answer(lambda: load_study_text(text))


def flow(value: object) -> str:
    """Return a value in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


SECTIONS = ((), ("sweep", "*"), ("sweep",), ("find", "*"), ("attribute",), ("sensitivity",))
WORDS = sorted({key for section in SECTIONS for key in keys_at(section, StudyDocument)})
LEAVES = st.one_of(st.sampled_from(JUNK[:40]), st.sampled_from([*WORDS, *PATHS, "doors", "x"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*WORDS, "x"]), inner, max_size=5),
    ),
    max_leaves=20,
)


@settings(max_examples=150)
@given(sections=st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=6))
def test_any_document_of_known_words_is_answered(folder: Path, sections: dict[str, object]) -> None:
    text = "\n".join(f"{key}: {flow(value)}" for key, value in sections.items())
    assert answer(written(folder, f"study: shop.yaml\n{text}\n"))


@settings(max_examples=100)
@given(
    path=st.sampled_from(PATHS),
    values=st.one_of(
        st.lists(st.sampled_from(JUNK), min_size=2, max_size=3).map(flow),
        st.builds(
            lambda low, high, step: f"{{from: {low}, to: {high}, step: {step}}}",
            *[st.sampled_from(JUNK[:30])] * 3,
        ),
        st.builds(
            lambda low, high, count: f"{{from: {low}, to: {high}, count: {count}}}",
            st.sampled_from(JUNK[:30]),
            st.sampled_from(JUNK[:30]),
            st.integers(0, 20),
        ),
    ),
    design=st.sampled_from(["", "sobol: 4", "latin_hypercube: 3"]),
    low=st.sampled_from(JUNK[:30]),
    high=st.sampled_from(JUNK[:30]),
)
def test_any_sweep_is_answered(
    folder: Path, path: str, values: str, design: str, low: str, high: str
) -> None:
    sweep = f"{{{path}: {values}}}"
    if design:
        sweep = f"{{{design}, over: {{{path}: [{low}, {high}]}}}}"
    assert answer(written(folder, f"study: shop.yaml\nsweep: {sweep}\n"))


@settings(max_examples=100)
@given(
    rules=st.one_of(st.sampled_from(JUNK), VALUES.map(flow)),
    on=st.sampled_from(["walls", "wals", "mine", "[]", "", "doors"]),
)
def test_any_rules_in_place_are_answered(folder: Path, rules: str, on: str) -> None:
    text = f"study: shop.yaml\ncompare: [walls, {{mine: {{on: {on}, rules: {rules}}}}}]\n"
    assert answer(written(folder, text))
