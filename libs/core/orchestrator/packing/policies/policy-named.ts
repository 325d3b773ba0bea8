import type { RandomStream } from '#core/random';
import type { PackingPolicy } from '../packing-policy.js';
import type { TypicalPod } from '../typical-workload.js';
import { bestFit } from './best-fit.js';
import { dotProd } from './dot-prod.js';
import { fgd } from './fgd.js';
import { gpuClustering } from './gpu-clustering.js';
import { gpuPacking } from './gpu-packing.js';
import { randomPolicy } from './random.js';

export const PACKING_POLICIES = ['Random', 'DotProd', 'GpuClustering', 'GpuPacking', 'BestFit', 'FGD'] as const;
export type PackingPolicyName = (typeof PACKING_POLICIES)[number];

export function policyNamed(name: PackingPolicyName, typical: readonly TypicalPod[], stream: RandomStream): PackingPolicy {
  switch (name) {
    case 'Random':
      return randomPolicy(stream);
    case 'DotProd':
      return dotProd;
    case 'GpuClustering':
      return gpuClustering;
    case 'GpuPacking':
      return gpuPacking;
    case 'BestFit':
      return bestFit;
    case 'FGD':
      return fgd(typical);
  }
}
