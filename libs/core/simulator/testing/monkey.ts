import type { NodeId, PodId } from '#core/cluster';
import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';
import { RandomStream } from '#core/random';
import { SECOND } from '#core/units';
import { podOf } from './steward.js';

const probe = { initialDelayUs: 0, periodUs: 2 * SECOND, timeoutUs: SECOND, failureThreshold: 2, successThreshold: 1 };

/** A control plane without sense: starts, stops, routes and resizes at random, and asks nothing that a world must refuse as a mistake of the caller. */
export class Monkey implements ControlPlane {
  wakeAtUs = 0;
  private readonly stream: RandomStream;
  private readonly nodes: NodeId[] = [];
  private readonly pods: PodId[] = [];

  constructor(seed: number) {
    this.stream = new RandomStream(seed, 'monkey');
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    for (const event of events) if (event.kind === 'node-joined') this.nodes.push(event.node.id);
    if (nowUs < this.wakeAtUs) return [];
    this.wakeAtUs = nowUs + 1 + this.stream.integer(4 * SECOND);
    return Array.from({ length: 1 + this.stream.integer(3) }, () => this.act());
  }

  private act(): Action {
    const { stream, nodes, pods } = this;
    const any = <T>(items: readonly T[]): T => items[stream.integer(items.length)] as T;
    const what = stream.integer(10);
    if (nodes.length > 0 && (what < 5 || pods.length === 0)) {
      const id = pods.length;
      pods.push(id);
      const policy = any(['always', 'on-failure', 'never'] as const);
      const app = any(['web', 'web', 'api']);
      const checks = any([null, probe]);
      const pod = podOf(id, {
        app,
        image: `regatta/${app}:1`,
        readiness: checks,
        liveness: checks,
        startup: any([null, null, probe]),
        graceUs: stream.integer(6 * SECOND),
        preStopUs: any([0, SECOND]),
      });
      const limits = {
        cpuLimitMilli: any([null, 300]),
        memoryLimitBytes: any([null, 128 * 2 ** 20]),
        requests: { cpuMilli: any([50, 600]), memoryBytes: any([64, 700]) * 2 ** 20, extended: {} },
      };
      return { kind: 'start-pod', node: any(nodes), pod: { ...pod, ...limits, restart: { ...pod.restart, policy } } };
    }
    if (pods.length > 0 && what < 7) return { kind: 'stop-pod', pod: any(pods), graceUs: stream.integer(6 * SECOND) };
    if (what < 9) {
      const routed = pods.filter(() => stream.integer(2) === 0);
      return { kind: 'route', app: any(['web', 'api']), pods: routed };
    }
    return { kind: 'resize-pool', pool: 'pool-0', count: stream.integer(7), remove: nodes.length > 0 && stream.integer(2) === 0 ? [any(nodes)] : [] };
  }
}
