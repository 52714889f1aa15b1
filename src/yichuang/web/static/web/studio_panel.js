/* The panel beside the drawing: what the selected step, timer or branch says, written as urn:yichuang:bpmn:1 attributes. */
(function () {
  'use strict';
  var CEL = 'urn:yichuang:cel';

  function panel(root, modeler) {
    var modeling = modeler.get('modeling'), factory = modeler.get('bpmnFactory'), current = null;
    function all(selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
    function object() { return current && current.businessObject; }
    function is(name) { return !!current && object().$instanceOf('bpmn:' + name); }
    function isBranch() { return is('SequenceFlow') && /Exclusive|Inclusive/.test(object().sourceRef.$type); }
    function loop() { return is('Task') && object().loopCharacteristics; }
    function shows(part) {
      if (part === 'any') return !!current;
      if (part === 'task') return is('Task');
      if (part === 'timed') return is('Task') || is('BoundaryEvent');
      if (part === 'many') return !!loop();
      return isBranch();
    }
    function value(name) {
      var holder = name === 'yc:collection' ? loop() : object();
      return (holder && holder.get(name)) || '';
    }
    function put(input, text) {
      // a field that is being typed in already says it; trimming it would move the cursor
      if (input !== document.activeElement || input.value.trim() !== text) input.value = text;
    }
    function fill() {
      all('[data-for]').forEach(function (part) { part.hidden = !shows(part.dataset.for); });
      root.querySelector('[data-none]').hidden = !!current;
      root.querySelector('[data-kind]').textContent = current ? window.YcStudio.kind(current.type) : root.dataset.title;
      if (current) {
        root.querySelector('[data-id]').textContent = current.id;
        all('[data-prop]').forEach(function (input) { put(input, value(input.dataset.prop)); });
        var condition = isBranch() && object().conditionExpression;
        put(root.querySelector('[data-condition]'), condition ? condition.body || '' : '');
        var box = root.querySelector('[data-default]');
        box.checked = isBranch() && object().sourceRef.default === object();
      }
    }
    function write(input) {
      var name = input.dataset.prop, text = input.value.trim(), change = {};
      if (text === value(name)) return;
      change[name] = text || undefined;
      if (name === 'yc:collection') modeling.updateModdleProperties(current, loop(), change);
      else modeling.updateProperties(current, change);
    }
    function writeCondition(text) {
      var expression = text.trim() ? factory.create('bpmn:FormalExpression', { body: text.trim(), language: CEL }) : undefined;
      modeling.updateProperties(current, { conditionExpression: expression });
    }
    function writeDefault(chosen) {
      modeling.updateProperties(current.source, { default: chosen ? object() : undefined });
    }
    root.dataset.title = root.querySelector('[data-kind]').textContent;
    root.addEventListener('input', function (event) {
      if (!current) return;
      var input = event.target;
      if (input.dataset.prop) write(input);
      else if (input.hasAttribute('data-condition')) writeCondition(input.value);
      else if (input.hasAttribute('data-default')) writeDefault(input.checked);
    });
    root.addEventListener('keydown', function (event) {
      // Enter in a field belongs to the field, not to the buttons that send the page
      if (event.key === 'Enter' && event.target.tagName === 'INPUT') { event.preventDefault(); event.target.blur(); }
    });
    modeler.on('selection.changed', function (event) {
      var chosen = event.newSelection.length === 1 ? event.newSelection[0] : null;
      current = chosen && chosen.type === 'label' ? chosen.labelTarget : chosen;
      fill();
    });
    modeler.on('element.changed', function (event) { if (current && event.element.id === current.id) fill(); });
    modeler.on('elements.delete', function () { current = null; fill(); });
    fill();
  }
  window.YcStudio.panel = panel;
})();
