import { fits } from './fits.js';
import { Session } from './session.js';

const GIBIBYTE = 1024 ** 3;

/**
 * A judge for tests: the real messages, decisions checked by the judge's rules, and no simulated traffic. Pods run as soon as they
 * are bound. `regatta judge` is the real one.
 */
export class LocalJudge {
  nowUs = 0;
  refused = [];
  evicted = [];
  scaled = [];
  #session;
  #events = [];
  #pending = [];
  #nodes = new Map();
  #pods = new Map();
  #steps = 0;

  constructor(plugin, { nodes = 3, apps = [], pools = [] } = {}) {
    this.#session = new Session(plugin);
    const list = typeof nodes === 'number' ? Array.from({ length: nodes }, () => ({})) : nodes;
    for (const node of list) this.#addNode(node);
    const start = { type: 'start', protocol: 1, limits: {}, nodes: [...this.#nodes.values()].map(toldNode), pools, apps };
    const ready = JSON.parse(this.#session.answer(JSON.stringify(start)));
    if (ready.type !== 'ready' || ready.protocol !== 1) throw new Error(`the answer to start is ${JSON.stringify(ready)}`);
  }

  /** Pods that want a node from the next step on; gives their names. */
  submit({ count = 1, ...more } = {}) {
    return Array.from({ length: count }, () => {
      const name = more.name ?? `pod-${this.#pods.size + 1}`;
      const pod = { ...emptyPod(name), ...more, name };
      this.#pods.set(name, { ...pod, node: null });
      this.#pending.push(pod);
      return name;
    });
  }

  addNode(node = {}) {
    const added = this.#addNode(node);
    this.#events.push({ kind: 'node', node: toldNode(added) });
    return added.name;
  }

  /** The machine and all its pods are gone. */
  removeNode(name) {
    for (const pod of this.#pods.values()) if (pod.node === name) this.finish(pod.name);
    this.#nodes.delete(name);
    this.#events.push({ kind: 'node-gone', node: name });
  }

  finish(name) {
    const pod = this.#pods.get(name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    this.#hold(pod, -1);
    this.#pods.delete(name);
    this.#events.push({ kind: 'pod', pod: name, state: 'gone', node: null });
  }

  /** Any event of the protocol: `{ kind: 'metrics', … }`, `{ kind: 'workload', … }`. */
  tell(event) {
    this.#events.push(event);
  }

  /** Asks the plugin, and does what it decides. */
  step(afterUs = 1_000_000) {
    this.nowUs += afterUs;
    const waiting = [...this.#pods.values()].filter((pod) => pod.node === null).length;
    const step = { type: 'step', step: ++this.#steps, nowUs: this.nowUs, events: this.#events, pending: this.#pending, waiting };
    this.#events = [];
    this.#pending = [];
    const answer = JSON.parse(this.#session.answer(JSON.stringify(step)));
    if (answer.type !== 'decisions' || answer.step !== this.#steps) throw new Error(`the answer to step ${this.#steps} is ${JSON.stringify(answer)}`);
    answer.decisions.forEach((decision, index) => this.#carryOut(decision, index));
    return answer.decisions;
  }

  nodeOf(pod) {
    return this.#pods.get(pod)?.node ?? null;
  }

  podsOn(node) {
    return [...this.#pods.values()].filter((pod) => pod.node === node).map((pod) => pod.name);
  }

  #carryOut(decision, index) {
    const code = this.#refusalOf(decision);
    if (code !== null) {
      this.refused.push({ code, decision });
      this.#events.push({ kind: 'refused', step: this.#steps, decision: index, code, text: code });
      return;
    }
    if (decision.do === 'bind') {
      const pod = this.#pods.get(decision.pod);
      pod.node = decision.node;
      this.#hold(pod, 1);
      this.#events.push({ kind: 'pod', pod: pod.name, state: 'bound', node: pod.node }, { kind: 'pod', pod: pod.name, state: 'running', node: null });
    } else if (decision.do === 'evict') {
      this.evicted.push(decision.pod);
      this.finish(decision.pod);
    } else if (decision.do === 'scale') this.scaled.push({ workload: decision.workload, replicas: decision.replicas });
  }

  #refusalOf(decision) {
    if (decision.do !== 'bind' && decision.do !== 'evict') return null;
    const pod = this.#pods.get(decision.pod);
    if (pod === undefined) return 'unknown-pod';
    if (decision.do === 'evict') return pod.node === null ? 'not-running' : null;
    if (pod.node !== null) return 'already-bound';
    const node = this.#nodes.get(decision.node);
    if (node === undefined) return 'unknown-node';
    if (!node.schedulable || !node.ready) return 'node-unschedulable';
    return fits(pod, node) ? null : 'node-full';
  }

  #addNode(more) {
    const name = more.name ?? `node-${this.#nodes.size + 1}`;
    const node = { ...emptyNode(name), ...more, name };
    const free = { cpuFree: node.cpuMilli, memoryFree: node.memoryBytes, podsFree: node.podsMax, extendedFree: { ...node.extended } };
    this.#nodes.set(name, { ...node, ...free });
    return this.#nodes.get(name);
  }

  #hold(pod, sign) {
    const node = this.#nodes.get(pod.node);
    if (node === undefined) return;
    node.cpuFree -= sign * pod.cpuMilli;
    node.memoryFree -= sign * pod.memoryBytes;
    node.podsFree -= sign;
    for (const name in pod.extended) node.extendedFree[name] = (node.extendedFree[name] ?? 0) - sign * pod.extended[name];
  }
}

const emptyPod = (name) => ({
  name,
  workload: null,
  app: 'app-1',
  batch: false,
  cpuMilli: 500,
  memoryBytes: GIBIBYTE,
  extended: {},
  priority: 0,
  nodes: [],
  tolerations: [],
});

const emptyNode = (name) => ({
  name,
  zone: 'zone-1',
  pool: 'pool-1',
  spot: false,
  cpuMilli: 4000,
  memoryBytes: 16 * GIBIBYTE,
  extended: {},
  podsMax: 110,
  labels: { name, zone: 'zone-1' },
  taints: [],
  schedulable: true,
  ready: true,
});

function toldNode({ cpuFree, memoryFree, podsFree, extendedFree, ...node }) {
  return node;
}
