import type { Taint, Toleration } from 'kubernetes-types/core/v1';
import type { SchedulerVersion } from '../../configuration/scheduler-options.js';
import type { Plugin } from '../../cycle/plugin.js';
import { unresolvable } from '../../cycle/rejection.js';
import { tolerated, untolerated } from '../../selectors/tolerations.js';
import { normalizeByMaximum } from '../normalize.js';

const name = 'TaintToleration';
const REJECTION = unresolvable(name, 'node(s) had untolerated taint(s)');

/** Until 1.35 the first taint was named. */
const namedRejection = (taint: Taint) => unresolvable(name, `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);

function deterrents(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  let count = 0;
  for (const taint of taints) if (taint.effect === 'PreferNoSchedule' && !tolerated(tolerations, taint)) count++;
  return count;
}

export function taintToleration(version: SchedulerVersion): Plugin {
  return {
    name,
    local: true,
    prepareFilter: ({ pod }) => ({
      plugin: name,
      check: (node) => {
        const taint = node.taints.length === 0 ? null : untolerated(pod.traits.tolerations, node.taints);
        return taint === null ? null : version === '1.36' ? REJECTION : namedRejection(taint);
      },
    }),
    prepareScore: ({ pod }) => {
      const softly = pod.traits.tolerations.filter((t) => !t.effect || t.effect === 'PreferNoSchedule');
      return {
        score: (node) => (node.taints.length === 0 ? 0 : deterrents(softly, node.taints)),
        normalize: (scores) => normalizeByMaximum(scores, true),
      };
    },
  };
}
