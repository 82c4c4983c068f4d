from __future__ import annotations

from sandbox.scenario.loading import load, load_text


def test_a_world_shows_its_parties_and_how_much_is_assumed() -> None:
    world = load("china_2024")
    found = world._repr_html_()
    assumed = sum(number.is_assumption for number in world.provenance.values())
    assert f"{len(world.document.wallets):,}: alipay, wechat_pay" in found
    assert f"<td>{assumed:,}</td>" in found


def test_a_scenario_shows_its_question_escaped() -> None:
    found = load_text("# Is 1 < 2?\nextends: china_2024\n")._repr_html_()
    assert "<caption>Is 1 &lt; 2?</caption>" in found
