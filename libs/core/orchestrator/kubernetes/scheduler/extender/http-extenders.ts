import type { Candidate } from '../cycle/placement.js';
import { type Rejection, unresolvable, unschedulable } from '../cycle/rejection.js';
import type { NodeObject, PodObject } from '../objects/api-objects.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { ExtenderCall, ExtenderRule } from './extender-rule.js';
import { goField, goList, goMap, goText } from './go-fields.js';
import type { ExtenderVerdict, SchedulerExtenders } from './scheduler-extenders.js';

/** The name under which the queue remembers that an extender turned a node down; any event may cure that. */
const EXTENDER = 'Extender';
/** Scores of extenders are meant to go to 10, those of nodes go to 100; nobody holds an extender to it. */
const SCORE_FACTOR = 10;

/**
 * kube-scheduler's HTTP extenders (pkg/scheduler/extender.go of 1.36): the same requests in the same order with the same JSON, and
 * the same meaning of what comes back. How the JSON gets there is the caller's.
 */
export class HttpExtenders implements SchedulerExtenders {
  private readonly pods = new WeakMap<PodInfo, PodObject>();
  private readonly nodes = new Map<string, NodeObject>();

  constructor(
    private readonly rules: readonly ExtenderRule[],
    private readonly call: ExtenderCall,
  ) {}

  get filters(): boolean {
    return this.rules.some((rule) => has(rule.filterVerb));
  }

  knowPod(pod: PodInfo, object: PodObject): void {
    this.pods.set(pod, object);
  }
  knowNode(name: string, object: NodeObject): void {
    this.nodes.set(name, object);
  }
  forgetNode(name: string): void {
    this.nodes.delete(name);
  }

  interestedIn(pod: PodInfo): boolean {
    return this.rules.some((rule) => isInterested(rule, pod));
  }

  filter(pod: PodInfo, feasible: readonly NodeInfo[]): ExtenderVerdict {
    let kept = feasible;
    const rejected: { readonly node: NodeInfo; readonly rejection: Rejection }[] = [];
    for (const rule of this.rules) {
      if (kept.length === 0) break;
      if (!isInterested(rule, pod) || !has(rule.filterVerb)) continue;
      const answer = this.filterBy(rule, rule.filterVerb, pod, kept);
      if (typeof answer === 'string') {
        if (rule.ignorable === true) continue;
        return { ok: false, error: answer };
      }
      const before = new Map(kept.map((node) => [node.name, node]));
      const turned = (reasons: ReadonlyMap<string, unknown>, rejection: typeof unschedulable) => {
        for (const [name, reason] of reasons) {
          const node = before.get(name);
          if (node !== undefined && !rejected.some((one) => one.node === node)) rejected.push({ node, rejection: rejection(EXTENDER, String(reason)) });
        }
      };
      turned(goMap(answer.result, 'FailedAndUnresolvableNodes'), unresolvable);
      turned(goMap(answer.result, 'FailedNodes'), unschedulable);
      const stays = new Set(answer.kept);
      // Left out without a word: turned down all the same.
      for (const node of kept)
        if (!stays.has(node) && !rejected.some((one) => one.node === node))
          rejected.push({ node, rejection: unschedulable(EXTENDER, 'turned down by an extender') });
      kept = answer.kept;
    }
    return { ok: true, kept, rejected };
  }

  prioritize(pod: PodInfo, feasible: readonly NodeInfo[]): readonly number[] | null {
    const at = new Map(feasible.map((node, index) => [node.name, index]));
    const sums = new Array<number>(feasible.length).fill(0);
    let scored = false;
    for (const rule of this.rules) {
      if (!isInterested(rule, pod) || !has(rule.prioritizeVerb)) continue;
      const answer = this.ask(rule, rule.prioritizeVerb, this.args(rule, pod, feasible));
      const scores = typeof answer === 'string' ? null : hostScores(answer.result);
      // What goes wrong here is only logged.
      if (scores === null) continue;
      for (const [host, score] of scores) {
        const index = at.get(host);
        if (index === undefined) continue;
        scored = true;
        sums[index] = (sums[index] ?? 0) + score * (rule.weight ?? 1) * SCORE_FACTOR;
      }
    }
    return scored ? sums : null;
  }

  preempt(pod: PodInfo, candidates: readonly Candidate[], podsOn: PodsOn): readonly Candidate[] | string {
    let left = candidates;
    for (const rule of this.rules) {
      if (left.length === 0) break;
      if (!isInterested(rule, pod) || !has(rule.preemptVerb)) continue;
      const answer = this.preemptBy(rule, rule.preemptVerb, pod, left, podsOn);
      if (typeof answer !== 'string') left = answer;
      else if (rule.ignorable !== true) return answer;
    }
    return left;
  }

  bind(pod: PodInfo, node: string): string | null | undefined {
    const body = { PodName: pod.name, PodNamespace: pod.traits.namespace, PodUID: pod.uid, Node: node };
    for (const rule of this.rules) {
      if (!has(rule.bindVerb) || !isInterested(rule, pod)) continue;
      const answer = this.ask(rule, rule.bindVerb, body);
      const error = typeof answer === 'string' ? answer : goText(answer.result, 'Error');
      if (error === '') return null;
      // The next one binds, or the scheduler itself.
      if (rule.ignorable !== true) return error;
    }
    return undefined;
  }

