// Drafts that save themselves: <form data-autosave-url="…">. The state is told in [data-autosave-status],
// or at the end of the form. When the session is over nothing is lost: the text stays and one is told.

const PAUSE = 1500;
const RETRY = 15000;
const texts = document.getElementById("testi")?.dataset ?? {};
const followed = new WeakSet();

function follow(form) {
  if (followed.has(form)) return;
  followed.add(form);

  let timer = 0;
  let dirty = false;
  let saving = false;
  let failed = false;
  let status = form.querySelector("[data-autosave-status]");
  if (!status) {
    status = document.createElement("p");
    form.append(status);
  }
  status.classList.add("p-autosave");
  status.setAttribute("role", "status");

  const say = (state, text, link) => {
    status.dataset.state = state;
    status.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = "/";
      anchor.target = "_blank";
      anchor.rel = "noopener";
      anchor.textContent = link;
      status.append(" ", anchor);
    }
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save(keepalive = false) {
    clearTimeout(timer);
    if (!dirty || saving || form.dataset.sent) return;
    saving = true;
    dirty = false;
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (value instanceof File) data.delete(name);
    }
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        redirect: "manual",
        keepalive: keepalive === true,
        headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") ?? "", "X-Portico-Draft": "1" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        failed = dirty = true;
        say("signed-out", texts.autosaveSignedOut, texts.autosaveSignIn);
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        failed = false;
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        say("saved", texts.autosaveSaved.replace("{time}", time));
      }
    } catch {
      failed = dirty = true;
      say("failed", texts.autosaveFailed);
      later(RETRY);
    }
    saving = false;
    if (dirty && !failed) later(PAUSE);
  }

  const changed = (event) => {
    if (event.target.closest("[data-autosave-skip]")) return;
    dirty = true;
    later(PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("portico:changed", changed);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
    else if (failed) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (failed && dirty && !form.dataset.sent) event.preventDefault();
  });
}

const ready = () => document.querySelectorAll("form[data-autosave-url]").forEach(follow);
ready();
document.addEventListener("htmx:afterSettle", ready);
