import type { PodId } from '#core/cluster';
import type { Service } from 'kubernetes-types/core/v1';
import type { Action } from '../../action.js';
import { equalityMatcher, type LabelMatcher } from './label-selector.js';
import { isTerminal, type PodRecord } from './pod-record.js';
import type { PodTemplate } from './pod-template.js';

interface ServiceRule {
  readonly namespace: string;
  readonly selects: LabelMatcher;
  readonly unreadyToo: boolean;
}

/** Endpoints of one application, over all Services that select its pods. */
interface Endpoints {
  readonly serving: Set<PodRecord>;
  /** Ready pods that were asked to end: kube-proxy still sends to them when there is nobody else. */
  readonly draining: Set<PodRecord>;
  routed: readonly PodId[];
}

/** Keeps, per application, the pods its load balancer shall send to. */
export class RouteTable {
  private readonly services = new Map<string, ServiceRule>();
  private readonly apps = new Map<string, Endpoints>();
  private readonly changed = new Set<string>();
  private selected = new WeakMap<PodTemplate, 'no' | 'ready' | 'any'>();

  /** A new Service, or another version of one. `pods` are all that are there: which of them it selects is counted anew. */
  applyService(namespace: string, name: string, service: Service, pods: Iterable<PodRecord>): void {
    const all = [...pods];
    for (const pod of all) this.tally(pod, -1);
    const unreadyToo = service.spec?.publishNotReadyAddresses ?? false;
    this.services.set(`${namespace}/${name}`, { namespace, selects: equalityMatcher(service.spec?.selector), unreadyToo });
    this.selected = new WeakMap();
    for (const pod of all) this.tally(pod, 1);
  }

  tally(pod: PodRecord, sign: 1 | -1): void {
    const app = pod.template.app;
    if (app === '' || pod.node === null || isTerminal(pod)) return;
    const rule = this.ruleOf(pod);
    if (rule === 'no' || !(pod.ready || rule === 'any')) return;
    const endpoints = this.endpointsOf(app);
    const set = pod.deletedUs === null ? endpoints.serving : endpoints.draining;
    if (sign === 1) set.add(pod);
    else set.delete(pod);
    this.changed.add(app);
  }

  takeChanges(): readonly Action[] {
    const routes: Action[] = [];
    for (const app of this.changed) {
      const endpoints = this.endpointsOf(app);
      const to = endpoints.serving.size > 0 ? endpoints.serving : endpoints.draining;
      const pods = Array.from(to, (pod) => pod.id).sort((a, b) => a - b);
      const { routed } = endpoints;
      if (pods.length === routed.length && pods.every((pod, i) => pod === routed[i])) continue;
      endpoints.routed = pods;
      routes.push({ kind: 'route', app, pods });
    }
    this.changed.clear();
    return routes;
  }

  /** Labels that differ within a template (a StatefulSet's pod name) are not looked at: Services that select single pods do not balance. */
  private ruleOf(pod: PodRecord): 'no' | 'ready' | 'any' {
    const known = this.selected.get(pod.template);
    if (known !== undefined) return known;
    const matching = [...this.services.values()].filter((s) => s.namespace === pod.namespace && s.selects(pod.labels));
    const rule = matching.length === 0 ? 'no' : matching.some((s) => s.unreadyToo) ? 'any' : 'ready';
    this.selected.set(pod.template, rule);
    return rule;
  }

  private endpointsOf(app: string): Endpoints {
    let endpoints = this.apps.get(app);
    if (endpoints === undefined) this.apps.set(app, (endpoints = { serving: new Set(), draining: new Set(), routed: [] }));
    return endpoints;
  }
}
