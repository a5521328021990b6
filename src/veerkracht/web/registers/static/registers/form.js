// A form that loses nothing: it keeps a draft while one types, warns on leaving, and shows what is wrong beside it.

const EVERY = 4000; // milliseconds between drafts

class Drafts {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector(".kept");
    this.dirty = form.dataset.dirty === "yes";
    this.waiting = false;
    this.running = null;
    this.sent = false;
  }

  changed() {
    this.dirty = true;
    this.waiting = true;
  }

  async keep() {
    if (!this.waiting || this.running || this.sent) return;
    this.waiting = false;
    this.running = this.post();
    await this.running;
    this.running = null;
  }

  async post() {
    try {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body: new FormData(this.form) });
      if (!answer.ok) throw new Error(answer.statusText);
      this.line.textContent = (await answer.json()).saved;
    } catch {
      this.waiting = true;
      this.line.textContent = document.body.dataset.failed;
    }
  }

  leave() {
    if (this.waiting && !this.sent) navigator.sendBeacon(this.form.dataset.draft, new FormData(this.form));
    this.waiting = false;
  }

  async send(event) {
    if (this.running) {
      event.preventDefault();
      await this.running;
      this.form.requestSubmit(event.submitter);
      return;
    }
    this.sent = true;
  }

  warn(event) {
    if (this.dirty && !this.sent) event.preventDefault();
  }
}

function watch(form) {
  const drafts = new Drafts(form);
  form.addEventListener("input", () => drafts.changed());
  form.addEventListener("submit", (event) => drafts.send(event));
  setInterval(() => drafts.keep(), EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && drafts.leave());
  addEventListener("pagehide", () => drafts.leave());
  addEventListener("beforeunload", (event) => drafts.warn(event));
  addEventListener("pageshow", (event) => event.persisted && (drafts.sent = false));
}

function mark(problem) {
  if (!problem?.classList.contains("problem")) return;
  const field = problem.closest(".field");
  const wrong = problem.querySelector(".error") !== null;
  field.classList.toggle("wrong", wrong);
  for (const input of field.querySelectorAll("input, select, textarea")) {
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function narrow(options, words) {
  const wanted = words.trim().toLocaleLowerCase();
  for (const label of options.querySelectorAll(".boxes label")) {
    const chosen = label.querySelector("input").checked;
    label.hidden = wanted !== "" && !chosen && !label.textContent.toLocaleLowerCase().includes(wanted);
  }
  for (const group of options.querySelectorAll("details")) {
    if (wanted) group.open = group.querySelector("label:not([hidden])") !== null;
  }
}

function addFilter(options) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  label.className = "look";
  input.type = "search";
  input.autocomplete = "off";
  for (const name of ["input", "change"]) input.addEventListener(name, (event) => event.stopPropagation());
  input.addEventListener("input", () => narrow(options, input.value));
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  label.append(options.dataset.filter, " ", input);
  options.prepend(label);
}

for (const options of document.querySelectorAll("[data-filter]")) addFilter(options);
document.querySelectorAll("form[data-answers]").forEach(watch);
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.body.addEventListener(name, (event) => mark(event.detail.target));
}

const summary = document.getElementById("summary");
summary?.focus();
summary?.addEventListener("click", (event) => {
  const target = document.getElementById(event.target.hash?.slice(1) ?? "");
  if (!target) return;
  event.preventDefault();
  target.closest("details")?.setAttribute("open", "");
  target.focus();
});
