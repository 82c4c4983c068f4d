"""Every shipped question with a picture, made by the program from a smaller edition of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import sandbox
from docs.site.markdown import code, page
from sandbox.reports.findings.how import HowMade
from sandbox.reports.html.context import context_json
from sandbox.reports.html.export import pngs
from sandbox.reports.html.material import Material
from sandbox.reports.html.page import figures_of, sections_of
from sandbox.studies import what_if
from sandbox.studies.options import Options

if TYPE_CHECKING:
    from sandbox.reports.html.figures import Figure
    from sandbox.scenario.loading import Loaded

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
STUDY = ".study.yaml"
# The most checkouts of a replication; the files themselves say more. A study asks many times.
CHECKOUTS_MAX, CHECKOUTS_MAX_STUDY = 40_000, 4_000
REPLICATIONS = 20  # the fewest that a verdict of a study takes
REPLICATIONS_OF_EACH = 4  # where each assumption is asked twice, and no verdict is drawn
# The chart that answers the question; the causes of loss where none is named.
CHARTS = {
    "break_even_fee": "sweep-2-1",
    "alipay_down_at_peak": "time",
    "double_11": "time",
    "health_code": "metric-1",
    "miit_timeline": "time",
    "panda_pay": "wallet-shares",
    "pick_a_side": "net-income",
    "query_storm": "time",
    "query_storm_limited": "time",
    "smart_routing": "metric-1",
    "what_if_alipay_fails": "sweep-1-1",
    "which_assumption_matters": "sensitivity",
    "which_rule_matters": "attribution",
    "who_gains_from_opening": "metric-1",
}
USUAL = "losses"
DENSITY = 2  # pixels of a picture for each of the page
WIDE = 600  # pixels of the page
ROW = re.compile(r"^\| \[([\w.]+)\]\([\w.]+\) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A shipped file.

    Attributes
    ----------
    file
        Its name.
    question, answer
        What it asks, and what the answer looks like.
    """

    file: str
    question: str
    answer: str

    @property
    def name(self) -> str:
        """Name without endings."""
        return self.file.removesuffix(".yaml").removesuffix(".study")

    @property
    def is_study(self) -> bool:
        """Whether it is a study."""
        return self.file.endswith(STUDY)


def questions() -> list[Question]:
    """Return the shipped files in the order of their index."""
    index = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    return [Question(*row) for row in ROW.findall(index)]


def gallery(pictures: Path) -> str:
    """Return an entry for each file, and write its picture into a folder beside the page."""
    pictures.mkdir(parents=True, exist_ok=True)
    asked = questions()
    scenarios = [_part(each, pictures) for each in asked if not each.is_study]
    studies = [_part(each, pictures) for each in asked if each.is_study]
    return page("## Scenarios", *scenarios, "## Studies", *studies)


def _part(asked: Question, pictures: Path) -> str:
    figure = chosen(asked, list(figures(asked)))
    ((_, content),) = pngs([figure])
    picture = pictures / f"{asked.name}.png"
    picture.write_bytes(content)
    shown = f"![{figure.title}: {figure.says}]({pictures.name}/{picture.name}){_size(content)}"
    text = (SCENARIOS / asked.file).read_text(encoding="utf-8")
    block = f":::{{code-block}} yaml\n{text}:::"
    return page(f"### {asked.question}", code(asked.file), shown, asked.answer, block)


def _size(png: bytes) -> str:
    """Return the width at which a small picture is shown; the others fill the page."""
    width = int.from_bytes(png[16:20], "big") // DENSITY
    return f"{{width={width}px}}" if width < WIDE else ""


def figures(asked: Question) -> Iterator[Figure]:
    """Yield the charts of the report of a smaller edition."""
    path = SCENARIOS / asked.file
    if asked.is_study:
        study = what_if.load(path)
        count = REPLICATIONS_OF_EACH if study.document.sensitivity else REPLICATIONS
        few = study.document.model_copy(update={"replications": count, "precision": {}})
        loaded = _smaller(study.base, CHECKOUTS_MAX_STUDY)
        answer = what_if.study(
            replace(study, document=few, base=loaded), Options(has_assumption_range=False)
        )
    else:
        loaded = _smaller(sandbox.load(path), CHECKOUTS_MAX)
        answer = sandbox.run(loaded, replications=REPLICATIONS)
    context = context_json(answer, loaded, HowMade(asked.file))
    yield from figures_of(sections_of(Material(answer.document, context)))


def chosen(asked: Question, charts: list[Figure]) -> Figure:
    """Return the chart that answers the question."""
    return {chart.name: chart for chart in charts}[CHARTS.get(asked.name, USUAL)]


def _smaller(loaded: Loaded, most: int) -> Loaded:
    """Return a scenario with fewer arrivals over the same horizon, where it fixes their number."""
    traffic = loaded.document.traffic
    if traffic.checkouts is None:
        return loaded
    fewer = traffic.model_copy(update={"checkouts": min(traffic.checkouts, most)})
    return replace(loaded, document=loaded.document.model_copy(update={"traffic": fewer}))
