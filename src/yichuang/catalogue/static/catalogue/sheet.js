"use strict";
// Sugar only: arrows move between cells of a column, Ctrl+Enter saves; the sheet works without it.
document.querySelectorAll("[data-sheet]").forEach((form) => {
  form.querySelectorAll("[data-needs-script]").forEach((hint) => { hint.hidden = false; });
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[value=save]"));
      return;
    }
    if (!cell || event.target.tagName !== "INPUT" || event.target.list) return;
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (!step) return;
    const row = cell.parentElement[step];
    const next = row && row.children[cell.cellIndex] && row.children[cell.cellIndex].querySelector("input, select");
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
});
