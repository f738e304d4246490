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

  function plain(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function filter() {
    var wanted = plain(words.value.trim());
    var shown = 0;
    rows.forEach(function (row) {
      var fits = plain(row.dataset.words).indexOf(wanted) >= 0 &&
        (!status.value || row.dataset.statuses.split("|").indexOf(status.value) >= 0);
      row.hidden = !fits;
      var card = document.getElementById(row.dataset.card);
      if (card) { card.hidden = !fits; }
      shown += fits ? 1 : 0;
    });
    said.textContent = shown + " of " + rows.length + " shown";
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
  window.addEventListener("hashchange", function () {
    var card = document.getElementById(location.hash.slice(1));
    if (card && card.hidden) { words.value = ""; status.value = ""; filter(); card.scrollIntoView(); }
  });
  filter();
}());
