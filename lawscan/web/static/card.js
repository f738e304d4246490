// Keys, focus and evidence by selection. The page works without this file.
"use strict";
(() => {
  const opened = Date.now();
  const by = (id) => document.getElementById(id);
  const form = by("card");
  const heading = by("heading");
  if (heading) heading.focus();

  const switch_ = by("shortcuts");
  if (switch_) {
    switch_.checked = localStorage.getItem("lawscan-shortcuts") !== "off";
    switch_.addEventListener("change", () => localStorage.setItem("lawscan-shortcuts", switch_.checked ? "on" : "off"));
  }
  if (form) form.addEventListener("submit", () => { by("seconds").value = ((Date.now() - opened) / 1000).toFixed(1); });

  const typing = (node) => node.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const press = (id) => { const node = by(id); if (node) node.click(); return Boolean(node); };
  const pressed = new Set(); // a key pressed twice takes its choice back; a suggestion is confirmed by the first press
  const toggle = (radio) => {
    const off = form.querySelector(`input[name="${radio.name}"][value=""]`);
    if (radio.checked && off && pressed.has(radio)) off.checked = true; else radio.checked = true;
    pressed.add(radio);
    radio.focus();
  };
  const actions = { "0": "none", s: "skip", u: "undo", g: "guide" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { if (heading) heading.focus(); return; }
    if (typing(event.target) || (switch_ && !switch_.checked)) return;
    if (event.key === "Enter" && !event.target.matches("button, a, summary")) { if (press("save")) event.preventDefault(); return; }
    if (event.key === "n" && by("note")) { by("note").focus(); event.preventDefault(); return; }
    if (event.key === "c" && by("context")) { by("context").open = !by("context").open; return; }
    if (actions[event.key]) { if (press(actions[event.key])) event.preventDefault(); return; }
    const radio = form && form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
    if (radio) { toggle(radio); event.preventDefault(); }
  });

  // Selected text becomes the evidence of the tag that is set (the first one where both are).
  const text = by("text");
  if (text && form) document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
    const fields = [...form.querySelectorAll("fieldset")];
    const field = fields.find((each) => { const r = each.querySelector("input[data-key]:checked"); return r !== null; }) || fields[0];
    field.querySelector("textarea").value = chosen.toString();
  });
})();
