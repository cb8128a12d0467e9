// A long list of chips gets a box that narrows it down. What is already chosen always stays in sight.

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
const followed = new WeakSet();

function follow(box) {
  if (followed.has(box)) return;
  followed.add(box);

  const holder = box.querySelector(".p-chips-filter");
  const input = holder.querySelector("input");
  const status = holder.querySelector("[data-chips-status]");
  const none = box.querySelector("[data-chips-none]");
  const chips = [...box.querySelectorAll(".p-chip")];
  const groups = [...box.querySelectorAll(".p-chip-group")];
  holder.hidden = false;

  const narrow = () => {
    const wanted = plain(input.value.trim());
    let found = 0;
    for (const chip of chips) {
      const fits = plain(chip.textContent).includes(wanted);
      if (fits) found += 1;
      chip.hidden = !fits && !chip.querySelector("input").checked;
    }
    for (const group of groups) group.hidden = ![...group.querySelectorAll(".p-chip")].some((chip) => !chip.hidden);
    none.hidden = found > 0;
    const text = found === 0 ? status.dataset.none : found === 1 ? status.dataset.one : status.dataset.many;
    status.textContent = wanted ? text.replace("{n}", String(found)) : "";
  };

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    narrow();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const shown = chips.filter((chip) => !chip.hidden && plain(chip.textContent).includes(plain(input.value.trim())));
      if (input.value && shown.length === 1) {
        shown[0].querySelector("input").click();
        input.select();
      }
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      narrow();
    }
  });
}

const ready = () => document.querySelectorAll("[data-chips]").forEach(follow);
ready();
document.addEventListener("htmx:afterSettle", ready);
