// What htmx does not say by itself: an answer that failed, and a session that ended.

const texts = document.getElementById("testi")?.dataset ?? {};

function tell(text) {
  const region = document.getElementById("avvisi");
  if (!region) return;
  const message = document.createElement("div");
  message.className = "p-message p-tone-danger";
  const line = document.createElement("p");
  line.textContent = text;
  message.append(line);
  region.replaceChildren(message);
  message.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:sendError", () => tell(texts.networkFailed));
document.addEventListener("htmx:timeout", () => tell(texts.networkFailed));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  tell(status >= 500 ? texts.networkFailed : texts.networkRefused);
});

// A whole page where a part was asked for: it is the sign-in page, or one like it. Go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, shouldSwap } = event.detail;
  if (!shouldSwap || !xhr.responseURL) return;
  const answered = new URL(xhr.responseURL);
  const asked = new URL(event.detail.pathInfo.requestPath, window.location.href);
  if (answered.pathname !== asked.pathname && /<body class="p-public/.test(xhr.responseText)) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
