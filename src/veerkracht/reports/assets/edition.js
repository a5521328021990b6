/* Adds to pages that work without it: a filter above long tables, kept in the address, details that stay open,
   the words of the area under the pointer below its map, and the full address of the page. */
"use strict";

const LONG_TABLE = 15;

function rowsOf(table) {
  return Array.from(table.tBodies[0].rows, (row) => ({ row, text: row.textContent.toLowerCase() }));
}

function addFilter(scroll, place) {
  const table = scroll.querySelector("table");
  if (!table || table.tBodies[0].rows.length < LONG_TABLE) return;
  const rows = rowsOf(table);
  const key = "f" + place;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const status = document.createElement("output");
  label.className = "filter";
  input.type = "search";
  input.value = new URLSearchParams(location.search).get(key) || "";
  label.append(document.body.dataset.filterLabel, " ", input, " ", status);
  scroll.before(label);
  const show = () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !text.includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    status.value = wanted
      ? document.body.dataset.filterCount.replace("{shown}", shown).replace("{all}", rows.length)
      : "";
  };
  input.addEventListener("input", () => {
    show();
    keepInAddress(key, input.value);
  });
  show();
}

function keepInAddress(key, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(key, value);
  else address.searchParams.delete(key);
  try {
    history.replaceState(null, "", address);
  } catch {
    /* a page opened from disk may not change its address; the filter works all the same */
  }
}

function keepOpen(details, place) {
  const key = location.pathname + "#details-" + place;
  try {
    if (sessionStorage.getItem(key) === "open") details.open = true;
    details.addEventListener("toggle", () => sessionStorage.setItem(key, details.open ? "open" : "closed"));
  } catch {
    /* without storage details simply start closed */
  }
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details) details.open = true;
}

function nameAreas(picture) {
  if (!picture.querySelector("path[data-area]")) return;
  const line = document.createElement("p");
  line.className = "pointed";
  line.setAttribute("aria-hidden", "true"); /* the table below holds the same for keyboard and screen reader */
  picture.querySelector("svg").after(line);
  picture.addEventListener("pointerover", (event) => {
    const title = event.target.closest("path[data-area]")?.querySelector("title");
    line.textContent = title ? title.textContent : "";
  });
  picture.addEventListener("pointerleave", () => { line.textContent = ""; });
}

function showAddress(link) {
  if (location.protocol.startsWith("http")) link.textContent = link.href;
}

document.querySelectorAll(".picture").forEach(nameAreas);
document.querySelectorAll(".here").forEach(showAddress);
document.querySelectorAll(".scroll").forEach(addFilter);
document.querySelectorAll("details").forEach(keepOpen);
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
openTarget();
