// Links to files follow the filters of the list, also when script changed them without loading the page.

function follow() {
  for (const link of document.querySelectorAll("a[data-follows-list]")) {
    link.search = window.location.search;
  }
}

document.body.addEventListener("htmx:pushedIntoHistory", follow);
document.body.addEventListener("htmx:afterSettle", follow);
window.addEventListener("popstate", follow);
