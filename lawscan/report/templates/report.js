"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  var table = document.getElementById("countries-table");
  if (!table) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var words = document.getElementById("filter-words");
  var status = document.getElementById("filter-status");
  var said = document.getElementById("filter-said");
  var doubt = document.getElementById("filter-doubt");
  var cards = {};
  rows.forEach(function (row) { cards[row.dataset.card] = document.getElementById(row.dataset.card); });

  function all(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }

  // Hides the provisions of a card that are not of the wanted kind, and laws without any; says how many are left.
  function provisions(card) {
    var left = 0;
    all(card, ".law-group").forEach(function (law) {
      var mine = 0;
      all(law, ".hit").forEach(function (hit) {
        hit.hidden = doubt.value !== "" && (hit.dataset.kinds.split(" ").indexOf(doubt.value) < 0 ||
          (tag !== "" && hit.dataset.tag !== tag));
        mine += hit.hidden ? 0 : 1;
      });
      law.hidden = mine === 0;
      left += mine;
    });
    return left;
  }

  var tag = "";
  var last = "";
  var counts = {};

  function plain(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function filter() {
    var wanted = plain(words.value.trim());
    var shown = 0;
    var found = 0;
    var kinds = doubt.value + tag !== last;
    last = doubt.value + tag;
    rows.forEach(function (row) {
      var fits = plain(row.dataset.words).indexOf(wanted) >= 0 &&
        (!status.value || row.dataset.statuses.split("|").indexOf(status.value) >= 0);
      var card = cards[row.dataset.card];
      if (card && kinds) { counts[row.dataset.card] = provisions(card); }
      fits = fits && (doubt.value === "" || counts[row.dataset.card] > 0);
      row.hidden = !fits;
      if (card) { card.hidden = !fits; }
      found += fits ? counts[row.dataset.card] || 0 : 0;
      shown += fits ? 1 : 0;
    });
    said.textContent = shown + " of " + rows.length + " shown" + (doubt.value ? ", " + found + " provisions" : "");
  }

  function sort(heading, place) {
    var down = heading.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) { cell.setAttribute("aria-sort", "none"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort(function (one, other) {
      var a = one.cells[place].dataset.key || one.cells[place].textContent.trim();
      var b = other.cells[place].dataset.key || other.cells[place].textContent.trim();
      return a.localeCompare(b, "en", { numeric: true }) * (down ? -1 : 1);
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (heading, place) {
    var button = document.createElement("button");
    button.type = "button";
    while (heading.firstChild) { button.appendChild(heading.firstChild); }
    heading.appendChild(button);
    button.addEventListener("click", function () { sort(heading, place); });
  });
  words.addEventListener("input", filter);
  status.addEventListener("change", filter);
  doubt.addEventListener("change", function () { tag = ""; filter(); });
  all(document, "a[data-show]").forEach(function (link) {
    link.addEventListener("click", function () { 
      words.value = "";
      status.value = "";
      doubt.value = link.dataset.show;
      tag = link.dataset.tag;
      filter();
    });
  });
  window.addEventListener("hashchange", function () {
    var card = document.getElementById(location.hash.slice(1));
    if (card && card.hidden) { words.value = ""; status.value = ""; doubt.value = ""; filter(); card.scrollIntoView(); }
  });
  filter();
}());
