/** Whether the pod may run on the node and there is room: what the judge checks before it binds. */
export function fits(pod, node) {
  if (node.cpuFree < pod.cpuMilli || node.memoryFree < pod.memoryBytes || node.podsFree < 1 || !node.ready || !node.schedulable) return false;
  for (const name in pod.extended) if ((node.extendedFree[name] ?? 0) < pod.extended[name]) return false;
  if (node.taints.length > 0 && !node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(pod, taint))) return false;
  return pod.nodes.length === 0 || pod.nodes.some((terms) => terms.every((term) => holds(term, node.labels[term.key])));
}

function tolerates(pod, taint) {
  return pod.tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === undefined || effect === '' || effect === taint.effect) &&
      (key === undefined || key === '' ? operator === 'Exists' : key === taint.key && (operator === 'Exists' || (value ?? '') === taint.value)),
  );
}

function holds({ operator, values }, label) {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    case 'Gt':
      return Number(label) > Number(values[0]);
    case 'Lt':
      return Number(label) < Number(values[0]);
    default:
      return false;
  }
}
