"use strict";
// Light or dark: the reader's choice for this page, otherwise the system's.
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// A crosshair with the values under the pointer. Without this script the charts are complete, only silent.
const pointer = document.getElementById("pointer");
for (const chart of document.querySelectorAll(".chart")) {
  const points = JSON.parse(chart.dataset.points);
  if (!points.length) continue;
  const names = chart.dataset.names ? chart.dataset.names.split("|") : [];
  const plot = chart.querySelector(".plot");
  const line = document.createElement("div");
  line.className = "crosshair";
  line.hidden = true;
  plot.append(line);

  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const at = (100 * (event.clientX - box.left)) / box.width;
    let low = 0, high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= at) low = middle; else high = middle;
    }
    const point = at - points[low][0] < points[high][0] - at ? points[low] : points[high];
    line.style.left = point[0] + "%";
    line.hidden = pointer.hidden = false;
    const rows = point.slice(2).map((value, i) => (names[i] ? names[i] + ": " : "") + value);
    const mark = event.target.closest(".mark");
    pointer.replaceChildren(...[point[1], ...rows, ...(mark ? [mark.dataset.text] : [])].map((text, i) => {
      const row = document.createElement(i === 0 ? "b" : "div");
      row.textContent = text;
      return row;
    }));
    const width = pointer.offsetWidth;
    pointer.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8)) + "px";
    pointer.style.top = Math.max(4, event.clientY - pointer.offsetHeight - 12) + "px";
  });
  plot.addEventListener("pointerleave", () => { line.hidden = pointer.hidden = true; });
}
// The pointer's box says what a sign says: the browser's own tooltip would come on top of it.
for (const mark of document.querySelectorAll(".plot .mark")) {
  mark.dataset.text = mark.title;
  mark.removeAttribute("title");
}
