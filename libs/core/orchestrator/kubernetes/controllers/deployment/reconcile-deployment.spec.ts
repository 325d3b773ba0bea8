import type { DeploymentView } from './deployment-view.js';
import { reconcileDeployment } from './reconcile-deployment.js';
import { rolloutLimits } from './rollout-limits.js';

const set = (age: number, replicas: number, available = replicas, desired = 10, max = 13) => ({
  age,
  replicas,
  available,
  maxReplicas: max,
  desiredReplicas: desired,
});
const view = (more: Partial<DeploymentView>): DeploymentView => ({
  replicas: 10,
  rolling: true,
  paused: false,
  limits: rolloutLimits({ type: 'RollingUpdate' }, more.replicas ?? 10),
  statusReplicas: 10,
  newSet: set(1, 3, 0),
  oldSets: [set(0, 10)],
  oldPodsRunning: true,
  ...more,
});

describe('one sync of a Deployment', () => {
  it.each([
    ['asks for a set for a new template', view({ newSet: null }), 'create-new-set'],
    ['loses what it may once the surge is up', view({}), [{ age: 0, replicas: 8 }]],
    ['fills the room that this left', view({ oldSets: [set(0, 8)] }), [{ age: 1, replicas: 5 }]],
    ['waits while nothing new is available', view({ oldSets: [set(0, 8)], newSet: set(1, 5, 0) }), []],
    ['removes old pods that do not work before those that do', view({ oldSets: [set(0, 8, 8), set(1, 5, 0)], newSet: set(2, 0) }), [{ age: 1, replicas: 0 }]],
    [
      'scales all sets in proportion in the middle of a rollout',
      view({ replicas: 16, oldSets: [set(0, 8)], newSet: set(1, 5, 0) }),
      [
        { age: 0, replicas: 12 },
        { age: 1, replicas: 8 },
      ],
    ],
    [
      'the same downwards',
      view({ replicas: 6, oldSets: [set(0, 8)], newSet: set(1, 5, 0) }),
      [
        { age: 0, replicas: 5 },
        { age: 1, replicas: 3 },
      ],
    ],
    [
      'does not roll while paused',
      view({ paused: true, oldSets: [set(0, 8)], newSet: set(1, 5) }),
      [
        { age: 0, replicas: 8 },
        { age: 1, replicas: 5 },
      ],
    ],
    ['Recreate empties the old set first', view({ rolling: false }), [{ age: 0, replicas: 0 }]],
    ['Recreate waits for the last old pod', view({ rolling: false, oldSets: [set(0, 0)], newSet: null }), []],
    ['Recreate then makes the new set', view({ rolling: false, oldSets: [set(0, 0)], newSet: null, oldPodsRunning: false }), 'create-new-set'],
  ])('%s', (_, given, wants) => expect(reconcileDeployment(given)).toEqual(wants));
});
