// Reads a TimelineJS JSON file with TimelineJS3's own TimelineConfig and says what it made of it, as JSON.
import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { JSDOM } from "jsdom";

const bundle = buildSync({
  stdin: {
    contents: 'export { TimelineConfig } from "@knight-lab/timelinejs/src/js/core/TimelineConfig.js";',
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  format: "iife",
  globalName: "timelinejs",
  write: false,
  logLevel: "error",
});
const { window } = new JSDOM("<!doctype html>", { url: "https://reader.example/", runScripts: "outside-only" });
window.eval(bundle.outputFiles[0].text);

const date = (value) =>
  value && Object.fromEntries(["year", "month", "day", "hour", "minute"].filter((k) => value.data[k] !== undefined && value.data[k] !== "").map((k) => [k, Number(value.data[k])]));
const source = readFileSync(process.argv[2], "utf8");
const config = new window.timelinejs.TimelineConfig(window.JSON.parse(source));
if (config.events.length) config.validate();
process.stdout.write(
  JSON.stringify({
    errors: config.getErrors().map(String),
    title: config.title.text,
    events: config.events.map((event) => ({
      id: event.unique_id,
      start: date(event.start_date),
      end: date(event.end_date) ?? null,
      display: event.display_date ?? null,
      headline: event.text.headline,
      text: event.text.text,
    })),
  }),
);
