/* One small script; every page works without it. */
(function () {
  'use strict';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function rows() { return all('[data-row]'); }
  function current() { return rows().findIndex(function (row) { return row.classList.contains('is-at'); }); }

  // work list: j/k move, x selects, Enter opens, / searches
  function go(step) {
    var list = rows(), at = current(), next = at + step;
    if (next < 0 || next >= list.length) return;
    if (list[at]) list[at].classList.remove('is-at');
    list[next].classList.add('is-at');
    list[next].scrollIntoView({ block: 'nearest' });
  }
  function tally() {
    var count = all('[data-row] input[type=checkbox]:checked').length;
    all('[data-batch]').forEach(function (bar) {
      all('[data-n]', bar).forEach(function (place) { place.textContent = count; });
      bar.hidden = count === 0;
    });
  }
  function mark(box) { box.closest('[data-row]').setAttribute('aria-selected', String(box.checked)); }
  function toggle(row) {
    var box = row.querySelector('input[type=checkbox]');
    if (!box) return;
    box.checked = !box.checked;
    mark(box);
    tally();
  }
  document.addEventListener('change', function (event) {
    if (event.target.matches('[data-row] input[type=checkbox]')) { mark(event.target); tally(); }
  });
  document.addEventListener('keydown', function (event) {
    var typing = /INPUT|TEXTAREA|SELECT/.test(event.target.tagName) && event.target.type !== 'checkbox';
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    var find = document.querySelector('[data-find]'), row = rows()[current()];
    if (event.key === '/' && find) { find.focus(); event.preventDefault(); }
    if (event.key === 'j') go(1);
    if (event.key === 'k') go(-1);
    if (event.key === 'x' && row) toggle(row);
    if (event.key === 'Enter' && row && event.target === document.body) row.querySelector('a').click();
  });

  document.addEventListener('click', function (event) {
    // a toast is dismissed, a selection undone, a page printed, a text copied
    var button = event.target.closest('[data-dismiss], [data-unselect], [data-print], [data-copy]');
    if (!button) return;
    if (button.hasAttribute('data-dismiss')) button.closest('.yc-toast').remove();
    if (button.hasAttribute('data-print')) window.print();
    if (button.hasAttribute('data-unselect')) {
      all('[data-row] input[type=checkbox]:checked').forEach(function (box) { box.checked = false; mark(box); });
      tally();
    }
    if (button.hasAttribute('data-copy') && navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        button.textContent = button.dataset.copied || button.textContent;
      });
    }
  });

  // a file that is too large is named before it is sent; the server says the same when this script is missing
  function weigh(box) {
    var place = document.getElementById(box.id + '-heavy'), field = box.closest('.yc-field');
    var heavy = Array.prototype.filter.call(box.files, function (file) { return file.size > Number(box.dataset.most); });
    if (place) place.remove();
    if (field) field.classList.toggle('is-bad', heavy.length > 0);
    box.setAttribute('aria-invalid', String(heavy.length > 0));
    if (!heavy.length) return true;
    place = document.createElement('p');
    place.className = 'yc-bad';
    place.id = box.id + '-heavy';
    place.setAttribute('role', 'alert');
    place.textContent = heavy.map(function (file) { return file.name + ' (' + Math.ceil(file.size / 1048576) + ' MB)'; }).join(', ') + ' ' + box.dataset.heavy;
    box.before(place);
    return false;
  }
  document.addEventListener('change', function (event) { if (event.target.matches('[data-most]')) weigh(event.target); });
  document.addEventListener('submit', function (event) {
    var wrong = all('[data-most]', event.target).filter(function (box) { return !weigh(box); });
    if (!wrong.length) return;
    event.preventDefault();
    wrong[0].focus();
  });

  // what was typed into a form that is kept by saving is not lost by a link: the browser asks first
  var typed = !!document.querySelector('[data-keep="unsaved"]');
  document.addEventListener('input', function (event) { if (event.target.closest('[data-keep]')) typed = true; });
  document.addEventListener('submit', function () { typed = false; });
  document.addEventListener('click', function (event) { if (event.target.closest('[data-drop]')) typed = false; });
  window.addEventListener('beforeunload', function (event) { if (typed) event.preventDefault(); });

  function arrange(root) {
    // the error summary takes focus when the page opens with one
    var summary = root.querySelector('[data-error-summary]');
    if (summary) summary.focus();
    // rows that scroll sideways start where "today" is visible
    all('[data-scroll-to]', root).forEach(function (box) {
      var target = box.querySelector(box.dataset.scrollTo);
      if (target) box.scrollLeft = target.offsetLeft - box.clientWidth / 2;
    });
    // controls that need this script are shown by it
    all('[data-needs-script]', root).forEach(function (control) { control.hidden = false; });
    tally();
  }
  arrange(document);
  document.addEventListener('htmx:load', function (event) { if (event.detail.elt !== document.body) arrange(event.detail.elt); });
})();
