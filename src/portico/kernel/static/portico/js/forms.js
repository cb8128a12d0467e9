// Small services to every form: the list of errors takes the focus, text areas grow, a second press on
// "save" does nothing, messages can be put away and are read out.

const UNLOCK = 10000; // a form that only starts a download stays on the page and may be sent again

const ready = (root) => {
  root.querySelectorAll("[data-focus-me]").forEach((element) => element.focus());
  root.querySelectorAll("textarea[data-autosize]").forEach(grow);
  root.querySelectorAll("[data-dismiss]").forEach((button) => {
    button.hidden = false;
  });
};

const grows = CSS.supports("field-sizing", "content");

function grow(area) {
  if (grows) return;
  area.rows = Math.max(3, area.value.split("\n").length + 1);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-autosize]")) grow(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll('button:not([type="button"])').forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(() => unlock(form), UNLOCK);
});

function unlock(form) {
  delete form.dataset.sent;
  form.querySelectorAll('button[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
}

// Coming back with the browser's "back" button: the form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(unlock));

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (!dismiss) return;
  dismiss.closest(".p-message").remove();
  document.getElementById("contenuto")?.focus({ preventScroll: true });
});

// A region that is already full when the page opens is not read out: fill it again.
const messages = document.getElementById("avvisi");
if (messages?.childElementCount) {
  setTimeout(() => messages.replaceChildren(...messages.childNodes), 150);
}

ready(document);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
