import type { NodeId, PodId } from '#core/cluster';
import type { Note } from '../../action.js';
import { Deployment } from '../controllers/deployment/deployment.js';
import { evictionVerdict } from '../controllers/disruption/eviction-verdict.js';
import type { PodAutoscaler } from '../controllers/pod-autoscaler/pod-autoscaler.js';
import { ReplicaSet } from '../controllers/replica-set/replica-set.js';
import { StatefulSet } from '../controllers/stateful-set/stateful-set.js';
import type { ClusterState } from './cluster-state.js';
import { isTerminal } from './pod-record.js';

/** A workload with a size that can be set. */
export interface Scalable {
  readonly key: string;
  readonly namespace: string;
  /** As its pods say it: `deployment/web`. */
  readonly ownerName: string;
  readonly app: string;
  readonly replicas: number;
}

/** What a scheduler that is more than a scheduler asks of the API server. */
export interface ClusterHandle {
  /** The eviction API: disruption budgets are respected. */
  evict(pod: PodId, text: string): 'granted' | 'refused' | 'not-running';
  scalables(): readonly Scalable[];
  /** Sets the size; an autoscaler that had been setting it is suspended from then on. */
  scale(key: string, replicas: number, text: string): void;
  resizePool(pool: string, count: number, remove: readonly NodeId[]): void;
  note(what: Note['what'], subject: string, text: string, pod?: PodId | null, node?: NodeId | null): void;
}

export function clusterHandle(state: ClusterState, autoscalers: readonly PodAutoscaler[]): ClusterHandle {
  return {
    evict(id, text) {
      const pod = state.pods.get(id);
      if (pod === undefined || pod.node === null || pod.deletedUs !== null || isTerminal(pod)) return 'not-running';
      const budgets = state.budgets.filter((budget) => budget.covers(pod));
      const verdict = evictionVerdict({
        unprotected: pod.phase === 'Pending',
        ready: pod.ready,
        budgets: budgets.map(({ status, object }) => ({ status, unhealthyPodEvictionPolicy: object.spec?.unhealthyPodEvictionPolicy })),
      });
      if (verdict !== 'granted') return 'refused';
      state.deletePod(pod, 'pod-evicted', text);
      return 'granted';
    },
    scalables: () => [...state.workloads.values()].flatMap((workload) => scalableOf(workload) ?? []),
    scale(key, replicas, text) {
      const workload = state.workloads.get(key);
      if (!(workload instanceof Deployment || workload instanceof StatefulSet || workload instanceof ReplicaSet)) return;
      for (const autoscaler of autoscalers) if (autoscaler.scales(key)) autoscaler.suspended = true;
      if (workload.replicas !== replicas) state.note('scaled', workload.ownerName, text);
      workload.setReplicas(replicas);
    },
    resizePool: (pool, count, remove) => state.act({ kind: 'resize-pool', pool, count, remove }),
    note: (what, subject, text, pod = null, node = null) => state.note(what, subject, text, pod, node),
  };
}

/** Sets of a Deployment are the Deployment's to scale. */
function scalableOf(workload: unknown): Scalable | null {
  if (!(workload instanceof Deployment || workload instanceof StatefulSet || workload instanceof ReplicaSet)) return null;
  if (workload instanceof ReplicaSet && !workload.isBare) return null;
  const { key, ownerName, replicas, app } = workload;
  return { key, namespace: key.split('/')[1] ?? 'default', ownerName, replicas, app };
}
