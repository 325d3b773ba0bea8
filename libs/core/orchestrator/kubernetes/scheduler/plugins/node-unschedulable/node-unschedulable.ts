import type { Plugin } from '../../cycle/plugin.js';
import { unresolvable } from '../../cycle/rejection.js';
import { tolerated } from '../../selectors/tolerations.js';

const name = 'NodeUnschedulable';
const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REJECTION = unresolvable(name, 'node(s) were unschedulable');

/** Keeps pods off cordoned nodes unless they tolerate the cordon. */
export const nodeUnschedulable: Plugin = {
  name,
  local: true,
  prepareFilter: ({ pod }) => (tolerated(pod.traits.tolerations, CORDON) ? null : { plugin: name, check: (node) => (node.unschedulable ? REJECTION : null) }),
};
