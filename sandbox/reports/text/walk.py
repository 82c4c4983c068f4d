"""The stages of a walk, each against the rules of the stage before it on the same shoppers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.cases import first_cases
from sandbox.reports.findings.english import HEADS, IN_SHORT, NOTES
from sandbox.reports.findings.gauges import gauge_for
from sandbox.reports.findings.phrases import count
from sandbox.reports.findings.view import half_width, verdict
from sandbox.reports.page_blocks import Column, Paragraph, Table, names
from sandbox.reports.text.asked_blocks import bounds_words, difference_columns

if TYPE_CHECKING:
    from sandbox.reports.findings.gauges import Gauge
    from sandbox.reports.findings.view import Plain, View
    from sandbox.reports.page_blocks import Block


def stages(view: View) -> Iterator[Block]:
    """Yield the stages with what the step to each of them does; nothing where nobody walks.

    Means of successive stages differ by the time of day and of year too, so they are not
    subtracted: the step is the difference to the same stage under the rules before it.
    """
    told = first_cases(view)[0].get("stages", ())
    if len(told) < 2:
        return
    steps = {step["stage"]: step["success_rate"] for step in view.points[0].get("stages", ())}
    widths = [half_width(step["difference"]) for step in steps.values()]
    gauge = gauge_for(Unit.SHARE, widths, [stage["success_rate"]["mean"] for stage in told])
    rows = [
        [
            stage["from"],
            stage["regime"],
            count(stage["checkouts"]),
            gauge.value(stage["success_rate"]["mean"]),
            *_step(gauge, steps.get(place)),
        ]
        for place, stage in enumerate(told)
    ]
    columns = [names(HEADS["from"]), names(HEADS["regime"]), Column(HEADS["checkouts"], room=100)]
    columns += [Column(HEADS["success"]), *difference_columns(HEADS["step"])]
    yield Table(columns, rows, labels=2)
    note = NOTES["same_shoppers"]
    note += NOTES["together"].format(count=count(len(steps), "step")) if len(steps) > 1 else ""
    yield Paragraph(f"({note})", indent=2, hang=3)


def _step(gauge: Gauge, contrast: Plain | None) -> list[str]:
    if contrast is None:
        return ["", "", ""]
    change, said = contrast["difference"], verdict(contrast)
    word = IN_SHORT.get(said, said.value)
    return [gauge.change(change["mean"]), word, bounds_words(gauge, contrast)]
