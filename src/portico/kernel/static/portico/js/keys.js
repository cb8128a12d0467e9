// One-letter keys: "/" search, "n" new, "?" the list of keys. Silent while somebody is typing, and for
// whoever switched them off (a choice of this browser: speech input may press letters by mistake).

const CHOICE = "portico-keys";

const wanted = () => {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
};

const typing = (element) =>
  element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

const shown = (element) => element && element.getClientRects().length > 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (!wanted() || typing(event.target) || document.querySelector("dialog:modal")) return;
  if (event.key === "/") {
    const box = document.getElementById("cerca");
    if (!shown(box)) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "n") {
    const menu = document.querySelector("[data-new-menu]");
    if (!shown(menu)) return;
    event.preventDefault();
    menu.open = true;
    menu.querySelector("a[href]")?.focus();
  } else if (event.key === "?") {
    const keys = document.getElementById("tasti");
    if (!keys) return;
    event.preventDefault();
    keys.showModal();
  }
});

const choice = document.getElementById("tasti-attivi");
if (choice) {
  choice.checked = wanted();
  choice.addEventListener("change", () => localStorage.setItem(CHOICE, choice.checked ? "on" : "off"));
}