  private filterBy(
    rule: ExtenderRule,
    verb: string,
    pod: PodInfo,
    nodes: readonly NodeInfo[],
  ): string | { readonly result: unknown; readonly kept: readonly NodeInfo[] } {
    const answer = this.ask(rule, verb, this.args(rule, pod, nodes));
    if (typeof answer === 'string') return answer;
    const error = goText(answer.result, 'Error');
    if (error !== '') return error;
    const names = rule.nodeCacheCapable === true ? goList(answer.result, 'NodeNames') : undefined;
    const given = names ?? (goList(goField(answer.result, 'Nodes'), 'items') ?? []).map((item) => goText(goField(item, 'metadata'), 'name'));
    const known = new Map(nodes.map((node) => [node.name, node]));
    const kept: NodeInfo[] = [];
    for (const name of given) {
      const node = known.get(String(name));
      if (node === undefined) return `extender "${rule.urlPrefix}" claims a filtered node "${String(name)}" which is not found in the input node list`;
      kept.push(node);
    }
    return { result: answer.result, kept };
  }

  private preemptBy(rule: ExtenderRule, verb: string, pod: PodInfo, candidates: readonly Candidate[], podsOn: PodsOn): readonly Candidate[] | string {
    const victims = Object.fromEntries(
      candidates.map(({ node, victims, budgetViolations }) => [
        node,
        { Pods: victims.map((victim) => (rule.nodeCacheCapable === true ? { UID: victim.uid } : this.podJson(victim))), NumPDBViolations: budgetViolations },
      ]),
    );
    const given =
      rule.nodeCacheCapable === true
        ? { NodeNameToVictims: null, NodeNameToMetaVictims: victims }
        : { NodeNameToVictims: victims, NodeNameToMetaVictims: null };
    const answer = this.ask(rule, verb, { Pod: this.podJson(pod), ...given });
    if (typeof answer === 'string') return answer;
    const left: Candidate[] = [];
    for (const [node, meta] of goMap(answer.result, 'NodeNameToMetaVictims')) {
      // Any node, any pod on it: an extender knows of room that the scheduler does not.
      const there = podsOn(node);
      if (there === undefined) return `nodeinfo not found for node name "${node}"`;
      const chosen: PodInfo[] = [];
      for (const one of goList(meta, 'Pods') ?? []) {
        const uid = goText(one, 'UID');
        const victim = there.find((one) => one.uid === uid);
        if (victim === undefined)
          return `extender: ${rule.urlPrefix} claims to preempt pod (UID: ${uid}) on node: ${node}, but the pod is not found on that node`;
        chosen.push(victim);
      }
      if (chosen.length === 0 && rule.ignorable === true) continue;
      if (chosen.length === 0) return `expected at least one victim pod on node "${node}"`;
      const violations = goField(meta, 'NumPDBViolations');
      left.push({ node, victims: chosen, budgetViolations: typeof violations === 'number' ? violations : 0 });
    }
    return left;
  }

  private args({ nodeCacheCapable }: ExtenderRule, pod: PodInfo, nodes: readonly NodeInfo[]): object {
    if (nodeCacheCapable === true) return { Pod: this.podJson(pod), Nodes: null, NodeNames: nodes.map((node) => node.name) };
    return {
      Pod: this.podJson(pod),
      Nodes: { metadata: {}, items: nodes.map((node) => this.nodes.get(node.name) ?? { metadata: { name: node.name } }) },
      NodeNames: null,
    };
  }

  private podJson(pod: PodInfo): object {
    const { metadata, spec } = this.pods.get(pod) ?? { metadata: { name: pod.name } };
    return {
      metadata: { creationTimestamp: null, ...metadata },
      spec: { ...spec, ...(pod.node === null ? {} : { nodeName: pod.node }) },
      status: { phase: pod.node === null ? 'Pending' : 'Running' },
    };
  }

  private ask(rule: ExtenderRule, verb: string, body: object): string | { readonly result: unknown } {
    try {
      return { result: this.call(rule, verb, body) };
    } catch (error) {
      if (error instanceof ExtenderUnanswered) return error.message;
      throw error;
    }
  }
}

type PodsOn = (node: string) => readonly PodInfo[] | undefined;

/** As Go decodes a HostPriorityList: one score that is no integer spoils all of it. */
function hostScores(result: unknown): readonly (readonly [host: string, score: number])[] | null {
  if (!Array.isArray(result)) return null;
  const scores = result.map((one: unknown) => [goText(one, 'Host'), goField(one, 'Score') ?? 0] as const);
  return scores.every((one): one is readonly [string, number] => Number.isSafeInteger(one[1])) ? scores : null;
}

/** No answer that could be used: a time-out, a status that is not 200, no JSON. An ignorable extender is gone around. */
export class ExtenderUnanswered extends Error {}

const has = (verb: string | undefined): verb is string => verb !== undefined && verb !== '';

/** One that manages resources is asked about pods that want one of them. */
function isInterested({ managedResources = [] }: ExtenderRule, { traits }: PodInfo): boolean {
  return managedResources.length === 0 || managedResources.some(({ name }) => wants(traits.requests, name));
}

function wants(requests: PodInfo['traits']['requests'], name: string): boolean {
  if (name === 'cpu') return requests.cpu > 0;
  if (name === 'memory') return requests.memory > 0;
  return name === 'ephemeral-storage' ? requests.ephemeral > 0 : (requests.scalars.get(name) ?? 0) > 0;
}
