"use strict";
// Narrow and sort the table, zoom the map, tie one to the other. Without this script the page is complete.
(() => {
  const form = document.getElementById("filters");
  const body = document.querySelector(".list tbody");
  const rows = body ? Array.from(body.rows) : [];
  let place = "";

  function fits(row, wanted) {
    const data = row.dataset;
    return wanted.verdicts.has(data.v) && (!wanted.clause || data.c === wanted.clause) && (!place || data.k === place) &&
      (!wanted.party || data.s.split(" ").includes(wanted.party)) &&
      (!wanted.text || row.textContent.toLowerCase().includes(wanted.text));
  }
  function narrow() {
    const wanted = {
      verdicts: new Set(Array.from(form.querySelectorAll("[name=verdict]:checked"), (box) => box.value)),
      clause: form.elements.clause.value, party: form.elements.party.value,
      text: form.elements.text.value.trim().toLowerCase(),
    };
    let shown = 0;
    for (const row of rows) { row.hidden = !fits(row, wanted); shown += row.hidden ? 0 : 1; }
    form.querySelector("output").textContent = shown.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });
    form.elements.place.hidden = !place;
    document.getElementById("no-match").hidden = shown > 0;
    for (const link of document.querySelectorAll("#chart a.on")) link.classList.remove("on");
    if (place) document.getElementById("p" + place)?.classList.add("on");
  }
  function sort(head) {
    const rank = { breach: 0, unattributed: 1, unverifiable: 2, excepted: 3 };
    const worth = { verdict: (r) => rank[r.dataset.v], order: (r) => +r.dataset.o, p: (r) => -r.dataset.p }[head.dataset.by];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort((a, b) => (down ? -1 : 1) * (worth(a) - worth(b)) || a.dataset.o - b.dataset.o);
    body.append(...rows);
  }
  if (form) {
    let waiting = 0;
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(narrow, 120); };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", soon);
    form.addEventListener("reset", () => { place = ""; soon(); });
    form.elements.place.addEventListener("click", () => { place = ""; narrow(); });
    const title = body.parentNode.dataset.sort;
    for (const head of document.querySelectorAll(".list th[data-by]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.title = title;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(head));
    }
  }

  const chart = document.getElementById("chart");
  if (!chart) return;
  const whole = { x: 0, y: 0, w: +chart.dataset.width, h: +chart.dataset.height };
  let view = { ...whole };
  function show() {
    const least = whole.w / 60;
    view.w = Math.min(Math.max(view.w, least), whole.w);
    view.h = view.w * whole.h / whole.w;
    view.x = Math.min(Math.max(view.x, 0), whole.w - view.w);
    view.y = Math.min(Math.max(view.y, 0), whole.h - view.h);
    chart.setAttribute("viewBox", [view.x, view.y, view.w, view.h].map((v) => v.toFixed(2)).join(" "));
    // Marks and letters keep their size on the screen, whatever is shown and however wide it is.
    const zoomed = whole.w / view.w;
    chart.classList.toggle("zoomed", zoomed > 3);
    chart.style.setProperty("--k", (view.w / chart.clientWidth * Math.min(1.6, 0.9 + 0.1 * zoomed)).toFixed(3));
  }
  function zoom(by, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const w = view.w * by;
    const share = Math.min(w, whole.w) / view.w;
    view = { x: x - (x - view.x) * share, y: y - (y - view.y) * share, w, h: 0 };
    show();
  }
  function at(event) {
    const box = chart.getBoundingClientRect();
    return [view.x + (event.clientX - box.left) / box.width * view.w, view.y + (event.clientY - box.top) / box.height * view.h];
  }
  const tools = document.querySelector(".zoom");
  tools.hidden = false;
  document.querySelector(".keys").hidden = false;
  tools.addEventListener("click", (event) => {
    const how = event.target.dataset.zoom;
    if (how === "all") { view = { ...whole }; show(); } else if (how) zoom(how === "in" ? 0.6 : 1 / 0.6);
  });
  chart.setAttribute("tabindex", "0");
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) { view.x += step[0] * view.w / 8; view.y += step[1] * view.h / 8; show(); }
    else if (event.key === "+" || event.key === "=") zoom(0.6);
    else if (event.key === "-") zoom(1 / 0.6);
    else return;
    event.preventDefault();
  });
  chart.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // a plain wheel scrolls the page
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, ...at(event));
  }, { passive: false });
  let held = null, moved = false;
  chart.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") { held = { from: at(event), px: event.clientX, py: event.clientY }; moved = false; } });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (Math.hypot(event.clientX - held.px, event.clientY - held.py) > 4) moved = true;
    if (!moved) return;
    const [x, y] = at(event);
    view.x += held.from[0] - x; view.y += held.from[1] - y; show();
  });
  window.addEventListener("pointerup", () => { held = null; });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("click", (event) => {
    if (moved) { event.preventDefault(); moved = false; return; }
    const link = event.target.closest("a[data-key]");
    if (link && form && link.hasAttribute("href")) { place = link.dataset.key; narrow(); }
  });
  new ResizeObserver(show).observe(chart);
})();
