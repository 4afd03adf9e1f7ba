"""How quick the page is: `python -m benchmarks.page`, figures as JSON lines.

* `first_picture`, `frames`: a store of 100,000 events behind a server, then 100,000 held by the band itself (its worst
  case). Frames are counted in the browser's own trace (DrawFrame) while the wheel zooms and the keys pan without pause.
* `draw`: 10,000 items given to our band and to vis-timeline (from npm, in a temporary folder) in the same browser,
  from the call to the end of the frame that shows them.

Needs Chromium (tools/browser.py) and, for the rival, npm. `--database FILE` keeps the 100,000 events for other runs,
`--load-only` stops when they are there: they can be loaded while the machine is busy and be measured when it is not.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import made_up
from tests.browser.conftest import WIDE, serve
from timeline.store import EventQuery, Store
from tools import browser as chromium

EVENTS, ITEMS, ROUNDS, SECONDS = 100_000, 10_000, 5, 6
STATIC = Path(__file__).parents[1] / "api" / "static"

# Events in the API's form, over 150 years, half of them known to the day.
MAKE = """(count) => { const two = (n) => String(n).padStart(2, '0');
  const types = ['meeting', 'legal', 'attack', 'accident', 'economic', 'death', 'other'];
  let seed = 7; const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Array.from({length: count}, (_, i) => {
    const year = 1880 + Math.floor(next() * 150), month = two(1 + Math.floor(next() * 12));
    const day = two(1 + Math.floor(next() * 28)), kind = next();
    const [earliest, latest, precision] = kind < .5
      ? [`${year}-${month}-${day}`, `${year}-${month}-${day}`, 'day']
      : kind < .75
      ? [`${year}-${month}-01`, `${year}-${month}-28`, 'month'] : [`${year}-01-01`, `${year}-12-31`, 'year'];
    return {id: `ev_${i}`, title: `Event number ${i}`, type: types[i % 7], status: 'occurred', date: {earliest, latest,
      precision, edtf: earliest, display: earliest, modifier: null, approximate: false, uncertain: false, time: null}};
  }); }"""

# Gestures from inside the page, one each frame, so that no process waits for another.
MOVE = """(seconds) => new Promise((resolve) => { const band = document.querySelector('.band');
  const box = band.getBoundingClientRect(), start = performance.now(), gaps = []; let last = start;
  const step = (now) => {
    gaps.push(now - last); last = now; const at = (now - start) / 1000;
    if (at > seconds) { gaps.sort((a, b) => a - b); resolve(gaps[Math.floor(gaps.length * .99)]); return; }
    const phase = Math.floor(at / 1.5) % 4;
    if (phase < 2) band.dispatchEvent(new WheelEvent('wheel', {deltaY: phase ? 24 : -24,
      bubbles: true, cancelable: true, clientX: box.left + box.width * .6, clientY: box.top + 50}));
    else band.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true,
      key: phase === 2 ? 'ArrowRight' : 'ArrowLeft'}));
    requestAnimationFrame(step); };
  requestAnimationFrame(step); })"""

SHOWN = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
OURS = """async (count, here) => {
  const {Band} = await import('/static/band.js'); const {Series} = await import('/static/series.js');
  const events = (MAKE)(count), start = performance.now(), band = new Band();
  document.getElementById(here).replaceChildren(band.element);
  const series = Series.ofEvents(events); band.extent = series.extent; band.show(series); band.fit(true);
  SHOWN return performance.now() - start; }""".replace("MAKE", MAKE).replace("SHOWN", SHOWN)
VIS = """async (count, here) => {
  const items = (MAKE)(count).map(({id, title, date}) => date.precision === 'day'
    ? {id, content: title, start: date.earliest, type: 'point'}
    : {id, content: title, start: date.earliest, end: date.latest});
  const start = performance.now();
  await new Promise((done) => { const timeline = new vis.Timeline(document.getElementById(here), new vis.DataSet(items),
    {height: '300px'}); timeline.on('changed', done); });
  SHOWN return performance.now() - start; }""".replace("MAKE", MAKE).replace("SHOWN", SHOWN)

# When the last answer with counts was there, and when the band first filled something after it.
WATCH = """new PerformanceObserver((list) => { for (const entry of list.getEntries())
    if (/histogram/.test(entry.name)) window.answered = entry.responseEnd;
  }).observe({type: 'resource', buffered: true});
  const fill = CanvasRenderingContext2D.prototype.fill;
  CanvasRenderingContext2D.prototype.fill = function (...given) {
    if (this.canvas.className === 'band-canvas') window.painted ??= performance.now();
    return fill.apply(this, given); };"""


def report(**figures: object) -> None:
    """One line."""
    print(json.dumps(figures), flush=True)


def call(page: Page, function: str, *given: object) -> Any:
    """A function of several arguments, called in the page."""
    return page.evaluate(f"(given) => ({function})(...given)", list(given))


def frames(page: Page) -> dict[str, float]:
    """Frames a second, by the browser's trace, while zooming in and out and panning for some seconds."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    session.send(
        "Tracing.start", {"categories": "disabled-by-default-devtools.timeline.frame", "transferMode": "ReportEvents"}
    )
    slowest = call(page, MOVE, SECONDS)
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    drawn = sorted(event["ts"] for event in events if event["name"] == "DrawFrame")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return {
        "fps": round((len(drawn) - 1) / ((drawn[-1] - drawn[0]) / 1e6), 1),
        "frame_p99_ms": round(slowest, 1),
        "heap_mb": round(metrics["JSHeapUsedSize"] / 2**20, 1),
    }


