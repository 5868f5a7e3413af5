"""The pages in a real browser: what one sees and does, on wide and narrow screens, by keyboard."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

FLANKER = "/claim/1111111111111111-000000000001"
HOSTILE = "3333333333333333"
PAGES = [
    "/",
    "/reports",
    "/reports/transfers",
    "/reports/transfers?limit=2&where.recipient=e&sort=-published",
    "/reports/transfers?recipient=Nowhereland&from=yesterday",
    "/reports/suppliers-of-recipient",
    "/dossier?a=Russia",
    "/dossier?a=Russia&b=Venezuela",
    "/profile/Venezuela",
    "/sparql?query=SELECT+*+{?s+a+at:ArmsTransfer;?p+?o}",
    "/sparql?query=SELECT",
    FLANKER,
    f"/claim/{HOSTILE}-000000000001",
    "/article/2222222222222222",
    "/id/russia",
    "/ns",
    "/problems",
    "/nothing",
]
pytestmark = pytest.mark.browser

# Contrast as WCAG 2 defines it, of every text on the page against what lies behind it.
CONTRASTS = """
const light = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 };
const shade = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
const numbers = text => text.match(/[\\d.]+/g).map(Number);
const behind = element => {
  for (; element; element = element.parentElement) {
    const colour = numbers(getComputedStyle(element).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || element.closest('option')) continue;
  const shades = [shade(numbers(getComputedStyle(element).color)), shade(behind(element))];
  const contrast = (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05);
  if (contrast < 4.5) found.push([walker.currentNode.data.trim(), contrast]);
}
return found;
"""
# Ids that are there twice, fields without a name, tables without a caption, headings out of order.
FLAWS = """
const flaws = [];
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => flaws.push('twice: ' + id));
document.querySelectorAll('input:not([type=hidden]), select, textarea').forEach(e => {
  if (!e.labels.length && !e.ariaLabel) flaws.push('no label: ' + e.outerHTML);
});
document.querySelectorAll('table').forEach(t => {
  if (!t.caption || !t.caption.textContent.trim()) flaws.push('no caption');
  if (!t.querySelector('th[scope=col]')) flaws.push('no heads');
});
const levels = [...document.querySelectorAll('h1, h2, h3')].map(h => Number(h.tagName[1]));
if (levels.filter(l => l === 1).length !== 1 || levels[0] !== 1) flaws.push('headings: ' + levels);
levels.slice(1).forEach((l, n) => { if (l > levels[n] + 1) flaws.push('skipped: ' + levels); });
document.querySelectorAll('a').forEach(a => {
  if (!a.textContent.trim() && !a.querySelector('img[alt]')) flaws.push('empty link: ' + a.href);
});
if (document.documentElement.lang !== 'en') flaws.push('no language');
return flaws;
"""


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The service, listening for real."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A Chromium without a window, with a profile of its own."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    profile = tmp_path_factory.mktemp("profile")
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options, webdriver.ChromeService(driver))
    chrome.set_window_size(1200, 900)
    yield chrome
    chrome.quit()


@pytest.fixture
def narrow(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser as wide as a small phone."""
    metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def one(browser: webdriver.Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def follow(browser: webdriver.Chrome, selector: str, *keys: str) -> None:
    """Click, or press keys, and wait until the page is another one."""
    page, element = one(browser, "html"), one(browser, selector)
    if keys:
        element.send_keys(*keys)
    else:
        element.click()
    passing = [WebDriverException]  # between two pages a node may belong to neither
    WebDriverWait(browser, 20, ignored_exceptions=passing).until(staleness_of(page))


def logged(browser: webdriver.Chrome) -> list[str]:
    """Return what the browser complained of since it was last asked."""
    return [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]


def texts(browser: webdriver.Chrome, selector: str) -> list[str]:
    return [element.text for element in browser.find_elements(By.CSS_SELECTOR, selector)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_by_everyone(browser: webdriver.Chrome, address: str, path: str) -> None:
    logged(browser)
    browser.get(address + path)
    assert browser.execute_script(CONTRASTS) == []
    assert browser.execute_script(FLAWS) == []
    assert [said for said in logged(browser) if "Security Policy" in said or "icon" in said] == []


@pytest.fixture
def dark(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser of somebody who likes dark pages."""
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    yield browser
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_in_the_dark(dark: webdriver.Chrome, address: str, path: str) -> None:
    dark.get(address + path)
    papers = [one(dark, part).value_of_css_property("background-color") for part in ("html", "body")]
    assert "rgba(22, 25, 29, 1)" in papers
    assert dark.execute_script(CONTRASTS) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_narrow_screen_scrolls_tables_and_not_the_page(narrow: webdriver.Chrome, address: str, path: str) -> None:
    narrow.get(address + path)
    width = "return document.scrollingElement.scrollWidth"
    assert narrow.execute_script(width) <= 360


def test_from_the_start_page_to_the_sentence(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/")
    follow(browser, 'a[href="/reports/transfers"]')
    follow(browser, "#parameter-recipient", "Venezuela", Keys.ENTER)
    assert "recipient=Venezuela" in browser.current_url
    rows = texts(browser, "main table tbody tr")
    assert len(rows) == 2
    assert all("Venezuela" in row and "asserted" in row for row in rows)
    follow(browser, "td.claim a")
    assert browser.current_url.startswith(address + "/claim/")
    assert "has already received" in one(browser, "blockquote").text


def offered(browser: webdriver.Chrome, number: int = 1) -> list[str]:
    """Wait until so many names are offered, and return them."""
    WebDriverWait(browser, 20).until(lambda _: len(texts(browser, "ul.names:not([hidden]) li")) >= number)
    return texts(browser, "ul.names:not([hidden]) li")


def test_names_are_offered_while_one_types_and_taken_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    logged(browser)
    browser.get(address + "/reports/suppliers-of-recipient")
    field = one(browser, "#parameter-recipient")
    assert field.get_attribute("role") == "combobox"
    field.send_keys("vene")
    assert offered(browser)[0].startswith("Venezuela")
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    marked = one(browser, 'li[aria-selected="true"]')
    assert field.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    field.send_keys(Keys.ENTER)
    assert field.get_attribute("value") == "Venezuela"
    assert field.get_attribute("aria-expanded") == "false"
    follow(browser, "#parameter-recipient", Keys.ENTER)
    assert "recipient=Venezuela" in browser.current_url
    assert "Russia" in one(browser, "main table").text
    assert [said for said in logged(browser) if "Security Policy" in said] == []


def test_a_name_is_found_by_its_alias_and_taken_by_mouse(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/reports/transfers")
    field = one(browser, "#parameter-supplier")
    field.send_keys("FEDER")
    assert "alias Russian Federation" in offered(browser)[0]
    one(browser, "ul.names:not([hidden]) li").click()
    assert field.get_attribute("value") == "Russia"
    field.send_keys(Keys.END, "x")
    WebDriverWait(browser, 20).until(lambda _: field.get_attribute("aria-expanded") == "false")
    field.send_keys(Keys.BACKSPACE)
    offered(browser)
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("value") == "Russia"


def test_a_report_works_without_scripts(browser: webdriver.Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(address + "/reports/transfers")
        assert one(browser, "#parameter-recipient").get_attribute("role") is None
        follow(browser, "#parameter-recipient", "Venezuela", Keys.ENTER)
        assert len(texts(browser, "main table tbody tr")) == 2
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_rows_are_sorted_and_turned_over_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/reports/transfers?limit=1")
    follow(browser, "thead th:nth-child(2) a", Keys.ENTER)
    assert one(browser, "thead th:nth-child(2)").get_attribute("aria-sort") == "ascending"
    first = texts(browser, "main table tbody tr")
    follow(browser, 'a[rel="next"]', Keys.ENTER)
    assert "sort=" in browser.current_url
    assert "offset=1" in browser.current_url
    assert texts(browser, "main table tbody tr") != first


def test_a_picture_stands_above_the_rows(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/reports/transfers")
    drawn = one(browser, "figure svg")
    assert drawn.is_displayed()
    assert drawn.size["height"] > 50
    assert drawn.location["y"] < one(browser, "main table").location["y"]


def test_the_picture_of_all_rows_is_there_where_a_page_shows_some(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/reports/transfers?limit=1")
    image = one(browser, "figure img")
    browser.execute_script("arguments[0].scrollIntoView()", image)
    WebDriverWait(browser, 20).until(lambda _: int(str(image.get_property("naturalWidth"))) > 100)


def test_each_role_has_a_colour_and_a_name_of_its_own(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + FLANKER)
    colours = {}
    for mark in browser.find_elements(By.CSS_SELECTOR, "mark.role"):
        name = mark.find_elements(By.CSS_SELECTOR, ".role-name")[-1]
        assert name.is_displayed()
        colours[name.text] = mark.value_of_css_property("background-color")
    assert set(colours) == {"speaker", "recipient", "supplier", "equipment", "quantity", "cue"}
    assert len(set(colours.values())) == len(colours)


def test_a_query_is_run_from_the_form(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/sparql")
    area = one(browser, "textarea")
    area.clear()
    area.send_keys("SELECT ?s WHERE { ?s a at:State } ORDER BY ?s")
    follow(browser, "button")
    assert texts(browser, "tbody td") == ["id:egypt", "id:russia", "id:venezuela"]
    follow(browser, 'a[href="/id/russia"]')
    assert one(browser, "h1").text == "Russia"


def test_a_mistake_in_a_query_is_shown_with_its_place(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + "/sparql?query=SELECT+%3Fx+WHERE+%7B%0A++%3Fx+%3Fy+%7D")
    assert "line 2" in one(browser, "[role=alert]").text
    line, mark = one(browser, "pre.excerpt").text.split("\n")
    assert "}" in line
    assert mark.strip() == "^"


def test_the_first_thing_the_keyboard_reaches_skips_to_the_content(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + FLANKER)
    one(browser, "body").send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    assert skip.location["x"] >= 0
    skip.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#main")


def test_hostile_words_do_nothing(browser: webdriver.Chrome, address: str) -> None:
    for path in (
        f"/claim/{HOSTILE}-000000000001",
        f"/article/{HOSTILE}",
        "/",
        "/reports/transfers",
    ):
        browser.get(address + path)
        assert browser.title.endswith("Arms transfer claims")
        assert browser.execute_script("return document.images.length") == 0
        scripts = browser.execute_script("return [...document.scripts].map(s => s.src)")
        assert set(scripts) <= {address + "/static/names.js"}
        assert "<img src=x" in one(browser, "main").text or "<script>" in one(browser, "main").text


def test_a_printed_page_is_all_content(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address + FLANKER)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not one(browser, "nav").is_displayed()
        assert one(browser, "blockquote").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
