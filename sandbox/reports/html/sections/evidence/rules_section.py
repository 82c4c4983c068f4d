"""Which rules differ between regimes, as YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.findings.phrases import count
from sandbox.reports.html.figures import Section, fold

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

OPEN_MAX = 6  # rules; longer differences are folded away


def rules(material: Material) -> Section | None:
    """Return the rules that only one of two regimes has."""
    found = [d for d in material.context.get("rules", []) if d["added"] or d["removed"]]
    if not found:
        return None
    baseline = material.regimes[0].name
    told = [
        _difference({**each, "regime": material.regime_name(each["regime"])}, baseline)
        for each in found
    ]
    return Section("rules", "Rules that differ", rest=told)


def _difference(content: Mapping[str, Any], baseline: str) -> Markup:
    added, removed = content["added"], content["removed"]
    size = len(added) + len(removed)
    title = f"{content['regime']} against {baseline}: {count(len(added), 'rule')} added"
    title += f", {len(removed):,} removed" if removed else ""
    title += f", {content['same']:,} the same"
    lines = [*_lines("-", removed), *_lines("+", added)]
    code = tag("pre", tag("code", *lines), tabindex=0, role="region", aria_label=title)
    return fold(title, code, is_open=size <= OPEN_MAX)


def _lines(sign: str, texts: Sequence[str]) -> Iterator[Markup]:
    kind = {"+": "ins", "-": "del"}[sign]
    for text in texts:
        for line in text.splitlines():
            yield tag(kind, f"{sign} {line}\n")
