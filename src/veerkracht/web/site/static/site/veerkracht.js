// What script adds to every page: a request that failed is told, and the way back keeps working.

const messages = document.getElementById("messages");

function tell(words) {
  const line = document.createElement("p");
  line.className = "notice error";
  line.textContent = words;
  messages?.replaceChildren(line);
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => tell(document.body.dataset.failed));
}
