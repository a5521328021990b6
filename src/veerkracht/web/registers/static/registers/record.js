// Undo is possible for a minute; after that the offer goes away.

for (const offer of document.querySelectorAll("[data-gone-after]")) {
  setTimeout(() => offer.remove(), Number(offer.dataset.goneAfter) * 1000);
}
