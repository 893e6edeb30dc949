// The sheet's page: which columns tell people apart, and the file watched while the page is open.
"use strict";

const sheet = document.getElementById("sheet");

document.addEventListener("change", async event => {
  if (event.target.name !== "key") return;
  const key = [...document.querySelectorAll("[name=key]:checked")].map(box => box.value);
  const found = await call(sheet.dataset.read, { key });
  if (found?.go) location.assign(found.go);
});
watchFiles(sheet, sheet.dataset.files, () => location.assign("?saved=1"));
