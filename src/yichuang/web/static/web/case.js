/* One key each on the dossier page; every page works without it. */
(function () {
  'use strict';
  // 1 2 3 judge the first open point, a the whole material, n p walk through the materials
  document.addEventListener('keydown', function (event) {
    if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.metaKey || event.ctrlKey || event.altKey) return;
    if (/^[123]$/.test(event.key)) {
      var here = document.activeElement && document.activeElement.closest('#points li');
      var point = here || document.querySelector('#points li[data-open]:has([data-choice])');
      var choice = point && point.querySelector('[data-choice="' + event.key + '"]');
      if (choice) choice.click();
    }
    var place = /^[anp]$/.test(event.key) && document.querySelector('[data-key="' + event.key + '"]');
    if (place) place.click();
  });
  // a form is sent once: a second click while the first is on its way does nothing
  document.addEventListener('submit', function (event) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });
})();
