"use strict";
(() => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const at = Object.fromEntries(read("fields").map((name, i) => [name, i]));
  const all = read("data");
  const PAGE = 100, PRINTED = 2000;
  const heads = [["picture", ""], ["row", "Row"], ["name", "Name"], ["status", "Status"], ["minutes", "Min."], ["submitted", "Sent"], ["ready", "Ready"]];
  const el = id => document.getElementById(id);
  const state = { find: "", status: "", sort: "row", down: false, shown: PAGE };
  const words = all.map(r => [r[at.row] === null ? "gone" : "row " + r[at.row], r[at.name], r[at.key], r[at.status], r[at.error], r[at.script]].join("\n").toLowerCase());
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  let found = [];

  function pick() {
    const wanted = state.find.toLowerCase().split(/\s+/).filter(Boolean);
    found = [];
    for (let i = 0; i < all.length; i++) {
      if (state.status && all[i][at.status] !== state.status) continue;
      if (wanted.every(w => words[i].includes(w))) found.push(i);
    }
    const column = at[state.sort], sign = state.down ? -1 : 1;
    const number = state.sort === "row" || state.sort === "minutes";
    found.sort((a, b) => {
      const x = all[a][column], y = all[b][column];
      if (x === y) return a - b;
      if (x === null || x === "") return 1;
      if (y === null || y === "") return -1;
      return sign * (number ? x - y : order.compare(x, y)) || a - b;
    });
    state.shown = PAGE;
  }

  function node(tag, css, text) {
    const made = document.createElement(tag);
    if (css) made.className = css;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  function line(r) {
    const tr = node("tr");
    const picture = node("td", "picture"), name = node("td", "name"), status = node("td");
    if (r[at.picture]) {
      const image = node("img");
      image.src = r[at.picture];
      image.alt = "";
      image.loading = "lazy";
      const link = r[at.url] ? node("a") : node("span");
      if (r[at.url]) { link.href = r[at.url]; link.rel = "noreferrer"; link.setAttribute("aria-label", "Watch the video of " + r[at.name]); }
      link.append(image);
      picture.append(link);
    }
    if (r[at.url]) {
      const link = node("a", "", r[at.name] || "Video");
      link.href = r[at.url];
      link.rel = "noreferrer";
      name.append(link);
    } else name.append(r[at.name]);
    if (r[at.key]) name.append(node("small", "", r[at.key]));
    if (r[at.script]) {
      const more = node("details");
      more.append(node("summary", "", "Script"), node("p", "", r[at.script]));
      name.append(more);
    }
    status.append(node("span", "tagged " + r[at.kind], r[at.status]));
    if (r[at.error]) status.append(node("small", "", r[at.error]));
    const sent = node("td", "time", r[at.submitted]), ready = node("td", "time", r[at.ready]);
    sent.dataset.head = "Sent";
    ready.dataset.head = "Ready";
    tr.append(picture, node("td", "row", r[at.row] === null ? "gone" : r[at.row]), name, status, node("td", "row minutes", r[at.minutes] || ""), sent, ready);
    return tr;
  }

  function show(most) {
    const part = document.createDocumentFragment();
    for (const i of found.slice(0, most)) part.append(line(all[i]));
    el("rows").replaceChildren(part);
    const n = Math.min(most, found.length);
    el("count").textContent = found.length === all.length ? all.length.toLocaleString() + " rows" : found.length.toLocaleString() + " of " + all.length.toLocaleString() + " rows";
    el("more").hidden = n >= found.length;
    el("more").textContent = "Show " + Math.min(PAGE, found.length - n) + " more of " + (found.length - n).toLocaleString();
    for (const th of el("heads").children) {
      if (th.dataset.sort === state.sort) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  }

  const update = () => { pick(); show(state.shown); };

  for (const [name, text] of heads) {
    const th = node("th", name);
    if (text) {
      const button = node("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => { state.down = state.sort === name && !state.down; state.sort = name; el("sort").value = name; update(); });
      th.dataset.sort = name;
      th.append(button);
      const option = node("option", "", text === "Min." ? "Minutes" : text);
      option.value = name;
      el("sort").append(option);
    }
    el("heads").append(th);
  }
  const counts = new Map();
  for (const r of all) counts.set(r[at.status], (counts.get(r[at.status]) || 0) + 1);
  for (const [status, count] of [...counts].sort()) {
    const option = node("option", "", status + " (" + count.toLocaleString() + ")");
    option.value = status;
    el("status").append(option);
  }
  let timer = 0;
  el("find").addEventListener("input", e => { clearTimeout(timer); timer = setTimeout(() => { state.find = e.target.value; update(); }, 60); });
  el("status").addEventListener("change", e => { state.status = e.target.value; update(); });
  el("sort").addEventListener("change", e => { state.sort = e.target.value; state.down = false; update(); });
  el("tools").addEventListener("submit", e => e.preventDefault());
  el("more").addEventListener("click", () => {
    const part = document.createDocumentFragment();
    for (const i of found.slice(state.shown, state.shown + PAGE)) part.append(line(all[i]));
    el("rows").append(part);
    state.shown += PAGE;
    const left = found.length - state.shown;
    el("more").hidden = left <= 0;
    el("more").textContent = "Show " + Math.min(PAGE, left) + " more of " + left.toLocaleString();
  });
  window.addEventListener("beforeprint", () => show(PRINTED));
  window.addEventListener("afterprint", () => show(state.shown));
  update();
})();
