// Rows of a formset: add and take away. A row taken away is marked for deletion and hidden, never renumbered.

const texts = document.getElementById("testi")?.dataset ?? {};
const followed = new WeakSet();

function follow(box) {
  if (followed.has(box)) return;
  followed.add(box);

  const prefix = box.dataset.repeat;
  const total = box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const most = Number(box.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`)?.value || 1000);
  const list = box.querySelector("[data-repeat-list]");
  const template = box.querySelector("template[data-repeat-template]");
  const add = box.querySelector("[data-repeat-add]");
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.append(said);

  const rows = () => [...list.querySelectorAll("[data-repeat-row]")].filter((row) => !row.hidden);

  const tidy = () => {
    rows().forEach((row, index) => {
      row.querySelector("[data-repeat-number]").textContent = String(index + 1);
      row.querySelector("[data-repeat-remove]").hidden = false;
      const remove = row.querySelector("[data-repeat-delete]");
      if (remove) remove.hidden = true;
    });
    add.hidden = Number(total.value) >= most;
  };

  add.addEventListener("click", () => {
    const index = total.value;
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of row.querySelectorAll("*")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value?.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", index));
      }
    }
    list.append(row);
    total.value = String(Number(index) + 1);
    tidy();
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    window.htmx?.process(row);
    box.dispatchEvent(new CustomEvent("portico:changed", { bubbles: true }));
  });

  list.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-repeat-remove]");
    if (!remove) return;
    const row = remove.closest("[data-repeat-row]");
    const mark = row.querySelector("[data-repeat-delete] input[type=checkbox]");
    if (mark) mark.checked = true;
    else clear(row);
    row.hidden = true;
    tidy();
    said.textContent = texts.rowRemoved ?? "";
    (add.hidden ? rows().at(-1)?.querySelector("[data-repeat-remove]") : add)?.focus();
    box.dispatchEvent(new CustomEvent("portico:changed", { bubbles: true }));
  });

  for (const row of list.querySelectorAll("[data-repeat-row]")) {
    if (row.querySelector("[data-repeat-delete] input[type=checkbox]")?.checked) row.hidden = true;
  }
  tidy();
}

function clear(row) {
  for (const field of row.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else field.value = "";
  }
}

const ready = () => document.querySelectorAll("[data-repeat]").forEach(follow);
ready();
document.addEventListener("htmx:afterSettle", ready);
