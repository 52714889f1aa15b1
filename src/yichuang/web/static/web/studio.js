/* The drawing board: bpmn-js over the text of the form. Without this script the text itself is edited. */
(function () {
  'use strict';
  var form = document.querySelector('[data-studio]');
  if (!form || !window.BpmnJS) return;
  var text = form.querySelector('[name=bpmn]'), canvas = form.querySelector('[data-canvas]');

  function start(extension) {
    var modeler = new window.BpmnJS({
      container: canvas, moddleExtensions: { yc: extension }, additionalModules: [window.YcStudio.translate, window.YcStudio.subset]
    });
    var changed = false, sending = false;
    form.classList.add('is-drawn');  // the drawing is measured while it is read
    modeler.importXML(text.value).then(function () {
      form.querySelector('[data-xml]').hidden = true;
      modeler.get('canvas').zoom('fit-viewport', 'auto');
      window.YcStudio.panel(form.querySelector('[data-panel]'), modeler);
      mark(modeler);
      modeler.on('commandStack.changed', function () {
        changed = true;
        form.querySelector('[data-changed]').hidden = false;
        var still = form.querySelector('[data-unchanged]');
        if (still) still.hidden = true;
      });
      form.dataset.ready = 'yes';
    }, function (error) {
      form.classList.remove('is-drawn');
      form.querySelector('[data-xml]').open = true;
      window.console.error(error);
    });
    form.addEventListener('submit', function (event) {
      if (sending || !form.classList.contains('is-drawn')) return;
      event.preventDefault();
      var button = event.submitter;
      // what is still being typed into the panel counts
      if (document.activeElement && document.activeElement.blur) document.activeElement.blur();
      modeler.saveXML({ format: true }).then(function (result) {
        text.value = result.xml;
        sending = true;
        // the form is still firing this submit event; a second one is ignored until it is over
        window.setTimeout(function () { form.requestSubmit(button); }, 0);
      });
    });
    window.addEventListener('beforeunload', function (event) { if (changed && !sending) event.preventDefault(); });
    window.YcStudio.modeler = modeler;
  }

  function mark(modeler) {
    var elements = modeler.get('elementRegistry'), view = modeler.get('canvas'), selection = modeler.get('selection');
    Array.prototype.slice.call(form.querySelectorAll('[data-problem]')).forEach(function (row) {
      var element = elements.get(row.dataset.problem), link = row.querySelector('[data-go]');
      if (!element) return;
      view.addMarker(element, 'st-wrong');
      link.textContent = element.businessObject.name || window.YcStudio.kind(element.type);
      link.title = element.id;
    });
    form.addEventListener('click', function (event) {
      var link = event.target.closest('[data-go]'), element = link && elements.get(link.dataset.go);
      if (!element) return;
      selection.select(element);
      view.scrollToElement(element, 80);
    });
  }

  fetch(form.dataset.yc).then(function (answer) { return answer.json(); }).then(start);
})();
