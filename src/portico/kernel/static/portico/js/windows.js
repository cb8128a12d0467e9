// Windows over the page: <button data-dialog="id"> opens, data-dialog-close closes. Whatever has data-confirm
// asks first. A row with data-side-panel opens in the panel beside its list.

const confirmation = document.getElementById("conferma");
const panel = document.getElementById("pannello-laterale");
let awaiting = null;
let opener = null;

document.addEventListener("click", (event) => {
  const target = event.target;
  const open = target.closest("[data-dialog]");
  if (open) {
    document.getElementById(open.dataset.dialog)?.showModal();
    return;
  }
  const shut = target.closest("[data-dialog-close]");
  if (shut) {
    shut.closest("dialog")?.close();
    return;
  }
  if (target.closest("[data-panel-close]")) {
    closePanel();
    return;
  }
  const asking = target.closest("a[data-confirm], button[data-confirm]");
  if (asking && !asking.dataset.confirmed) {
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asking, () => asking.click());
  }
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-confirm]") || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(form, () => form.requestSubmit(submitter));
}, true);

function ask(element, goOn) {
  const title = document.getElementById("conferma-titolo");
  const yes = confirmation.querySelector("[data-confirm-accept]");
  title.textContent = element.dataset.confirmTitle || title.dataset.default;
  document.getElementById("conferma-testo").textContent = element.dataset.confirm;
  yes.textContent = element.dataset.confirmYes || yes.dataset.default;
  yes.classList.toggle("btn-danger", "confirmDanger" in element.dataset);
  yes.classList.toggle("btn-primary", !("confirmDanger" in element.dataset));
  awaiting = () => {
    element.dataset.confirmed = "1";
    goOn();
    delete element.dataset.confirmed;
  };
  confirmation.showModal();
  confirmation.querySelector("[data-dialog-close]").focus();
}

confirmation?.querySelector("[data-confirm-accept]").addEventListener("click", () => {
  const goOn = awaiting;
  awaiting = null;
  confirmation.close();
  goOn?.();
});
confirmation?.addEventListener("close", () => {
  awaiting = null;
});

// --- the side panel: a window of its own on a phone, beside the list elsewhere

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest?.("[data-side-panel]")) opener = event.target.closest("[data-side-panel]");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "pannello" || !panel) return;
  if (!panel.open) {
    if (window.matchMedia("(max-width: 48rem)").matches) panel.showModal();
    else panel.show();
  }
  markOpener();
  const full = panel.querySelector("[data-panel-full]");
  full.hidden = !opener?.href;
  if (opener?.href) full.href = opener.href;
  panel.scrollTop = 0;
  const heading = panel.querySelector("#pannello :is(h1, h2, h3)");
  if (heading) {
    panel.setAttribute("aria-label", heading.textContent.trim());
    heading.tabIndex = -1;
    heading.focus();
  }
});

function markOpener() {
  document.querySelectorAll("[data-panel-open]").forEach((row) => {
    row.removeAttribute("aria-current");
    delete row.dataset.panelOpen;
  });
  const row = opener?.closest("tr, li");
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.dataset.panelOpen = "1";
}

function closePanel() {
  if (!panel?.open) return;
  panel.close();
}

panel?.addEventListener("close", () => {
  document.getElementById("pannello").replaceChildren();
  const back = opener;
  opener = null;
  markOpener();
  if (back?.isConnected) back.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !panel?.open) return;
  if (document.querySelector("dialog:modal")) return;
  closePanel();
});
