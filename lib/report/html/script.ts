/** What answers to pointer and keys: the page is whole without it. */
export const script = `
const tip = document.getElementById("tip");
const say = (text, x, y) => {
  tip.textContent = text;
  tip.hidden = !text;
  if (!text) return;
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(4, y + 18 + tip.offsetHeight > innerHeight ? y - 12 - tip.offsetHeight : y + 18) + "px";
};
document.addEventListener("pointermove", (event) => {
  if (event.target.closest?.(".field")) return;
  say(event.target.closest?.("[data-tip]")?.dataset.tip ?? "", event.clientX, event.clientY);
});
document.addEventListener("focusin", ({ target }) => {
  const text = target.closest?.("[data-tip]")?.dataset.tip;
  const box = target.getBoundingClientRect();
  if (text) say(text, box.left, box.bottom - 12);
});
document.addEventListener("focusout", () => say(""));
document.addEventListener("keydown", ({ key }) => key === "Escape" && say(""));

for (const field of document.querySelectorAll(".field")) {
  const { low, high, log, longest, points } = field.dataset;
  const last = Number(longest) - 1;
  const lines = [...field.querySelectorAll(".line")].map((path) => ({ path, values: path.dataset.values.split(" ").map(Number) }));
  const spot = field.querySelector(".spot");
  const down = (value) => 1 - ((log === "1" ? Math.log10(value) : value) - low) / (high - low);
  let at = [0, last];
  const mark = (line, i) => {
    at = [line, i];
    for (const one of lines) one.path.classList.toggle("near", one === lines[line]);
    field.classList.toggle("reading", line >= 0);
    spot.hidden = line < 0;
    if (line < 0) return say("");
    const { path, values } = lines[line];
    const box = field.getBoundingClientRect();
    const [x, y] = [(i / last) * box.width, down(values[i]) * box.height];
    spot.style.left = x + "px";
    spot.style.top = y + "px";
    say(path.dataset.label + " · " + points + " " + (i + 1) + ": " + values[i], box.left + x, box.top + y);
  };
  const shown = ({ path }) => !path.classList.contains("faint");
  const point = ({ clientX, clientY }) => {
    const box = field.getBoundingClientRect();
    const i = Math.round(((clientX - box.left) / box.width) * last);
    let [best, least] = [-1, Infinity];
    for (const [n, line] of lines.entries()) {
      const far = Math.abs(down(line.values[i]) * box.height - (clientY - box.top));
      if (shown(line) && far < least) [best, least] = [n, far];
    }
    if (best >= 0) mark(best, i);
  };
  field.addEventListener("pointermove", point);
  field.addEventListener("pointerdown", point);
  // A finger that is lifted has read nothing yet: its value stays until it touches something else.
  field.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && mark(-1, last));
  document.addEventListener("pointerdown", ({ target }) => !field.contains(target) && spot.hidden === false && mark(-1, last));
  field.addEventListener("blur", () => mark(-1, last));
  const ending = (line) => lines[line].values.findLastIndex((value) => value === value);
  const first = () => lines.findIndex(shown);
  field.addEventListener("focus", () => field.matches(":focus-visible") && mark(first(), ending(first())));
  field.addEventListener("keydown", (event) => {
    const [across, along] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!across && !along) return;
    event.preventDefault();
    let [line, i] = at[0] < 0 ? [first(), last] : at;
    if (along) for (let n = line + along; n >= 0 && n < lines.length; n += along) if (shown(lines[n])) { line = n; break; }
    for (let n = i + across; across && n >= 0 && n <= last; n += across) if (lines[line].values[n] === lines[line].values[n]) { i = n; break; }
    mark(line, lines[line].values[i] === lines[line].values[i] ? i : ending(line));
  });
  const figure = field.closest("figure");
  const single = (name) => {
    for (const { path } of lines) path.classList.toggle("faint", name !== "" && path.dataset.of !== name);
  };
  let chosen = "";
  for (const button of figure.querySelectorAll("[data-series]")) {
    const { series } = button.dataset;
    button.addEventListener("click", () => {
      chosen = chosen === series ? "" : series;
      for (const one of figure.querySelectorAll("[data-series]")) one.setAttribute("aria-pressed", String(one.dataset.series === chosen));
      single(chosen);
    });
    button.addEventListener("pointerenter", () => single(series));
    button.addEventListener("pointerleave", () => single(chosen));
    button.addEventListener("focus", () => single(series));
    button.addEventListener("blur", () => single(chosen));
  }
}

// A number leads to all of its records: they are marked, and those that belong to other numbers step back.
const rows = [...document.querySelectorAll("#ledger tbody tr")];
const behind = document.getElementById("behind");
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("[data-records]");
  if (!link) return;
  const wanted = new Set(link.dataset.records.split(" "));
  for (const row of rows) row.classList.toggle("hit", wanted.has(row.dataset.n));
  behind.hidden = false;
  behind.textContent = "Marked: the " + (wanted.size === 1 ? "record" : wanted.size + " records") + " behind " + link.dataset.what + ".";
});
const open = () => {
  const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there) return;
  for (let fold = there.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  there.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", open);
if (location.hash) open();
`.trim();
