// On the page that says Portico is out of reach: tries by itself, and goes on when it answers again.

const box = document.querySelector("[data-retry]");
const PAUSE = 5000;

async function tryAgain() {
  try {
    const answer = await fetch(box.dataset.retry, { method: "GET", cache: "no-store", redirect: "manual" });
    if (answer.status < 500) {
      box.querySelector("[data-retry-waiting]").hidden = true;
      box.querySelector("[data-retry-back]").hidden = false;
      if (!document.querySelector(".p-kept")) setTimeout(() => window.location.assign(window.location.href), 800);
      return;
    }
  } catch {
    // still out of reach
  }
  setTimeout(tryAgain, PAUSE);
}

if (box) setTimeout(tryAgain, PAUSE);
