// Undo is possible for a minute; after that the offer goes away. A button prints the page.

for (const offer of document.querySelectorAll("[data-gone-after]")) {
  setTimeout(() => offer.remove(), Number(offer.dataset.goneAfter) * 1000);
}

for (const part of document.querySelectorAll("[data-print]")) {
  part.hidden = false;
  part.querySelector("button").addEventListener("click", () => print());
}
