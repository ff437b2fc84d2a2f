// Runs inside the page: what can only be measured from within. It hangs on one global name, so that
// visit.js can call it.

globalThis.inside = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function named(element) {
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 48);
    return `<${element.localName}${element.id && ` id="${element.id}"`}> ${text}`.trim();
  }

  function unfold() {
    for (const details of all("details")) details.open = true;
  }

  function* upwards(element) {
    for (let one = element; one; one = one.parentElement) yield one;
  }

  // Not drawn: folded away, for example.
  const hidden = (element) => !element.checkVisibility({ visibilityProperty: true });

  // A chart is drawn twice, for wide screens and for phones: the one that is shown here.
  const charts = (selector = "svg", root = document) => all(selector, root).filter((one) => !hidden(one));

  // Clipped to nothing: the usual way to keep text for screen readers alone.
  const clippedAway = (element) =>
    [...upwards(element)].some(
      (one) => one instanceof HTMLElement && getComputedStyle(one).clipPath !== "none",
    );

  // --- room

  function overflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  }

  // Text that sticks out of the window, of an ancestor that clips it, or of its chart.
  function cutOff() {
    const cut = new Set();
    const width = document.documentElement.clientWidth;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      // The skip link stays outside the window until the focus is on it.
      if (!node.data.trim() || parent.closest(".skip")) continue;
      if (hidden(parent) || clippedAway(parent)) continue;
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      let [left, right, top, bottom] = [0, width, -Infinity, Infinity];
      for (const one of upwards(parent)) {
        // SVG clips at its outer edge alone, whatever is computed for the text in it.
        if (one instanceof SVGElement && one.localName !== "svg") continue;
        const { overflowX, overflowY } = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        if (overflowX !== "visible")
          [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (overflowY !== "visible")
          [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      // A pixel for rounding; glyph boxes are taller than glyphs, so up and down have more.
      const out = (box) =>
        box.left < left - 1 ||
        box.right > right + 1 ||
        box.top < top - 4 ||
        box.bottom > bottom + 4;
      if (boxes.some(out)) cut.add(named(parent));
    }
    return [...cut];
  }

  // Texts of one chart that are drawn over each other. Boxes of glyphs are taller than the glyphs.
  function overlaps() {
    const box = (text) => {
      const { left, right, top, bottom, height } = text.getBoundingClientRect();
      return { text, left, right, top: top + height / 5, bottom: bottom - height / 5 };
    };
    return charts().flatMap((svg) => {
      const boxes = all("text", svg).map(box);
      return boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter(
            (b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
          )
          .map((b) => `${svg.closest("figure")?.id}: ${named(a.text)} and ${named(b.text)}`),
      );
    });
  }

  // --- colours

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  // Any colour that CSS can write, as red, green, blue and alpha from 0 to 1.
  function parsed(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  }

  function over([r, g, b, alpha], below) {
    return [r, g, b].map((part, i) => part * alpha + below[i] * (1 - alpha)).concat(1);
  }

  function luminance(colour) {
    const [r, g, b] = colour.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  // As WCAG 2 defines it: from 1 to 21.
  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function paper() {
    return [document.documentElement, document.body].reduce(
      (below, element) => over(parsed(getComputedStyle(element).backgroundColor), below),
      [1, 1, 1, 1],
    );
  }

  function alpha(element, part) {
    let product = Number(getComputedStyle(element)[`${part}Opacity`]);
    for (const one of upwards(element)) product *= Number(getComputedStyle(one).opacity);
    return product;
  }

  // The colour of an element's fill or stroke, or null if it paints none.
  function painted(element, part) {
    const style = getComputedStyle(element);
    const colour = style[part];
    if (colour === "none" || colour.startsWith("url(")) return null;
    if (part === "stroke" && parseFloat(style.strokeWidth) === 0) return null;
    const [r, g, b, own] = parsed(colour);
    const seen = own * alpha(element, part);
    return seen ? [r, g, b, seen] : null;
  }

  // What lies under a text: the page, and each filled shape that is drawn there.
  function behind(text) {
    const box = text.getBoundingClientRect();
    const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return document
      .elementsFromPoint(...middle)
      .filter((one) => one instanceof SVGGeometryElement)
      .map((one) => painted(one, "fill"))
      .filter(Boolean)
      .reduceRight((below, colour) => over(colour, below), paper());
  }

  // Everything that charts are drawn with and that a reader must tell from what is behind it.
  // The page's own colour (hollow marks), the grid's (lines to read along) and tints, which words
  // name, carry no figure.
  function chartColours() {
    const root = getComputedStyle(document.documentElement);
    const exempt = ["--paper", "--grid", "--shade"].map((name) => String(parsed(root.getPropertyValue(name))));
    const page = paper();
    const found = {};
    const note = (svg, kind, what, ratio) => {
      const key = `${svg.closest("figure")?.id}: ${kind} ${what}`;
      found[key] = {
        what: key,
        isText: kind === "text",
        ratio: Math.min(found[key]?.ratio ?? 21, ratio),
      };
    };
    for (const svg of charts()) {
      svg.scrollIntoView({ block: "center", behavior: "instant" });
      for (const text of all("text", svg)) {
        const below = behind(text);
        const colour = painted(text, "fill");
        note(svg, "text", named(text), colour ? contrast(over(colour, below), below) : 1);
      }
      for (const shape of all("path, rect, circle, ellipse, line, polyline, polygon, use", svg)) {
        if (shape.closest("defs, clipPath") && !shape.closest("pattern")) continue;
        for (const part of ["fill", "stroke"]) {
          const colour = painted(shape, part);
          if (!colour || colour[3] < 0.3 || exempt.includes(String([...colour.slice(0, 3), 1]))) continue;
          note(svg, part, getComputedStyle(shape)[part], contrast(over(colour, page), page));
        }
      }
    }
    return Object.values(found);
  }

  // --- the keyboard

  const FOCUSABLE =
    "a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls]," +
    " video[controls], [contenteditable], [tabindex]";

  // Elements that Tab should stop at, in the order in which they are read.
  const focusable = () =>
    all(FOCUSABLE).filter((one) => one.tabIndex >= 0 && !one.disabled && !hidden(one));

  function ring(element) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    return {
      look: [drawn && outlineStyle, drawn && outlineWidth, drawn && outlineColor, boxShadow].join(),
      ratio: drawn ? contrast(over(parsed(outlineColor), paper()), paper()) : null,
    };
  }

  function inWindow(element) {
    const box = element.getBoundingClientRect();
    return (
      box.width > 1 &&
      box.height > 1 &&
      box.left >= 0 &&
      box.right <= innerWidth &&
      box.bottom > 0 &&
      box.top < innerHeight
    );
  }

  // With everything unfolded, notes from now on where the focus goes and how it looks there;
  // returns how many stops there should be.
  const stops = [];
  function watchFocus() {
    unfold();
    addEventListener("focusin", ({ target }) => {
      const { look, ratio } = ring(target);
      stops.push({ target, look, ratio, seen: inWindow(target) });
    });
    return focusable().length;
  }

  function focusWalk() {
    document.activeElement.blur();
    const expected = focusable();
    const visited = stops.map((stop) => stop.target);
    const inOrder = expected.every((one, i) => visited[i] === one);
    return {
      expected: expected.length,
      visited: visited.length,
      strangers: visited.filter((one) => !one.matches("a[href], summary")).map(named),
      missed: expected.filter((one) => !visited.includes(one)).map(named),
      inOrder,
      unmarked: stops
        .filter(({ target, look, ratio }) => look === ring(target).look || (ratio ?? 3) < 3)
        .map(({ target }) => named(target)),
      outOfSight: stops.filter(({ seen }) => !seen).map(({ target }) => named(target)),
    };
  }

  // --- links within the page

  // Follows each from a page with everything folded, and tells which did not show their target.
  async function lostJumps() {
    const links = new Map(all('a[href^="#"]').map((link) => [link.getAttribute("href"), link]));
    const lost = [];
    for (const [href, link] of links) {
      for (const details of all("details")) details.open = false;
      scrollTo({ top: 0, behavior: "instant" });
      history.replaceState(null, "", " ");
      link.click();
      await new Promise((done) => setTimeout(done));
      const id = href.slice(1);
      const target = document.getElementById(id) ?? document.getElementById(decodeURIComponent(id));
      if (!target) lost.push(`${href}: nothing has this id`);
      else if (hidden(target)) lost.push(`${href}: stays folded away`);
      else {
        const { top, bottom } = target.getBoundingClientRect();
        const contents = document.querySelector("nav").getBoundingClientRect();
        const covered = contents.top <= 0 && top < contents.bottom && target.id !== "main";
        if (top >= innerHeight || bottom <= 0 || covered) lost.push(`${href}: stays out of sight`);
      }
    }
    return { links: links.size, lost };
  }

  // --- paper

  const HEADINGS = "h2, h3, h4, h5, h6, figcaption, caption";

  function onPaper(pageHeight) {
    const avoids = (element, side) => getComputedStyle(element)[side].startsWith("avoid");
    // What asks to be kept whole is, so long as a page can hold it.
    const whole = (svg) =>
      [...upwards(svg)].some(
        (one) => avoids(one, "breakInside") && one.getBoundingClientRect().height <= pageHeight,
      );
    return {
      splitCharts: charts("figure svg")
        .filter((svg) => !whole(svg))
        .map((svg) => svg.closest("figure").id),
      looseHeadings: all(HEADINGS)
        .filter((one) => !hidden(one) && !avoids(one, "breakAfter"))
        .map(named),
    };
  }

  // Tables of which something is not shown.
  const lostTables = () =>
    all("table")
      .filter((table) => all("th, td", table).some(hidden))
      .map((table) => table.caption?.textContent ?? named(table));

  // The words by which things are found again in the printed file.
  function printedWords() {
    return {
      folded: charts("summary").map((one) => one.textContent),
      lastCells: all("table").map((table) => all("th, td", table).at(-1).textContent),
    };
  }

  // --- with and without scripts

  // The text as it is shown, and where each picture stands.
  function content() {
    return {
      text: document.body.innerText,
      pictures: all("svg, img, picture, canvas, video").map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return [one.localName, x, y, width, height, one.naturalWidth ?? null].join(" ");
      }),
    };
  }

  // What would make a browser speak to another machine sooner or later, whether it did or not.
  const reachesOut = () =>
    all("script, iframe, object, embed, base, form, [src], [srcset], [ping], [poster], link")
      .filter((one) => !(one.getAttribute("src") ?? one.href ?? "").startsWith("data:"))
      .filter((one) => !one.matches("link:is([rel=license], [rel=author], [rel=canonical])"))
      .map((one) => one.outerHTML.slice(0, 100));

  return {
    unfold,
    overflow,
    cutOff,
    overlaps,
    paper,
    luminance,
    chartColours,
    watchFocus,
    focusWalk,
    inWindow,
    lostJumps,
    onPaper,
    lostTables,
    printedWords,
    content,
    reachesOut,
  };
})();
