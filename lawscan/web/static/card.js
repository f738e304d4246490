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
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const actions = { "0": "none", s: "skip", u: "undo", v: "jump" };
  const folds = { c: "context", g: "guideline" };
  const fold = (id) => {
    const node = by(id);
    if (!node) return false;
    node.open = !node.open;
    if (node.open) { node.querySelector("summary").focus(); node.scrollIntoView({ block: "nearest" }); }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { if (heading) heading.focus(); return; }
    if (typing(event.target) || (switch_ && !switch_.checked)) return;
    if (event.key === "Enter" && !event.target.matches("button, a, summary")) { if (press("save")) event.preventDefault(); return; }
    if (event.key === "n" && by("note")) { by("note").focus(); event.preventDefault(); return; }
    if (folds[event.key]) { if (fold(folds[event.key])) event.preventDefault(); return; }
    if (actions[event.key]) { if (press(actions[event.key])) event.preventDefault(); return; }
    const radio = form && form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
    if (radio) { toggle(radio); event.preventDefault(); }
  });

  // Selected text becomes the evidence of the tag that is set (the last one that was touched where both are).
  const text = by("text");
  if (!text || !form) return;
  const fields = [...form.querySelectorAll("fieldset")].filter((each) => each.querySelector("textarea"));
  const set = (each) => each.querySelector("[data-key]:checked") !== null;
  let touched = null;
  const other = by("other"); // a ruling's own answer: setting a tag chooses it, choosing it opens the tags
  if (other) {
    const open = () => { if (other.checked) by("others").open = true; };
    form.addEventListener("change", (event) => { if (event.target.matches("[data-key]")) other.checked = true; open(); });
  }
  form.addEventListener("change", (event) => { touched = event.target.closest("fieldset") || touched; take(); paint(); });
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) paint(); });
  const whole = text.textContent;

  const place = (field) => { // where the evidence stands: the given offset if it fits, else the first place
    const quote = field.querySelector("textarea").value.trim();
    if (!quote || !set(field)) return null;
    const pattern = quote.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
    const near = Number(field.querySelector("input[type=hidden]").value) || 0;
    const found = [...whole.matchAll(new RegExp(pattern, "g"))];
    found.sort((a, b) => Math.abs(a.index - near) - Math.abs(b.index - near));
    return found.length ? [found[0].index, found[0].index + found[0][0].length] : null;
  };

  const show = () => { // a long text opens at its evidence, without moving the page
    const mark = by("mark");
    if (mark) text.scrollTop = Math.max(0, mark.offsetTop - text.offsetTop - text.clientHeight / 3);
  };
  show();

  function paint() {
    const places = fields.map(place).filter(Boolean).sort((a, b) => a[0] - b[0]);
    const parts = [];
    let at = 0;
    for (const [start, end] of places) {
      if (start < at) continue;
      const mark = document.createElement("mark");
      if (!parts.length) mark.id = "mark";
      mark.textContent = whole.slice(start, end);
      parts.push(whole.slice(at, start), mark);
      at = end;
    }
    text.replaceChildren(...parts, whole.slice(at));
  }

  const words = (start, end) => { // a selection that cuts a word takes the whole word
    if (!Intl.Segmenter) return [start, end];
    const parts = new Intl.Segmenter(text.lang || undefined, { granularity: "word" }).segment(whole);
    const [first, last] = [parts.containing(start), parts.containing(end - 1)];
    return [first && first.isWordLike ? first.index : start, last && last.isWordLike ? last.index + last.segment.length : end];
  };

  const take = () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
    const field = (touched && set(touched) && fields.includes(touched) && touched) || fields.find(set);
    if (!field) return;
    const range = chosen.getRangeAt(0);
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const [start, end] = words(before.toString().length, before.toString().length + chosen.toString().length);
    field.querySelector("textarea").value = whole.slice(start, end).trim();
    field.querySelector("input[type=hidden]").value = start;
    paint();
  };
  text.addEventListener("mouseup", () => setTimeout(take));
  text.addEventListener("touchend", () => setTimeout(take));
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") take(); });
  document.addEventListener("selectionchange", () => { // where a selection is made without mouse or keys, e.g. by its handles on a phone
    clearTimeout(take.timer);
    take.timer = setTimeout(take, 700);
  });
})();
