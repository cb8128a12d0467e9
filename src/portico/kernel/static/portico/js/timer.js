// Minutes that count by themselves from the opening of the page, until somebody types a number or stops them.

const texts = document.getElementById("testi")?.dataset ?? {};
const followed = new WeakSet();

function follow(box) {
  if (followed.has(box)) return;
  followed.add(box);

  const input = box.querySelector("input");
  const toggle = box.querySelector("[data-timer-toggle]");
  if (!input || input.disabled || input.readOnly) return;
  let base = Number(input.value) || 0;
  let since = Date.now();
  let running = true;

  const show = () => {
    toggle.textContent = running ? texts.timerStop : texts.timerStart;
  };
  const tick = () => {
    if (!running) return;
    const minutes = base + Math.floor((Date.now() - since) / 60000);
    if (String(minutes) !== input.value && document.activeElement !== input) input.value = String(minutes);
  };
  const stop = () => {
    tick();
    running = false;
    show();
  };

  input.addEventListener("input", () => {
    running = false;
    show();
  });
  toggle.addEventListener("click", () => {
    if (running) stop();
    else {
      base = Number(input.value) || 0;
      since = Date.now();
      running = true;
      show();
    }
  });
  toggle.hidden = false;
  show();
  tick();
  setInterval(tick, 10000);
}

const ready = () => document.querySelectorAll("[data-timer]").forEach(follow);
ready();
document.addEventListener("htmx:afterSettle", ready);
