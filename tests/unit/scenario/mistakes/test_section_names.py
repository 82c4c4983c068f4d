from __future__ import annotations

import pytest

from sandbox.scenario.mistakes.section_names import NOUNS, article, describe, within
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.schema_walk import keys_at


@pytest.mark.parametrize(
    ("path", "phrase"),
    [
        ((), "the scenario"),
        (("traffic",), "`traffic`"),
        (("wallets",), "`wallets`"),
        (("wallets", "wechat_pay"), "wallet `wechat_pay`"),
        (("wallets", "x", "funding", "huabei"), "funding `huabei` of wallet `x`"),
        (("merchants", "rules", "basket"), "`basket` of merchant `rules`"),
        (("rules", "2", "when"), "`when` of rule 3"),
        (("rules", "opens", "when"), "`when` of rule `opens`"),
        (("regimes", "open", "rules", "0"), "rule 1 of regime `open`"),
        (("traffic", "peaks", "1"), "item 2 of `peaks` of `traffic`"),
    ],
)
def test_sections_are_called_by_their_nouns(path: tuple[str, ...], phrase: str) -> None:
    assert describe(path) == phrase


def test_a_rule_is_called_by_its_name_where_it_is_known() -> None:
    assert describe(("rules", "0"), lambda _: "opens") == "rule `opens`"


def test_where_something_is() -> None:
    assert within(()) == " at the top level"
    assert within(("traffic",)) == " in `traffic`"


def test_articles() -> None:
    assert (article("ecosystem"), article("wallet")) == ("an", "a")


def test_every_section_of_named_things_has_a_noun() -> None:
    named = {
        name for name in Document.model_fields if not keys_at((name,)) and keys_at((name, "0"))
    }
    assert named == NOUNS.keys() - {"funding"}
