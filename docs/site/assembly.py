"""All pages in one folder: what is written, followed by what is made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from docs.site.command_line import command_line
from docs.site.gallery import gallery
from docs.site.grammar import scenario_grammar, study_grammar
from docs.site.measured import metrics

DOCS = Path(__file__).resolve().parents[1]
MADE: dict[str, Callable[[], str]] = {
    "reference/command_line.md": command_line,
    "reference/scenario.md": scenario_grammar,
    "reference/study.md": study_grammar,
    "reference/metrics.md": metrics,
}
GALLERY = "gallery.md"
PICTURES = "pictures"


def written_pages() -> list[Path]:
    """Return the pages that are written by hand, sorted."""
    return sorted(DOCS.rglob("*.md"))


def assemble(folder: Path) -> None:
    """Write all pages into a folder; what is there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / PICTURES, folder / PICTURES)
    for source in written_pages():
        goal = folder / source.relative_to(DOCS)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, goal)
    for name, made in MADE.items():
        _append(folder / name, made())
    _append(folder / GALLERY, gallery(folder / PICTURES))


def _append(page: Path, text: str) -> None:
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
