// "Togli" on a person chosen for the form around: the row goes, the form knows that it changed.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unchoose]");
  if (!button) return;
  const row = button.closest("li");
  const list = row.parentElement;
  row.remove();
  list.tabIndex = -1;
  list.focus({ preventScroll: true });
  list.dispatchEvent(new CustomEvent("portico:changed", { bubbles: true }));
});
