"""Which rules a regime has that the baseline has not, and the other way round, as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.scenario.loading import Loaded

LEFT_OUT = ("id", "source")  # what a rule does is elsewhere
WIDTH = 96


def rule_differences(loaded: Loaded, regimes: Sequence[str]) -> list[dict[str, Any]]:
    """Return, for each regime after the first, the rules that only it or only the first has."""
    written = [_rules(loaded.plain, name) for name in regimes]
    found = []
    for name, rules in zip(regimes[1:], written[1:], strict=True):
        first = written[0]
        found.append(
            {
                "regime": name,
                "same": sum(rules.get(key) == text for key, text in first.items()),
                "removed": [text for key, text in first.items() if rules.get(key) != text],
                "added": [text for key, text in rules.items() if first.get(key) != text],
            }
        )
    return found


def _rules(plain: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the rules of a regime as YAML by name, those that it extends first."""
    regime = plain.get("regimes", {}).get(name, [])
    if isinstance(regime, list):
        return {rule["name"]: _text(rule) for rule in regime}
    base = regime.get("extends")
    below = _rules(plain, base) if base else {}
    return {**below, **{rule["name"]: _text(rule) for rule in regime.get("rules", [])}}


def _text(rule: Mapping[str, Any]) -> str:
    shown = {key: value for key, value in rule.items() if key not in LEFT_OUT}
    text: str = yaml.safe_dump(
        [shown], allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH
    )
    return text.rstrip()
