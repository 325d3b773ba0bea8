import type { ReferenceProfile } from './reference-profile.js';

/** How pods are placed; null: as kube-scheduler does it by default. `always`: say so even then, because it is the whole entry. */
export function schedulerConfiguration(profile: ReferenceProfile, always: boolean): object | null {
  const kind = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' };
  if (profile.placing === 'balanced') return { ...kind, profiles: [BALANCED] };
  if (profile.placing === 'default') return always ? { ...kind, profiles: [{ schedulerName: 'default-scheduler' }] } : null;
  const resources = [
    { name: 'cpu', weight: 1 },
    { name: 'memory', weight: 1 },
  ];
  const curve = [
    { utilization: 0, score: 0 },
    { utilization: 70, score: 5 },
    { utilization: 100, score: 10 },
  ];
  const scoringStrategy =
    profile.placing === 'most-allocated'
      ? { type: 'MostAllocated', resources }
      : { type: 'RequestedToCapacityRatio', resources, requestedToCapacityRatio: { shape: curve } };
  // Evenness works against filling machines.
  const even = [
    ...(profile.spread === 'none' ? ['PodTopologySpread'] : []),
    ...(profile.placing === 'most-allocated' ? ['NodeResourcesBalancedAllocation'] : []),
  ];
  const score = { disabled: even.map((name) => ({ name })), enabled: [{ name: 'NodeResourcesFit', weight: 10 }] };
  return {
    ...kind,
    profiles: [{ schedulerName: 'default-scheduler', plugins: { score }, pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy } }] }],
  };
}

/** Keeps GPUs for those who ask for them: a pod without one tips the balance of a machine that has some. */
const BALANCED = {
  schedulerName: 'default-scheduler',
  plugins: { score: { enabled: [{ name: 'NodeResourcesBalancedAllocation', weight: 20 }] } },
  pluginConfig: [
    {
      name: 'NodeResourcesBalancedAllocation',
      args: {
        resources: [
          { name: 'cpu', weight: 1 },
          { name: 'memory', weight: 1 },
          { name: 'nvidia.com/gpu', weight: 1 },
        ],
      },
    },
  ],
};
