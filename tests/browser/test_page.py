from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BYTES_MAX = 3_000_000
OPENS_MS = 1_000
NARROW = 380  # pixels
BAD = ("serious", "critical")
REACHABLE = "a[href], summary, [tabindex='0']"


@contextmanager
def opened(
    browser: Browser, written: Written, *, width: int = 1280, scheme: str = "light"
) -> Iterator[Page]:
    """Open a page and wait until its charts are drawn."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda line: said.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.said, page.asked = said, asked
        page.goto(written.address)
        page.wait_for_selector("html[data-charts]", state="attached")
        yield page
    finally:
        page.close()


@pytest.fixture(scope="module")
def shown(browser: Browser, written: Written) -> Iterator[Page]:
    """A page that is only read, opened once."""
    with opened(browser, written) as page:
        yield page


def test_it_is_one_small_file_that_asks_for_nothing_and_complains_of_nothing(
    shown: Page, written: Written
) -> None:
    assert written.file.stat().st_size < BYTES_MAX
    assert shown.asked == [written.address]
    assert shown.said == []


def test_even_a_script_of_its_own_could_not_reach_the_network(
    browser: Browser, written: Written
) -> None:
    with opened(browser, written) as page:
        answer = page.evaluate(
            "fetch('https://example.com/').then(() => 'reached', (error) => error.name)"
        )
        assert answer == "TypeError"
        assert any("Content Security Policy" in line for line in page.said)


def test_every_chart_is_drawn(shown: Page) -> None:
    assert shown.evaluate("document.documentElement.dataset.charts") == "drawn"
    marks = shown.eval_on_selector_all(
        ".chart",
        "all => all.map(chart => [chart.id, chart.querySelectorAll("
        "'svg .role-mark path, svg .role-mark line, svg .role-mark rect').length])",
    )
    assert len(marks) >= 10
    assert [name for name, count in marks if not count] == []


def test_the_first_words_are_there_within_a_second(browser: Browser, written: Written) -> None:
    # The best of three, because a machine may be busy with something else.
    times = []
    for _ in range(3):
        with opened(browser, written) as page:
            entry = page.evaluate(
                "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            )
            times.append(entry)
    assert min(times) < OPENS_MS


def test_tables_say_what_the_document_says(shown: Page, written: Written) -> None:
    cells = shown.eval_on_selector_all(
        "data[data-at]",
        "all => all.map(c => [c.dataset.at, c.value, c.textContent])",
    )
    wrong = [at for at, value, _ in cells if json.loads(value) != _found(written.document, at)]
    assert len(cells) > 300
    assert wrong == []
    assert all(text for _, _, text in cells)


def _found(document: Any, at: str) -> object:  # noqa: ANN401 -- any JSON
    for key in at.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


def test_every_chart_has_a_name_and_a_table_with_a_caption(shown: Page) -> None:
    found = shown.eval_on_selector_all(
        "figure",
        "all => all.map(f => [f.id, f.querySelector('.chart').getAttribute('aria-label'),"
        " f.querySelector('details caption')?.textContent,"
        " f.querySelectorAll('details tbody tr').length])",
    )
    assert [name for name, label, caption, rows in found if not (label and caption and rows)] == []


def test_colours_follow_the_reader_and_paper_is_white(browser: Browser, written: Written) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with opened(browser, written, scheme=scheme) as page:
            colours[scheme] = _colours(page)
            page.emulate_media(media="print", color_scheme=scheme)
            colours[f"{scheme} print"] = _colours(page)
    assert len({tuple(pair) for pair in colours.values()}) == 3
    assert colours["light print"] == colours["dark print"]
    assert colours["light print"][0] == "rgb(255, 255, 255)"


def _colours(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.chart svg .role-axis text')).fill]"
    )
    return found


def test_a_telephone_scrolls_in_one_direction_only(browser: Browser, written: Written) -> None:
    with opened(browser, written, width=NARROW) as page:
        _open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        wide = page.eval_on_selector_all(
            ".chart svg",
            "all => all.filter(s => s.getBoundingClientRect().right > innerWidth + 1).length",
        )
        assert wide == 0


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def test_everything_can_be_reached_and_opened_by_keyboard(
    browser: Browser, written: Written
) -> None:
    with opened(browser, written) as page:
        wanted = page.eval_on_selector_all(
            REACHABLE, "all => all.filter(e => e.checkVisibility()).length"
        )
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        reached = page.evaluate("() => { window.reached = new Set([document.activeElement]); }")
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            page.evaluate("() => { window.reached.add(document.activeElement); }")
        reached = page.evaluate(
            "selector => [...window.reached].filter(e => e.matches(selector)).length", REACHABLE
        )
        assert reached == wanted
        page.locator("figure summary").first.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open") is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_serious(browser: Browser, written: Written, axe: str, scheme: str) -> None:
    with opened(browser, written, scheme=scheme) as page:
        _open_all(page)
        page.evaluate(axe)
        found = page.evaluate("axe.run().then(result => result.violations)")
    barriers = [
        f"{barrier['id']}: {barrier['nodes'][0]['html'][:120]}"
        for barrier in found
        if barrier["impact"] in BAD
    ]
    assert barriers == []


def test_hovering_tells_more(shown: Page, written: Written) -> None:
    mark = shown.locator(written.mark).first
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    tip = shown.locator("#vg-tooltip-element")
    tip.wait_for(state="visible")
    assert written.word in tip.inner_text()
