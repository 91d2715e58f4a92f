"""Opening the comparison of many plans, as a ratio to a bare page that draws the same charts, made beforehand."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from assessment.comparison import compared_plans
from assessment.plan_charts import gaps_chart, plan_heatmap, ranking_chart, spread_chart
from assessment.plan_choice import plan_names
from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument
from questions.model import Instrument
from tests.benchmarks.answering import ENTRY, PAGES, served
from tests.benchmarks.figure import Figure
from tests.browser import steps
from tests.browser.conftest import FLAGS
from tests.plans import plan_sheets, whole_sheet
from tests.programs import browser_path

ROUNDS = 7
SHOWN = 30
CHARTS = 4
BAR_COMPARISON = 2.0


def figures() -> list[Figure]:
    """First chart and last chart of a comparison of 30 and of 300 plans; the pages in turn."""
    instrument = load_instrument()
    found: list[Figure] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        for number in (30, 300):
            with tempfile.TemporaryDirectory() as folder:
                floor, ours = Path(folder) / "floor", Path(folder) / "ours"
                with served(PAGES / "same_charts.py", floor) as bare, served(ENTRY, ours) as compared:
                    write_charts(instrument, number, floor)
                    store_plans(instrument, number, ours)
                    found += _figures(browser, number, bare, f"{compared}/compare")
        browser.close()
    return found


def write_charts(instrument: Instrument, number: int, folder: Path) -> None:
    """The charts that the page shows of so many plans, as files."""
    sheets = plan_sheets(instrument, number)
    names = plan_names(sheets)
    compared = compared_plans(instrument, sheets, draws=100, shared=[whole_sheet(instrument)])
    found = compared.portfolio
    columns = [spread.id for spread in found.recommendations if spread.id.startswith("R1.")]
    charts = (
        gaps_chart(instrument, found, found.common_gaps[:10], "Title"),
        plan_heatmap(instrument, found, found.plans[:SHOWN], columns, names, "Title"),
        spread_chart(instrument, found.common_gaps[:10], "Title"),
        ranking_chart(found.ranking[:SHOWN], names, "Title"),
    )
    for position, chart in enumerate(charts):
        (folder / f"{position}.json").write_text(chart.to_json(), encoding="utf-8")


def store_plans(instrument: Instrument, number: int, folder: Path) -> None:
    """So many plans in the database of the application."""
    service = AssessmentService(open_store(f"sqlite+pysqlite:///{folder}/assessments.db"), instrument)
    for sheet in [whole_sheet(instrument), *plan_sheets(instrument, number)]:
        service.add_sheet(sheet)


def _figures(browser: Browser, number: int, bare: str, ours: str) -> list[Figure]:
    for url in (bare, ours):
        _opening(browser, url)
    times: dict[str, list[tuple[float, float]]] = {bare: [], ours: []}
    for _ in range(ROUNDS):
        for url, taken in times.items():
            taken.append(_opening(browser, url))
    first, last = ({url: statistics.median(one[at] for one in taken) for url, taken in times.items()} for at in (0, 1))
    return [
        Figure(f"{number} plans, first chart: to the same charts alone", first[ours], first[bare], BAR_COMPARISON),
        Figure(f"{number} plans, all drawn: to the same charts alone", last[ours], last[bare], BAR_COMPARISON),
    ]


def _opening(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds until the first chart is drawn, and until all are and the page is quiet; in a session of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(steps.WATCH)
    page = context.new_page()
    before = time.perf_counter()
    page.goto(url)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=60_000)
    first = time.perf_counter() - before
    page.locator(".js-plotly-plot").nth(CHARTS - 1).wait_for(timeout=60_000)
    steps.settle(page)
    last = time.perf_counter() - before
    context.close()
    return first * 1000, last * 1000
