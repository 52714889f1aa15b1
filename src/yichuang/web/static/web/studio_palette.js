/* Only what the server executes stands in the palette, the context pad and the change menu (docs/bpmn.md). */
(function () {
  'use strict';
  var TASK = { type: 'bpmn:UserTask' };
  var OUT = [
    'create.intermediate-event', 'create.data-object', 'create.data-store', 'create.participant-expanded', 'create.group',
    'append.intermediate-event', 'append.append-send-task', 'append.append-receive-task', 'append.compensation-activity'
  ];
  var ALLOWED = /^(replace-with-(user-task|service-task|rule-task|manual-task|exclusive-gateway|parallel-gateway|inclusive-gateway|none-start|none-end|terminate-end|timer-boundary|sequence-flow|default-flow)|toggle-parallel-mi)$/;

  function without(entries) {
    OUT.forEach(function (name) { delete entries[name]; });
    return entries;
  }

  function Subset(palette, contextPad, popupMenu, create, elementFactory, autoPlace, translate) {
    function starter(make) {
      return function (event) { create.start(event, elementFactory.createShape(make)); };
    }
    function entry(group, look, title, make) {
      return { group: group, className: look, title: translate(title), action: { dragstart: starter(make), click: starter(make) } };
    }
    palette.registerProvider(500, {
      getPaletteEntries: function () {
        return function (entries) {
          without(entries);
          entries['create.task'] = entry('activity', 'bpmn-icon-user-task', 'Create user task', TASK);
          entries['create.parallel-gateway'] = entry('gateway', 'bpmn-icon-gateway-parallel', 'Create parallel gateway', { type: 'bpmn:ParallelGateway' });
          entries['create.deadline'] = entry('event', 'bpmn-icon-intermediate-event-catch-timer', 'Create deadline',
            { type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' });
          return entries;
        };
      }
    });
    contextPad.registerProvider(500, {
      getContextPadEntries: function (element) {
        return function (entries) {
          without(entries);
          if (entries['append.append-task']) {
            entries['append.append-task'] = {
              group: 'model', className: 'bpmn-icon-user-task', title: translate('Append user task'),
              action: {
                click: function () { autoPlace.append(element, elementFactory.createShape(TASK)); },
                dragstart: function (event) { create.start(event, elementFactory.createShape(TASK), { source: element }); }
              }
            };
          }
          return entries;
        };
      }
    });
    function allowed(entries) {
      Object.keys(entries).forEach(function (name) { if (!ALLOWED.test(name)) delete entries[name]; });
      return entries;
    }
    popupMenu.registerProvider('bpmn-replace', 500, {
      getPopupMenuEntries: function () { return allowed; },
      getPopupMenuHeaderEntries: function () { return allowed; }
    });
  }
  Subset.$inject = ['palette', 'contextPad', 'popupMenu', 'create', 'elementFactory', 'autoPlace', 'translate'];
  window.YcStudio.subset = { __init__: ['yichuangSubset'], yichuangSubset: ['type', Subset] };
})();
