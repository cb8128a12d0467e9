// Marking by keyboard: inside a question, 1–6 (or 1–4) mark it and the focus goes to the next one; 0 and - put it
// aside. The strip of the open domain follows. The page works without any of this.

const OTHER = { 0: "not_relevant", "-": "not_explored" };

const lines = () => [...document.querySelectorAll(".a-line")];

function wanted(line, key) {
  if (OTHER[key]) return line.querySelector(`input[value="${OTHER[key]}"]`);
  if (!/^[1-6]$/.test(key)) return null;
  const marks = line.querySelectorAll(".a-mark");
  const label = marks[Number(key) - 1];
  return label ? document.getElementById(label.htmlFor) : null;
}

function onwards(line) {
  const all = lines();
  const next = all[all.indexOf(line) + 1];
  const target = next
    ? next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]")
    : document.querySelector(".a-voice textarea, .a-actions button");
  target?.focus();
  target?.closest(".a-line, .a-voice")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.type !== "radio") return;
  const line = event.target.closest(".a-line");
  const radio = line && wanted(line, event.key);
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  onwards(line);
});

function redraw(code) {
  const here = lines().filter((line) => line.dataset.line === code);
  const dots = document.querySelectorAll(`[data-strip="${code}"] .a-dot`);
  here.forEach((line, place) => {
    const chosen = line.querySelector("input[type=radio]:checked");
    if (!dots[place]) return;
    dots[place].dataset.mark = chosen?.value ?? "";
    dots[place].toggleAttribute("data-signal", chosen?.hasAttribute("data-signal") ?? false);
  });
  const count = document.querySelector(`[data-count="${code}"]`);
  const answered = here.filter((line) => line.querySelector("input[type=radio]:checked")).length;
  if (count) count.textContent = `${answered}/${here.length}`;
}

document.addEventListener("change", (event) => {
  const line = event.target.closest(".a-line");
  if (line && event.target.type === "radio") redraw(line.dataset.line);
});
