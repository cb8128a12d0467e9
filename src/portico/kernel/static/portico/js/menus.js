// Menus are <details data-menu>: they work by themselves. Here: only one open, closed by Esc, by a press
// elsewhere or by leaving with Tab; arrows go through the entries.

const menus = () => document.querySelectorAll("details[data-menu]");

const close = (menu, focusBack = false) => {
  menu.open = false;
  if (focusBack) menu.querySelector("summary").focus();
};

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (menu.open && !menu.contains(event.target)) close(menu);
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus()) {
    if (menu.open && !menu.contains(event.target)) close(menu);
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    close(menu, true);
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (!menu.open) {
    if (event.target.localName !== "summary") return;
    menu.open = true;
  }
  const entries = [...menu.querySelectorAll("a[href], button:not([disabled])")].filter((item) => item.offsetParent);
  if (!entries.length) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const here = entries.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : entries.length - 1) : (here + step + entries.length) % entries.length;
  entries[next].focus();
});
