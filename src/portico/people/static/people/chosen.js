// The people chosen for the form around: nobody twice, "Togli" takes a row away, the form knows that it changed.

const changed = (list) => list.dispatchEvent(new CustomEvent("portico:changed", { bubbles: true }));

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const list = event.detail.target;
  if (list?.id !== "chosen-people") return;
  const seen = new Set();
  for (const row of [...list.querySelectorAll("li[data-chosen]")]) {
    const person = row.querySelector("input[type=hidden]").value;
    if (seen.has(person)) row.remove();
    seen.add(person);
  }
  changed(list);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unchoose]");
  if (!button) return;
  const row = button.closest("li");
  const list = row.parentElement;
  row.remove();
  list.tabIndex = -1;
  list.focus({ preventScroll: true });
  changed(list);
});
