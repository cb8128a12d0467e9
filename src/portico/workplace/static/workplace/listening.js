// Nuovo ascolto: somebody chosen in the look-up changes the form; needs chosen renew the services beside;
// "Invia qui" ticks the referral and picks the service. The page works without any of this.

const people = document.getElementById("chosen-people");

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id === "chosen-people") {
    people.dispatchEvent(new CustomEvent("portico:changed", { bubbles: true }));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name === "needs") document.body.dispatchEvent(new CustomEvent("portico:needs"));
});

function offer(root) {
  for (const button of root.querySelectorAll("[data-refer-to]")) {
    button.hidden = !document.querySelector(`#id_re-service option[value="${button.dataset.referTo}"]`);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-refer-to]");
  if (!button) return;
  const tick = document.querySelector('input[name="outcomes"][value="referral"]');
  if (!tick.checked) tick.click();
  const service = document.getElementById("id_re-service");
  service.value = button.dataset.referTo;
  service.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("id_re-asked").focus();
});

offer(document);
document.addEventListener("htmx:afterSettle", (event) => offer(event.target));
