// What script adds to a list: tick all rows at once, and see how many are ticked.

function prepare() {
  const list = document.getElementById("list");
  const head = list?.querySelector("thead td.pick");
  const boxes = [...(list?.querySelectorAll("tbody td.pick input") ?? [])];
  if (!head || head.firstChild || !boxes.length) return;
  const all = boxes[0].cloneNode();
  all.removeAttribute("name");
  all.setAttribute("aria-label", document.getElementById("filters").dataset.all);
  all.checked = false;
  head.append(all);
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
}

prepare();
document.body.addEventListener("htmx:afterSettle", prepare);
