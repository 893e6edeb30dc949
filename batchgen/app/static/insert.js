// The dialogs of the editor: how a column is said, and text that is said only to some people.
"use strict";

let chosen = null;

document.addEventListener("click", async event => {
  const chip = event.target.closest("[data-column]");
  if (!chip) return;
  const found = await call(`${api}/insert`, { column: chip.dataset.column, row: by("row").value });
  if (!found) return;
  by("insert-title").textContent = `Insert ${chip.textContent}`;
  by("fallback").value = found.fallback;
  by("ways-of").replaceChildren(by("ways-of").firstElementChild, ...found.ways.map(way => element("label", {},
    element("input", { type: "radio", name: "way", value: way.code, checked: way.is_usual }), ` ${way.label}: `, element("b", {}, way.says || "empty"))));
  if (!document.querySelector("[name=way]:checked")) document.querySelector("[name=way]").checked = true;
  by("insert").returnValue = "";
  by("insert").showModal();
});
by("insert").addEventListener("close", event => {
  if (event.target.returnValue !== "insert") return;
  const code = document.querySelector("[name=way]:checked").value, words = by("fallback").value.trim();
  insert(words ? `{{ ${code.includes(" | ") ? `(${code})` : code} or ${JSON.stringify(words)} }}` : `{{ ${code} }}`);
});
by("only-if").addEventListener("click", () => {
  chosen = text.value.slice(text.selectionStart, text.selectionEnd) || "…";
  by("condition").returnValue = "";
  by("condition").showModal();
});
by("condition").addEventListener("close", event => {
  if (event.target.returnValue === "insert") insert(`{% if ${by("asked").value} %}${chosen}{% endif %}`);
});
