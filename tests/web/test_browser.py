"""The page in a real browser: keys alone, undo, reload, a killed server, no script, phone width, axe, no stranger."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("Chromium and its driver are not installed", allow_module_level=True)

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from lawscan.annotate.journal import Journal, fold

from .test_page import fill

pytestmark = pytest.mark.browser
SENDING = ("0", "s", "u", Keys.ENTER)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-quic",
]


class Server:
    """`lawscan annotate` as a process that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-c", "from lawscan.cli import main; main()", "annotate", "scan.db", "--as", "amina"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], cwd=self.folder, stderr=subprocess.DEVNULL
        )
        for _ in range(150):
            try:
                urllib.request.urlopen(self.url, timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"

    def kill(self) -> None:
        """Kill it without warning."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> Iterator[Server]:
    fill(tmp_path / "scan.db", 16)
    server = Server(tmp_path)
    yield server
    if server.process.poll() is None:
        server.kill()


def browser(tmp_path: Path, *more: str, script: bool = True, text: int = 16) -> WebDriver:
    """A fresh headless Chromium; ``text`` is the reader's own font size."""
    options = webdriver.ChromeOptions()
    for word in (*QUIET, f"--user-data-dir={tmp_path}/profile{time.time_ns()}", *more):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    prefs: dict[str, int] = {"webkit.webprefs.default_font_size": text}
    if not script:
        prefs["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", prefs)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_page_load_timeout(60)
    return driver


def press(driver: WebDriver, *keys: str, waits: bool = True) -> None:
    """Type keys wherever the focus is; after one that sends the form, wait for the page that follows."""
    for key in keys:
        page = driver.find_element(By.TAG_NAME, "html")
        driver.switch_to.active_element.send_keys(key)
        if key in SENDING and waits:
            follow(driver, page)


def follow(driver: WebDriver, page: WebElement) -> None:
    """Wait until another page has come and is whole."""
    patient = WebDriverWait(driver, 30, ignored_exceptions=[WebDriverException])
    patient.until(lambda _: gone(page))
    patient.until(lambda d: d.find_elements(By.ID, "heading"))
    patient.until(lambda d: d.execute_script("return document.readyState") == "complete")


def gone(page: WebElement) -> bool:
    """Whether a page was replaced; the driver says so in more than one way while the next one loads."""
    try:
        page.is_enabled()
    except WebDriverException:
        return True
    return False


def click(driver: WebDriver, name: str) -> None:
    """Click a button that sends the form."""
    page = driver.find_element(By.TAG_NAME, "html")
    driver.find_element(By.ID, name).click()
    follow(driver, page)


def answers(server: Server) -> list[str]:
    """Present answers, oldest first."""
    current = fold(Journal(server.folder / "annotations").records()).values()
    return [each.answer for each in sorted(current, key=lambda r: r.answered_at)]


def foreign_requests(driver: WebDriver, server: Server) -> list[str]:
    """Addresses of requests that did not go to the server."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith((server.url, "data:", "chrome:"))]


def violations(driver: WebDriver) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA."""
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script(
        "axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']}).then(arguments[arguments.length-1])"
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def test_ten_cards_by_keyboard_with_undo_reload_and_a_killed_server(server: Server, tmp_path: Path) -> None:
    """Ten answers by keys, three taken back; reload and kill -9 lose nothing; no request leaves the machine."""
    driver = browser(tmp_path)
    try:
        driver.get(server.url)
        press(driver, "0", "s", "1", "o", Keys.ENTER, "0", "0", "2", "i", Keys.ENTER, "0", "0", "0", "s", "0")
        given = answers(server)
        assert ["none", "skip", "labels", "none", "none", "labels", "none", "none", "none", "skip", "none"] == given
        count = len(answers(server))
        press(driver, "u", "u", "u")
        assert count - 3 == len(answers(server))
        driver.refresh()
        server.kill()
        server.start()
        driver.get(server.url)
        press(driver, "0", "0")
        assert count - 1 == len(answers(server))
        assert [] == foreign_requests(driver, server)
    finally:
        driver.quit()


def test_keys_do_not_fire_while_typing_and_can_be_switched_off(server: Server, tmp_path: Path) -> None:
    """A letter typed into a note is a letter; with shortcuts off no key answers."""
    driver = browser(tmp_path)
    try:
        driver.get(server.url)
        press(driver, "n", "s", "0", "u", waits=False)
        assert "s0u" == driver.find_element(By.ID, "note").get_attribute("value")
        driver.find_element(By.ID, "shortcuts").click()
        press(driver, "s", waits=False)
        time.sleep(0.5)
        assert [] == answers(server)
    finally:
        driver.quit()


def test_the_page_works_without_script(server: Server, tmp_path: Path) -> None:
    """With script off, buttons and radios answer, skip and undo."""
    driver = browser(tmp_path, script=False)
    try:
        driver.get(server.url)
        driver.find_element(By.CSS_SELECTOR, "input[value=prohibits]").click()
        driver.find_element(By.CSS_SELECTOR, "input[value=inbound]").click()
        click(driver, "save")
        click(driver, "skip")
        assert ["labels", "skip"] == answers(server)
        click(driver, "undo")
        assert ["labels"] == answers(server)
    finally:
        driver.quit()


def test_selected_words_become_the_evidence_whole_and_marked(server: Server, tmp_path: Path) -> None:
    """Dragging from the middle of a word takes whole words, marks them in the text, and saves their place."""
    driver = browser(tmp_path)
    try:
        driver.get(server.url)
        press(driver, "1", "o", waits=False)
        select = (
            "const text = document.getElementById('text'); const walk = document.createTreeWalker(text, 4); let node;"
            "while ((node = walk.nextNode()) && !node.data.includes('nationality'));"
            "const at = node.data.indexOf('nationality'); getSelection().setBaseAndExtent(node, at + 3, node, at + 9);"
            "text.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));"
        )
        driver.execute_script(select)
        mark = WebDriverWait(driver, 5, ignored_exceptions=[WebDriverException])
        assert mark.until(lambda d: d.find_element(By.ID, "mark").text == "nationality")
        press(driver, Keys.ENTER)
        [record] = Journal(server.folder / "annotations").records()
        assert "nationality" == record.labels[0].evidence
    finally:
        driver.quit()


@pytest.mark.parametrize(
    ("width", "dark", "text"),
    [(1280, False, 16), (1280, True, 16), (320, False, 16), (1280, False, 32), (320, True, 32)],
)
def test_every_page_is_accessible_and_fits(
    server: Server, tmp_path: Path, width: int, dark: bool, text: int
) -> None:
    """axe finds no violation, light or dark, and nothing overflows sideways on a phone or at 200 % text."""
    driver = browser(tmp_path, *(["--force-dark-mode", "--enable-features=WebContentsForceDark"] if dark else []),
                     text=text)  # fmt: skip
    try:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        media = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        for path in ("", "guide", "history", "adjudicate", "state", "filter"):
            driver.get(server.url + path)
            assert [] == violations(driver), path
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width, path
        shots = os.environ.get("LAWSCAN_SHOTS")
        if shots:
            driver.get(server.url)
            driver.save_screenshot(f"{shots}/card-{width}-{'dark' if dark else 'light'}.png")
    finally:
        driver.quit()
