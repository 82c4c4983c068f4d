from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from math import nextafter
from pathlib import Path

import numpy as np
import pytest

from sandbox.model.tables.world import World
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import build_world
from sandbox.studies.store import keys
from sandbox.studies.store.keys import ReplicationKey, digest_of, rules_hash, tables_hash
from tests.house.tree import ROOT

GARDENS = ROOT / "tests" / "golden" / "reports" / "gardens.yaml"
SOME = "traffic.checkouts=100"


def world(*overrides: str, regime: str = "walls") -> World:
    return build_world(load(GARDENS, (SOME, *overrides)).document, regime).world


def retold(replacements: dict[str, str], folder: Path) -> World:
    text = GARDENS.read_text(encoding="utf-8")
    for old, new in replacements.items():
        text = text.replace(old, new)
    path = folder / "retold.yaml"
    path.write_text(text, encoding="utf-8")
    return build_world(load(path, (SOME,)).document, "walls").world


def test_the_same_scenario_gives_the_same_hash_in_another_process() -> None:
    program = (
        "from sandbox.scenario.loading import load\n"
        "from sandbox.scenario.tables.build import build_world\n"
        "from sandbox.studies.store.keys import rules_hash, tables_hash\n"
        f"world = build_world(load({str(GARDENS)!r}, [{SOME!r}]).document, 'walls').world\n"
        "print(tables_hash(world), rules_hash())"
    )
    command = [sys.executable, "-c", program]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [tables_hash(world()), rules_hash()]


def test_every_number_counts() -> None:
    changed = [
        world(),
        world(regime="doors"),
        world("wallets.red_pay.fee=0.61%"),
        world("merchants.stall.basket=¥12.01"),
        world("wallets.red_pay.latency=200001us"),
        world("segments.town.switch_willingness=60.1%"),
    ]
    assert len({tables_hash(each) for each in changed}) == len(changed)


def test_names_do_not_count_and_ids_do(tmp_path: Path) -> None:
    plain = tables_hash(world())
    renamed = {"red_pay": "rot_pay", "red_mall": "rot_mall", "Two gardens": "Gardens, two"}
    assert tables_hash(retold(renamed, tmp_path)) == plain
    assert tables_hash(retold({"stall:\n    id: 2": "stall:\n    id: 3"}, tmp_path)) != plain


def test_how_numbers_are_kept_does_not_count() -> None:
    plain = (1, 2, 2**40)
    assert digest_of(plain) == digest_of(list(plain)) == digest_of(np.array(plain))
    assert digest_of((0.1, 2.0)) == digest_of(np.array([0.1, 2.0]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0.1,), (nextafter(0.1, 1.0),)),
        ((0.0,), (-0.0,)),
        ((1,), (1.0,)),
        ((1, 2), (12,)),
        ((1, 2), (2, 1)),
        ((), (0,)),
        (((1,), (2,)), ((1, 2),)),
    ],
)
def test_different_numbers_have_different_hashes(one: object, other: object) -> None:
    assert digest_of(one) != digest_of(other)


def test_the_place_of_a_number_counts() -> None:
    walls = world()
    swapped = walls._replace(holding_groups=(7,), agreement_groups=())
    assert digest_of(swapped) != digest_of(walls._replace(holding_groups=(), agreement_groups=(7,)))


def test_text_is_no_table() -> None:
    with pytest.raises(TypeError, match="no number"):
        digest_of(("red_pay",))


def test_a_python_policy_counts_by_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = EntryPoint("mine", "policy_of_mine:pick", "payment_sandbox.routing_policies")
    monkeypatch.setattr(keys, "policies", lambda: (point,))
    monkeypatch.syspath_prepend(tmp_path)
    asking = world()._replace(plugin_of=(-1, 0, 0))
    hashes = [tables_hash(asking)]
    for text in ("pick = min\n", "pick = max\n"):
        (tmp_path / "policy_of_mine.py").write_text(text, encoding="utf-8")
        hashes.append(tables_hash(asking))
    assert len(set(hashes)) == 3
    assert "policy_of_mine" not in sys.modules


def hash_of_copy(folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    program = "from sandbox.studies.store.keys import rules_hash; print(rules_hash())"
    command = [sys.executable, "-P", "-c", program]
    answer = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def test_every_rule_counts_and_nothing_else_does(tmp_path: Path) -> None:
    package = tmp_path / "sandbox"
    shutil.copytree(ROOT / "sandbox", package, ignore=shutil.ignore_patterns("__pycache__"))
    assert hash_of_copy(tmp_path) == rules_hash()
    report = package / "reports" / "html" / "page.py"
    report.write_bytes(report.read_bytes() + b"\n")
    fees = package / "payments" / "fees.py"
    fees.write_bytes(fees.read_bytes().replace(b"\n", b"\r\n"))
    assert hash_of_copy(tmp_path) == rules_hash()
    for changed in (fees, package / "engines" / "compiled" / "loop.py"):
        before = hash_of_copy(tmp_path)
        changed.write_bytes(changed.read_bytes() + b"\n")
        assert hash_of_copy(tmp_path) != before


def test_keys_sort_and_serve_in_sets() -> None:
    found = {ReplicationKey("a", "r", 0, k) for k in (2, 1, 1)}
    assert [key.replication for key in sorted(found)] == [1, 2]
