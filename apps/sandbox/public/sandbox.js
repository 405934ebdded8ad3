// Explains the chosen failure, and reads a live page again while nobody types in it.
const explain = () => {
  for (const select of document.querySelectorAll("select[data-explain]")) {
    const output = select.parentElement.querySelector("output");
    output.textContent = select.querySelector(":checked").getAttribute("data-sentence");
  }
};
document.addEventListener("change", explain);

const isBusy = () => {
  const active = document.activeElement;
  const isTyping = active !== null && active.matches("input, select, textarea, button");
  return document.hidden || isTyping;
};

const refresh = async () => {
  if (isBusy()) return;
  const response = await fetch(location.pathname).catch(() => undefined);
  if (response === undefined || !response.ok || isBusy()) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
  const shown = document.querySelector("main");
  if (fresh === null || shown.innerHTML === fresh.innerHTML) return;
  shown.replaceWith(fresh);
  explain();
};

if (document.body.hasAttribute("data-live")) setInterval(refresh, 2_000);
