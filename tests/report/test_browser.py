"""The HTML report in a real browser: filter, sort, keyboard, map, print, dark, without script, axe, no stranger."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("Chromium and its driver are not installed", allow_module_level=True)

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from lawscan.benchmarks import count
from lawscan.law import Hit
from lawscan.report import render
from lawscan.report.gather import Provenance, Scan
from lawscan.report.laws import build
from lawscan.report.pictures import Picture, key
from lawscan.scheme import load

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "web" / "vendor" / "axe.min.js"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1100,900")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """One Chromium for all tests."""
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: WebDriver, tmp_path: Path, hit: Callable[..., Hit]) -> WebDriver:
    """A report of four countries, opened from disk."""
    arabic = "يجوز للمواطن أن يحتفظ بجنسيته"
    hits = (hit("KEN"), hit("PHL", "conditional", id=2), hit("JAM", "prohibits", id=3),
            hit("EGY", id=4, lang="ar", title="قانون الجنسية", text=arabic, quote=arabic))
    read = {each.iso3: {"files": 1, "pages": 9, "provisions": 40, "instruments": 1} for each in hits}
    results = count(hits, read, load(), "2026-11-25")
    scan = Scan(hits, read, Provenance("scan.db", "0.1.0", (), (), (), 0))
    file = tmp_path / "laws.html"
    laws = build(scan, results, load(), "2026-11-25", "lawscan laws scan.db", beside=tmp_path)
    laws = replace(laws, pictures={key(laws.lines[0]): Picture(dot(), "image/webp", 7, 1, 1)})
    file.write_bytes(render(laws, "html"))
    browser.get(file.as_uri())
    return browser


def dot() -> bytes:
    """The smallest picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "WEBP")
    return out.getvalue()


def rows(page: WebDriver) -> list[str]:
    """The countries that the table shows, in order."""
    found = page.find_elements(By.CSS_SELECTOR, "#countries-table tbody tr")
    return [row.find_element(By.TAG_NAME, "a").text for row in found if row.is_displayed()]


def test_filter(page: WebDriver) -> None:
    """Typing part of a name, or choosing a status, leaves the rows and cards that fit, and says how many."""
    words = page.find_element(By.ID, "filter-words")
    words.send_keys("phil")
    assert ["Philippines"] == rows(page)
    assert not page.find_element(By.ID, "KEN").is_displayed()
    assert "1 of 4 shown" == page.find_element(By.ID, "filter-said").text
    words.send_keys(Keys.BACKSPACE * 4)
    assert 4 == len(rows(page))
    page.find_element(By.CSS_SELECTOR, "#filter-status option:nth-child(3)").click()
    assert {"Egypt", "Kenya", "Philippines"} == set(rows(page))


def test_a_number_leads_to_its_provisions(page: WebDriver) -> None:
    """A number of doubtful provisions shows those; a number of countries opens their names, each a way to a card."""
    page.find_element(By.CSS_SELECTOR, "#benchmark-4 a[data-show='unverified']").click()
    assert "4 of 4 shown, 4 provisions" == page.find_element(By.ID, "filter-said").text
    choice = page.find_element(By.ID, "filter-doubt")
    choice.find_element(By.CSS_SELECTOR, "[value='carries']").click()
    assert {"Egypt", "Kenya", "Philippines"} >= set(rows(page))
    assert not page.find_element(By.ID, "JAM").is_displayed()
    page.find_element(By.CSS_SELECTOR, "#benchmark-4 details.which summary").click()
    page.find_element(By.CSS_SELECTOR, "#benchmark-4 details.which a[href='#EGY']").click()
    assert page.find_element(By.ID, "EGY").is_displayed()


def test_sort_by_keyboard(page: WebDriver) -> None:
    """Enter on a column's heading sorts, again turns round, and the heading says so."""
    button = page.find_element(By.CSS_SELECTOR, "#countries-table th button")
    button.send_keys(Keys.ENTER)
    assert ["Egypt", "Jamaica", "Kenya", "Philippines"] == rows(page)
    button.send_keys(Keys.ENTER)
    assert ["Philippines", "Kenya", "Jamaica", "Egypt"] == rows(page)
    assert "descending" == page.find_element(By.CSS_SELECTOR, "#countries-table th").get_attribute("aria-sort")


def test_map_leads_to_the_card(page: WebDriver) -> None:
    """A country on the map is a link to its card."""
    page.find_element(By.CSS_SELECTOR, "#benchmark-4 .map a[href='#KEN']").send_keys(Keys.ENTER)
    assert page.current_url.endswith("#KEN")


def test_nothing_from_elsewhere_and_no_complaint(page: WebDriver) -> None:
    """The page loads nothing, and its own policy stops nothing of it."""
    assert [] == page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [] == [each["message"] for each in page.get_log("browser")]


def test_picture_is_shown(page: WebDriver) -> None:
    """The page's policy lets its own pictures be drawn."""
    page.find_element(By.CSS_SELECTOR, "details.page summary").click()
    drawn = page.execute_async_script("const i = document.querySelector('details.page img'), done = arguments[0];"
                                      "i.decode().then(() => done(i.naturalWidth), () => done(0))")
    assert 1 == drawn
    assert [] == [each["message"] for each in page.get_log("browser")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(page: WebDriver, scheme: str) -> None:
    """axe finds nothing to complain of, in light and in dark."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)  # type: ignore[attr-defined]
    page.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})  # type: ignore[attr-defined]
    page.refresh()
    page.execute_script(AXE.read_text(encoding="utf-8"))
    found = page.execute_async_script("axe.run().then(r => arguments[0](r.violations.map(v => v.id + ': ' + "
                                      "v.nodes.map(n => n.html.slice(0, 90)).join(' | '))))")
    assert [] == found


def test_prints(page: WebDriver) -> None:
    """Printed to PDF, a filtered report still holds every country."""
    page.find_element(By.ID, "filter-words").send_keys("phil")
    pdf = base64.b64decode(page.print_page())
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert "Kenya" in text and "Jamaica" in text and "not legal advice" in text


def test_phone(page: WebDriver) -> None:
    """On a small phone nothing of the page is wider than the screen."""
    size = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)  # type: ignore[attr-defined]
    try:
        assert page.execute_script("const e = document.documentElement; return e.scrollWidth <= 360")
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})  # type: ignore[attr-defined]


def test_without_script(page: WebDriver) -> None:
    """With script off, all countries stand there, and no dead buttons."""
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})  # type: ignore[attr-defined]
    try:
        page.refresh()
        assert 4 == len(rows(page))
        assert not page.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
        assert [] == page.find_elements(By.CSS_SELECTOR, "th button")
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})  # type: ignore[attr-defined]
