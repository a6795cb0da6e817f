/* Filters, unfolds and copies. The page is whole without it, and what it shows was in the page
   before: it makes elements of its own words alone. */
(function () {
  "use strict";
  var KEYS = ["v", "c", "h"];
  var MAX_OPEN_ALL = 1000;
  var $ = function (id) { return document.getElementById(id); };
  var all = function (selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  };
  var status = $("status");

  /* --- copying --- */

  /* A button within a sentence is a small picture; what it copies is its name. */
  function show(button, word, name) {
    var isPicture = button.className.indexOf("copy-picture") === 0;
    if (isPicture) {
      button.className = "copy-picture" + (word === "Copied" ? " done" : "");
      button.title = word;
      button.setAttribute("aria-label", word + name);
    } else {
      button.textContent = word;
    }
  }

  function say(button, word, node) {
    show(button, word, "");
    if (status) { status.textContent = word; }
    setTimeout(function () { show(button, "Copy", ": " + node.textContent); }, 2000);
  }

  function select(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copySelected(button, node) {
    var done = false;
    select(node);
    try { done = document.execCommand("copy"); } catch (e) { done = false; }
    say(button, done ? "Copied" : "Press Ctrl+C", node);
  }

  function copy(button, node) {
    if (!navigator.clipboard) { copySelected(button, node); return; }
    navigator.clipboard.writeText(node.textContent).then(
      function () { say(button, "Copied", node); },
      function () { copySelected(button, node); });
  }

  /* A picture stays in the line of the last word before it. */
  function place(button, node) {
    var holder = button;
    if (node.className === "typed") {
      holder = document.createElement("span");
      holder.className = "held";
      holder.appendChild(document.createTextNode("\u00a0"));
      holder.appendChild(button);
    }
    node.parentNode.insertBefore(holder, node.nextSibling);
  }

  function addButton(node) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = node.className === "typed" ? "copy-picture" : "copy-button";
    show(button, "Copy", ": " + node.textContent);
    button.addEventListener("click", function () { copy(button, node); });
    place(button, node);
    node.setAttribute("data-copied", "");
  }

  /* Only where it can be seen: a page of thousands of folds opens without thousands of buttons. */
  function addButtons(root) {
    all(":is(.cmd code, .copy, .typed):not([data-copied])", root).forEach(function (node) {
      var fold = node.closest("details");
      if (!fold || fold.open) { addButton(node); }
    });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.open) { addButtons(event.target); }
  }, true);
  addButtons(document);

  /* --- links into folds --- */

  function reveal() {
    var target = /^#[a-z]\d+$/.test(location.hash) && $(location.hash.slice(1));
    if (!target) { return; }
    for (var fold = target.closest("details"); fold; fold = fold.parentNode.closest("details")) {
      fold.hidden = false;
      fold.open = true;
    }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);

  /* --- printing: where a style cannot open folds --- */

  var opened = [];
  if (!(window.CSS && CSS.supports && CSS.supports("selector(::details-content)"))) {
    window.addEventListener("beforeprint", function () {
      opened = all("details:not([open])");
      opened.forEach(function (fold) { fold.open = true; });
    });
    window.addEventListener("afterprint", function () {
      opened.forEach(function (fold) { fold.open = false; });
    });
  }

  /* --- the filter --- */

  var bar = $("filter");
  if (!bar) { reveal(); return; }
  var search = $("q");
  var openAll = $("open-all");
  var harmless = $("harmless");
  var wasOpen = false;
  var active = false;
  var items = all("details.g").map(function (node) {
    var item = { node: node, text: null };
    KEYS.forEach(function (key) { item[key] = " " + (node.getAttribute("data-" + key) || "") + " "; });
    return item;
  });

  function textOf(item) {
    if (item.text === null) { item.text = item.node.textContent.toLowerCase(); }
    return item.text;
  }

  /* While nobody types, so that the first letter is not slow. */
  function readAhead(first) {
    if (!window.requestIdleCallback || first >= items.length) { return; }
    window.requestIdleCallback(function (deadline) {
      while (first < items.length && deadline.timeRemaining() > 2) { textOf(items[first++]); }
      readAhead(first);
    });
  }

  function fits(item, words, wanted) {
    for (var i = 0; i < KEYS.length; i++) {
      if (wanted[KEYS[i]] && item[KEYS[i]].indexOf(" " + wanted[KEYS[i]] + " ") < 0) { return false; }
    }
    return words.length === 0 || words.every(function (word) { return textOf(item).indexOf(word) >= 0; });
  }

  function wishes() {
    var wanted = {};
    KEYS.forEach(function (key) { wanted[key] = $("f-" + key) ? $("f-" + key).value : ""; });
    wanted.q = search.value;
    return wanted;
  }

  function remember(wanted) {
    var parts = new URLSearchParams();
    if (search.value) { parts.set("q", search.value); }
    KEYS.forEach(function (key) { if (wanted[key]) { parts.set(key, wanted[key]); } });
    var text = parts.toString();
    if (!text && location.hash.slice(0, 2) !== "#?") { return; }
    try { history.replaceState(null, "", text ? "#?" + text : "#"); } catch (e) { /* sandboxed */ }
  }

  function markLinks(wanted) {
    all("[data-set]").forEach(function (link) {
      var isSet = wanted[link.getAttribute("data-set")] === link.getAttribute("data-value");
      link.setAttribute("aria-pressed", isSet ? "true" : "false");
    });
  }

  function foldHarmless(isFiltered) {
    if (!harmless) { return; }
    if (isFiltered && !active) { wasOpen = harmless.open; }
    var some = items.some(function (item) { return !item.node.hidden && harmless.contains(item.node); });
    harmless.hidden = !some;
    if (isFiltered) { harmless.open = some; } else if (active) { harmless.open = wasOpen; }
  }

  function apply() {
    var wanted = wishes();
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var isFiltered = words.length > 0 || KEYS.some(function (key) { return wanted[key]; });
    var shown = 0;
    items.forEach(function (item) {
      var isShown = fits(item, words, wanted);
      if (item.node.hidden === isShown) { item.node.hidden = !isShown; }
      if (isShown) { shown++; }
    });
    foldHarmless(isFiltered);
    $("clear").hidden = !isFiltered;
    status.textContent = isFiltered ? shown + " of " + items.length + " kinds shown"
      : active ? "All " + items.length + " kinds shown" : "";
    active = isFiltered;
    markLinks(wanted);
    remember(wanted);
  }

  function clear() {
    search.value = "";
    KEYS.forEach(function (key) { if ($("f-" + key)) { $("f-" + key).value = ""; } });
    apply();
  }

  function follow(event) {
    var link = event.target.closest("[data-set]");
    var name = link && link.getAttribute("data-set");
    var choice = name && (name === "q" ? search : $("f-" + name));
    if (!choice || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    var value = link.getAttribute("data-value");
    choice.value = choice.value === value ? "" : value;
    apply();
    if (choice.value) { bar.scrollIntoView({ block: "start" }); }
  }

  function toggleAll() {
    var shown = items.filter(function (item) { return !item.node.hidden; });
    var open = shown.some(function (item) { return !item.node.open; });
    shown.forEach(function (item) { item.node.open = open; });
    if (harmless && open) { harmless.open = !harmless.hidden; }
    openAll.textContent = open ? "Close all" : "Open all";
  }

  function key(event) {
    var isTyping = event.target.tagName && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && active) {
      clear();
    } else if (event.key === " " && event.target.closest && event.target.closest("[data-set]")) {
      event.preventDefault();
      event.target.click();
    }
  }

  function recall() {
    if (location.hash.slice(0, 2) !== "#?") { reveal(); return; }
    var parts = new URLSearchParams(location.hash.slice(2));
    search.value = parts.get("q") || "";
    KEYS.forEach(function (name) { if ($("f-" + name)) { $("f-" + name).value = parts.get(name) || ""; } });
    apply();
  }

  bar.hidden = false;
  openAll.hidden = items.length > MAX_OPEN_ALL;
  all("[data-set]").forEach(function (link) { link.setAttribute("role", "button"); });
  search.addEventListener("input", apply);
  bar.addEventListener("change", apply);
  $("clear").addEventListener("click", clear);
  openAll.addEventListener("click", toggleAll);
  document.addEventListener("click", follow);
  document.addEventListener("keydown", key);
  markLinks(wishes());
  recall();
  readAhead(0);
})();
