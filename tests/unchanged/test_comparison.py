"""The guard finds what differs, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.engines.story import Event, Story
from sandbox.model.records.event_log import EventKind
from tests.unchanged import digests, documents, finding, trees
from tests.unchanged.__main__ import computed
from tests.unchanged.comparison import counted, differences
from tests.unchanged.digests import of_story
from tests.unchanged.documents import leaves
from tests.unchanged.finding import NotFoundError, definition
from tests.unchanged.plan import random_worlds
from tests.unchanged.trees import ROOT, TreeError, bring_back

CASES = [f"health_code, {regime}, reference" for regime in ("walled_garden", "health_code_opens")]

Changed = Callable[[str, str, str], Path]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a plan of one scenario on the engine that needs no machine code."""
    monkeypatch.setattr(trees, "CACHE", tmp_path / "cache")
    path = str(ROOT / "scenarios" / "health_code.yaml")
    step = {"kind": "world", "path": path, "engines": ["reference"], "with_stories": False}
    (tmp_path / "plan").mkdir()
    written = tmp_path / "plan" / "plan.json"
    written.write_text(json.dumps([step]), encoding="utf-8")
    return written


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Return a function that copies the package with one text in one file exchanged."""

    def copied(name: str, old: str, new: str) -> Path:
        root = tmp_path / "copy"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "sandbox", root / "sandbox", ignore=ignored)
        file = root / "sandbox" / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")
        return root

    return copied


def compared(plan: Path, root: Path) -> list[str]:
    """Return what differs between this tree and another."""
    before, after = computed({"this tree": ROOT, "the other": root}, plan)
    assert list(before) == CASES
    assert counted(before).startswith("2 cases: ")
    return differences(before, after)


def test_one_tree_agrees_with_itself_wherever_a_definition_stands(
    plan: Path, changed: Changed
) -> None:
    root = changed("engines/story.py", '"""The story of', '"""A story of')
    (root / "sandbox" / "stories").mkdir()
    (root / "sandbox" / "stories" / "__init__.py").write_text("", encoding="utf-8")
    (root / "sandbox" / "engines" / "story.py").rename(root / "sandbox" / "stories" / "told.py")
    for file in (root / "sandbox").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        moved = text.replace("sandbox.engines.story", "sandbox.stories.told")
        file.write_text(moved, encoding="utf-8")
    assert compared(plan, root) == []


def test_a_changed_number_is_named_case_by_case(plan: Path, changed: Changed) -> None:
    root = changed("payments/links.py", "return surface_container", "return MERCHANT_APP")
    found = compared(plan, root)
    assert [line.split(":")[0] for line in found] == CASES
    assert all("column container" in line for line in found)
    assert not any("column arrival_us" in line for line in found)


def test_a_tree_that_fails_is_named(
    plan: Path, changed: Changed, capfd: pytest.CaptureFixture[str]
) -> None:
    root = changed("engines/protocol.py", "class Observers:", "class OnLookers:")
    with pytest.raises(TreeError, match="the other could not be computed"):
        compared(plan, root)
    assert "Observers" in capfd.readouterr().err


def test_an_unknown_definition_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "DEFINITIONS", {"toll": ("toll_of", "payments/toll")})
    with pytest.raises(NotFoundError, match="defines `toll_of` or `payments/toll`; add its name"):
        definition("toll")


def test_a_definition_may_have_had_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "DEFINITIONS", {"price": ("price_of", "payments/fee")})
    assert definition("price").__module__ == "sandbox.payments.fees"


def test_what_is_renamed_does_not_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(7)
    story.events.append(Event(EventKind.CHOICE, 5, {"wallet": 1, "held": 2}))
    old = of_story(story, 7), dict(leaves({"flow": [1]}))
    monkeypatch.setattr(digests, "FACTS", {"held": "owned"})
    monkeypatch.setattr(documents, "KEYS", {"flow": "moves"})
    renamed = Story(7)
    renamed.events.append(Event(EventKind.CHOICE, 5, {"owned": 2, "wallet": 1}))
    new = of_story(renamed, 7), dict(leaves({"moves": [1]}))
    assert new == (of_story(story, 7), dict(leaves({"flow": [1]})))
    assert new[0] != old[0]
    assert (old[1], new[1]) == ({"flow.0": "1"}, {"moves.0": "1"})


def test_differences_are_named_by_what_they_are() -> None:
    before = {"a": {"table paid": "1", "amount": "5", "old": "1"}, "gone": {}, "same": {"x": "1"}}
    after = {"a": {"table paid": "2", "amount": "6", "new": "1"}, "same": {"x": "1"}, "more": {}}
    assert differences(before, after) == [
        "a: table paid; amount 5 | 6; old is no more; new is new",
        "gone: is no more",
        "more: is new",
    ]
    assert counted(before) == "3 cases: 1 tables, 0 columns, 0 events, 3 values of documents"


def test_random_worlds_are_the_same_each_time() -> None:
    found = random_worlds(6)
    assert len(set(found)) == 6
    assert random_worlds(6) == found


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a copy without history")
def test_a_revision_is_brought_back_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "CACHE", tmp_path)
    tree = bring_back("HEAD")
    assert (tree / "sandbox" / "__init__.py").is_file()
    assert [place.name for place in tree.parent.iterdir()] == ["tree"]
    (tree / "mark").touch()
    assert (bring_back("HEAD") / "mark").exists()
    with pytest.raises(TreeError, match="git: "):
        bring_back("no-such-revision")
