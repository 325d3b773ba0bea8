export { currentFragmentation } from './fragmentation.js';
export { GpuCluster, type PackingNode } from './gpu-cluster.js';
export { isShared, type PackingPod, WHOLE_GPU } from './packing-pod.js';
export type { PackingPolicy } from './packing-policy.js';
export { PackingScheduler } from './packing-scheduler.js';
export { PACKING_POLICIES, type PackingPolicyName, policyNamed } from './policies/policy-named.js';
export { typicalWorkload } from './typical-workload.js';
