from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.errors import ScenarioError, UsageError
from sandbox.scenario.loading import load, load_text, world_names

SHOP = """# Does the shop sell?
# And how?

# A second remark.
extends: blank
"""


def messages(attempt: str, *overrides: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(attempt, overrides)
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize("name", world_names())
def test_every_packaged_world_loads(name: str) -> None:
    loaded = load(name)
    assert loaded.name == name
    assert loaded.question
    assert loaded.warnings == ()


def test_the_question_is_the_first_comment() -> None:
    assert load_text(SHOP).question == "Does the shop sell? And how?"
    assert load_text("extends: blank\n# no question").question == ""


def test_a_mode_line_is_no_question() -> None:
    text = "# yaml-language-server: $schema=schema.json\n\n# Does it sell?\nextends: blank"
    assert load_text(text).question == "Does it sell?"


def test_a_file_is_called_by_its_stem(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    assert load(path).name == load(str(path)).name == "shop"


def test_windows_files_load_alike(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode())
    loaded = load(path)
    assert loaded.question == "Does the shop sell? And how?"
    assert loaded.document == load("blank").document


def test_the_plain_tree_has_neither_annotations_nor_extends() -> None:
    plain = load_text("extends: china_2024").plain
    wallets = plain["wallets"]
    assert isinstance(wallets, dict)
    assert wallets["ecny"]["fee"] == "0%"
    assert "extends" not in plain


def test_overrides_are_laid_over_in_their_order() -> None:
    loaded = load("blank", ["wallets.pay.fee=0.4%", "wallets.pay.fee=0.5%", "traffic.rate=5/s"])
    assert loaded.plain["wallets"]["pay"]["fee"] == "0.5%"  # type: ignore[index]  # plain data
    assert loaded.document.traffic.checkouts is None


def test_an_override_can_speak_of_what_another_one_brought() -> None:
    overrides = ["wallets.panda={ecosystem: panda}", "wallets.panda.held_by=5%"]
    assert "panda" in load("blank", overrides).document.wallets


def test_a_rule_of_a_packaged_regime_is_addressed_by_its_name() -> None:
    loaded = load("china_2024", ["rules.taobao_takes_wechat_pay.from=2024-10-01"])
    regime = loaded.document.regimes["taobao_wechat_pay_2024_09"]
    (rule,) = (rule for rule in regime.rules if rule.name == "taobao_takes_wechat_pay")
    assert loaded.places.value(("regimes", "taobao_wechat_pay_2024_09", "title")).line
    assert rule.from_ == 1_727_712_000_000_000  # 2024-09-30T16:00Z


def test_a_missing_file_is_a_mistake_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "taobao.yaml").touch()
    with pytest.raises(UsageError) as caught:
        load(tmp_path / "toabao.yaml")
    assert caught.value.hint == f"the nearest name is `{tmp_path / 'taobao.yaml'}`"


def test_a_misspelt_world_is_told_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        load("chin_2024")
    assert caught.value.hint == "the nearest name is `china_2024`"


def test_a_directory_is_told(tmp_path: Path) -> None:
    assert messages(str(tmp_path)) == [f"{tmp_path} is a directory"]


def test_a_mistake_in_an_override_is_told_beside_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text("extends: blank\nseed: x\n", encoding="utf-8")
    assert len(messages(str(path), "wallets.pay.fee=x", "wallets.pya.fee=1%")) == 3


def test_a_packaged_place_is_called_so() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text("extends: blank\nwallets: {pay: null}")
    files = {diagnostic.location.file for diagnostic in caught.value.diagnostics}
    assert files == {"blank (packaged)"}


def test_names_that_a_smaller_world_lacks_are_excused_in_packaged_regimes_only() -> None:
    assert load_text("extends: china_2024\nmerchants: {kaola: null}").document
    text = (
        "extends: china_2024\nmerchants: {kaola: null}\n"
        "rules: [{name: own, when: {merchant: kaola}, set: {accept: off}}]"
    )
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    assert [d.message for d in caught.value.diagnostics] == [
        "unknown merchant `kaola` in `when` of rule `own`",
    ]


def test_loading_needs_no_heavy_library() -> None:
    heavy = "numpy", "scipy", "simpy", "faker", "duckdb"
    code = (
        "import sys; from sandbox.scenario.loading import load; load('china_2024');"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert answer.stdout == "[]\n"