def load(path: Path) -> None:
    """The events of `many`, unless they are there already."""
    with Store.open(f"sqlite:///{path}", create=True) as store:
        batch = made_up.many(articles=EVENTS // 100, each=100)
        for first in range((store.query(EventQuery(limit=1, count=True)).count or 0) // 100, len(batch), 50):
            store.add(batch[first : first + 50])


def many(browser: Browser, path: Path) -> None:
    """The whole page over a store of many events, then a band that holds as many itself."""
    url = f"sqlite:///{path}"
    with Store.open(url) as store:
        server = serve(store, url)
        page = browser.new_context(viewport=WIDE).new_page()
        page.add_init_script(WATCH)
        page.goto(next(server).url)
        page.locator("#list .event").first.wait_for(timeout=60_000)
        for _ in range(200):
            if page.evaluate("window.painted"):
                break
            page.wait_for_timeout(100)
        took = page.evaluate("window.painted - window.answered")
        report(name="first_picture", events=EVENTS, source="counts of the API", ms_after_response=round(took, 1))
        for _ in range(3):  # memory must not grow from one to the next
            report(name="frames", events=EVENTS, source="counts of the API", **frames(page))
        took = call(page, OURS, EVENTS, "band")
        report(name="first_picture", events=EVENTS, source="in memory", ms=round(took, 1))
        report(name="frames", events=EVENTS, source="in memory", **frames(page))
        page.close()
        server.close()


def draw(browser: Browser, folder: Path) -> None:
    """The same items in our band and in vis-timeline."""
    npm = shutil.which("npm")
    if not npm:
        print("vis-timeline needs npm: apt-get install npm", file=sys.stderr)
        return
    subprocess.run([npm, "install", "--silent", "--prefix", folder, "vis-timeline@8"], check=True, capture_output=True)
    shutil.copytree(STATIC, folder / "static")
    (folder / "index.html").write_text("<!doctype html><link rel=stylesheet href=/static/style.css><div id=here></div>")
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler(*given, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    times: dict[str, list[float]] = {OURS: [], VIS: []}
    for _ in range(ROUNDS):
        for way, taken in times.items():
            page = browser.new_context(viewport=WIDE).new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            if way is VIS:
                base = "/node_modules/vis-timeline"
                page.add_style_tag(url=f"{base}/styles/vis-timeline-graph2d.min.css")
                page.add_script_tag(url=f"{base}/standalone/umd/vis-timeline-graph2d.min.js")
            page.set_default_timeout(120_000)
            taken.append(call(page, way, ITEMS, "here"))
            page.context.close()
    server.shutdown()
    ours, theirs = median(times[OURS]), median(times[VIS])
    report(
        name="draw",
        items=ITEMS,
        band_ms=round(ours, 1),
        vis_timeline_ms=round(theirs, 1),
        ratio=round(theirs / ours, 1),
    )


def main() -> None:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, help="SQLite file of the many events; made where it is missing")
    parser.add_argument("--load-only", action="store_true", help="only make the database")
    options = parser.parse_args()
    if options.load_only:
        load(options.database)
        return
    path = chromium.find() or chromium.install()
    if path is None:
        raise SystemExit(chromium.HOW)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        draw(browser, Path(folder))
        database = options.database or Path(folder) / "many.db"
        load(database)
        many(browser, database)
        browser.close()


if __name__ == "__main__":
    main()
