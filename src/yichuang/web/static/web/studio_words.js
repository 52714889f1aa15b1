/* The words of bpmn-js in Chinese; on an English page its own words stand. */
(function () {
  'use strict';
  var words = {
    'Activate hand tool': '移动画布', 'Activate lasso tool': '框选', 'Activate create/remove space tool': '拉开或者合拢空白',
    'Activate global connect tool': '连线', 'Create start event': '开始', 'Create end event': '结束', 'Create gateway': '排他网关',
    'Create task': '用户任务', 'Create expanded sub-process': '子流程', 'Create user task': '用户任务', 'Create parallel gateway': '并行网关',
    'Create deadline': '任务的期限（定时器）', 'Append user task': '接一个用户任务', 'Append task': '接一个任务', 'Append end event': '接结束', 'Append gateway': '接排他网关',
    'Append text annotation': '加注释', 'Add text annotation': '加注释', 'Change element': '换类型', 'Change type': '换类型',
    'Delete': '删除', 'Remove': '删除', 'Connect using sequence/message flow or association': '连线', 'Connect using association': '连注释线',
    'Connect to other element': '连线', 'Search in diagram': '在图里查找', 'Search': '查找', 'Set color': '颜色',
    'User task': '用户任务', 'Service task': '服务任务', 'Business rule task': '规则任务', 'Manual task': '人工任务',
    'Exclusive gateway': '排他网关', 'Parallel gateway': '并行网关', 'Inclusive gateway': '包容网关',
    'Start event': '开始', 'End event': '结束', 'Terminate end event': '终止结束', 'Sequence flow': '顺序流', 'Default flow': '默认分支',
    'Conditional flow': '条件分支', 'Parallel multi-instance': '同时逐个办理', 'Timer boundary event': '定时器（到期中断）',
    'Sub-process': '子流程', 'Sub-process (expanded)': '子流程（展开）', 'Sub-process (collapsed)': '子流程（收起）',
    'Toggle non-interrupting': '是否中断', 'Align elements': '对齐', 'Align elements left': '左对齐', 'Align elements center': '水平居中',
    'Align elements right': '右对齐', 'Align elements top': '顶端对齐', 'Align elements middle': '垂直居中', 'Align elements bottom': '底端对齐',
    'Distribute elements horizontally': '水平等距', 'Distribute elements vertically': '垂直等距', 'Open minimap': '打开缩略图',
    'Powered by bpmn.io': '由 bpmn.io 提供', 'Web-based tooling for BPMN, DMN and forms powered by {bpmn.io}': '网页上的BPMN、DMN和表单工具，由 {bpmn.io} 提供',
    'no diagram to display': '没有可以显示的图'
  };
  function translate(template, replacements) {
    var zh = /^zh/i.test(document.documentElement.lang), text = (zh && words[template]) || template;
    return text.replace(/{([^}]+)}/g, function (whole, key) { return (replacements || {})[key] || whole; });
  }
  var kinds = {
    userTask: '用户任务', serviceTask: '服务任务', businessRuleTask: '规则任务', manualTask: '人工任务', task: '任务（要换成用户任务）',
    exclusiveGateway: '排他网关', parallelGateway: '并行网关', inclusiveGateway: '包容网关', startEvent: '开始', endEvent: '结束',
    sequenceFlow: '连线', subProcess: '子流程', boundaryEvent: '定时器', process: '流程', textAnnotation: '注释', association: '注释线'
  };
  function kind(type) {
    var name = type.replace('bpmn:', ''), key = name.charAt(0).toLowerCase() + name.slice(1);
    return /^zh/i.test(document.documentElement.lang) ? kinds[key] || name : name;
  }
  window.YcStudio = { kind: kind, translate: { translate: ['value', translate] } };
})();
