// Opens a page in a real browser as its readers do, and prints what came of it as JSON.
// Usage: node visit.js PAGE BROWSER [PRINTED.pdf UNFOLDED.pdf] [--only TASK]...

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import axe from "axe-core";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { chromium } from "playwright-core";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true } },
});
const [path, executablePath, printed, unfolded] = positionals.map((arg) => resolve(arg));
const address = pathToFileURL(path).href;
const inside = readFileSync(new URL("inside.js", import.meta.url), "utf-8");

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const MARGIN = 53; // in CSS pixels: the 14 mm that the page asks for
const A4 = { width: 794 - 2 * MARGIN, height: 1123 - 2 * MARGIN };

const browser = await chromium.launch({
  executablePath,
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const requests = [];
const complaints = [];

// A page of its own, cut off from the network. Whatever it asks for or complains about is noted.
async function open(options = {}) {
  const context = await browser.newContext({ viewport: DESK, offline: true, ...options });
  context.on("request", (request) => {
    if (request.url() !== address) requests.push(request.url());
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  const page = await context.newPage();
  await page.goto(address);
  // Even where the page itself may run no script, the browser's own debugger may.
  await page.evaluate(inside);
  return page;
}

// By all rules; or by those alone that what the options change can break, without the later rows of
// long tables, which are made like the first.
async function accessibility(options, only) {
  const page = await open(options);
  await page.evaluate(() => inside.unfold());
  await page.evaluate(axe.source);
  if (only)
    await page.evaluate(() => {
      for (const row of document.querySelectorAll("tr:nth-child(n+20)")) row.remove();
    });
  const all = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations, passes } = await page.evaluate(
    (runOnly) =>
      globalThis.axe.run(document, {
        preload: false,
        resultTypes: ["violations"],
        runOnly,
        rules: { "target-size": { enabled: true } },
      }),
    only ?? all,
  );
  await page.context().close();
  return {
    passed: passes.map((rule) => rule.id),
    violations: violations.map(({ id, help, nodes }) => ({
      id,
      help,
      targets: nodes.map((node) => node.target.join(" ")),
    })),
  };
}

async function validity() {
  const validator = new HtmlValidate(
    new StaticConfigLoader({
      root: true,
      extends: ["html-validate:standard", "html-validate:recommended", "html-validate:document"],
      rules: {
        // Style alone: charts carry their colours, which follow the page's scheme, in place.
        "no-inline-style": "off",
        // Style alone: HTML lets these end tags go, and the page is smaller without.
        "no-implicit-close": "off",
        // Style alone: it is a machine that lays out this file.
        "no-trailing-whitespace": "off",
      },
    }),
  );
  const report = await validator.validateFile(path);
  return report.results.flatMap(({ messages }) =>
    messages.map((one) => `line ${one.line}: ${one.message} (${one.ruleId})`),
  );
}

// The same with and without scripts: text, places of pictures, and their very pixels.
async function content(javaScriptEnabled) {
  const page = await open({ javaScriptEnabled });
  const shown = await page.evaluate(() => inside.content());
  const pixels = [];
  for (const picture of await page.locator("svg:visible, img:visible").all())
    pixels.push(
      createHash("sha256")
        .update(await picture.screenshot())
        .digest("hex"),
    );
  const reachesOut = await page.evaluate(() => inside.reachesOut());
  await page.context().close();
  return { ...shown, pixels, reachesOut };
}

// What readers who need more room between letters may set (WCAG 2.2, 1.4.12).
const SPACED = `
  :not(svg, svg *) { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em; }
  p { margin-bottom: 2em; }
`.replaceAll(";", " !important;");

// What does not fit, folded and unfolded, in a window of this width, with letters of this size.
async function room({ width = DESK.width, letters = 16, spaced = false }) {
  const page = await open({ viewport: { width, height: DESK.height } });
  const settings = await page.context().newCDPSession(page);
  await settings.send("Page.setFontSizes", { fontSizes: { standard: letters } });
  if (spaced) await page.addStyleTag({ content: SPACED });
  const overflow = await page.evaluate(() => inside.overflow());
  const unfolded = await page.evaluate(() => {
    inside.unfold();
    return {
      overflow: inside.overflow(),
      cutOff: inside.cutOff(),
      overlaps: inside.overlaps(),
      cells: getComputedStyle(document.querySelector("td")).display,
    };
  });
  await page.context().close();
  return { ...unfolded, overflow: Math.max(overflow, unfolded.overflow) };
}

async function skipLink() {
  const page = await open();
  const here = () =>
    page.evaluate(() => ({
      isSkip: document.activeElement.matches("a[href='#main']"),
      seen: inside.inWindow(document.activeElement),
      inMain: Boolean(document.activeElement.closest("#main")),
      hash: location.hash,
    }));
  await page.keyboard.press("Tab");
  const first = await here();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const next = await here();
  await page.reload();
  await page.evaluate(inside);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const contents = await here();
  await page.context().close();
  return { first, next, contents };
}

// Whatever is folded, opened with Enter; then from the first stop past the last by Tab alone.
async function keyboard() {
  const page = await open();
  const stuck = [];
  for (const summary of await page.locator("summary").all()) {
    await summary.press("Enter");
    if (!(await summary.evaluate((one) => one.parentElement.open)))
      stuck.push(await summary.textContent());
  }
  await page.reload();
  await page.evaluate(inside);
  const stops = await page.evaluate(() => inside.watchFocus());
  // All at once, in order: to wait for each takes twice as long.
  await Promise.all(Array.from({ length: stops + 1 }, () => page.keyboard.press("Tab")));
  const walk = await page.evaluate(() => inside.focusWalk());
  await page.context().close();
  return { ...walk, stuck };
}

async function jumps() {
  const page = await open();
  const result = await page.evaluate(() => inside.lostJumps());
  await page.context().close();
  return result;
}

async function paper() {
  const page = await open({ viewport: A4 });
  await page.emulateMedia({ media: "print" });
  const measured = await page.evaluate((height) => inside.onPaper(height), A4.height);
  const words = await page.evaluate(() => inside.printedWords());
  const folded = await page.evaluate(() => inside.lostTables());
  await page.evaluate(() => inside.unfold());
  const lostTables = await page.evaluate(() => inside.lostTables());
  await page.reload();
  await page.evaluate(inside);
  await page.emulateMedia({ media: null });
  const margin = Object.fromEntries(
    ["top", "right", "bottom", "left"].map((side) => [side, `${MARGIN}px`]),
  );
  const print = (file) => page.pdf({ path: file, format: "A4", margin });
  if (printed) {
    await print(printed);
    await page.evaluate(() => inside.unfold());
    await print(unfolded);
  }
  await page.context().close();
  return { ...measured, ...words, foldedTables: folded, lostTables };
}

async function colours(options, media = "screen") {
  const page = await open(options);
  await page.emulateMedia({ media });
  const result = await page.evaluate(() => ({
    page: inside.luminance(inside.paper()),
    charts: inside.chartColours(),
  }));
  await page.context().close();
  return result;
}

const tasks = {
  keyboard,
  light: () => accessibility({ colorScheme: "light" }),
  dark: () => accessibility({ colorScheme: "dark" }, ["color-contrast"]),
  narrow: () => accessibility({ viewport: PHONE }, ["target-size", "scrollable-region-focusable"]),
  jumps,
  paper,
  scripted: () => content(true),
  unscripted: () => content(false),
  desk: () => room({}),
  tablet: () => room({ width: 768 }),
  phone: () => room({ width: 360 }),
  smallPhone: () => room({ width: 320 }),
  zoomed: () => room({ width: 640 }), // a desk at 200%
  spaced: () => room({ width: 360, spaced: true }),
  largeLetters: () => room({ letters: 32 }),
  lightColours: () => colours({ colorScheme: "light" }),
  darkColours: () => colours({ colorScheme: "dark" }),
  paperColours: () => colours({ colorScheme: "dark" }, "print"),
  skipLink,
  validity,
};

const found = { requests, complaints };
try {
  for (const [name, task] of Object.entries(tasks))
    if (values.only?.includes(name) ?? true) found[name] = await task();
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
