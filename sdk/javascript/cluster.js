import { fits } from './fits.js';

/** The judge takes no longer ones. */
const REASON_CHARACTERS = 200;

/**
 * The cluster as the judge told it, kept up to date from step to step, and what the plugin decides about it. A decision shows
 * in the mirror at once: a bound pod takes its room, so that the next one is not put there too. What the judge refuses is undone.
 */
export class Cluster {
  /** By name, in the order in which they joined. */
  nodes = new Map();
  /** All that exist, pending or not. */
  pods = new Map();
  /** Those without a node, in the order in which they came. */
  pending = new Map();
  workloads = new Map();
  apps = new Map();
  pools = new Map();
  nodesByZone = new Map();
  nodesByPool = new Map();
  podsByApp = new Map();
  /** Simulated time, µs. */
  nowUs = 0;
  limits = {};
  /** The last scrape, by pod and by application. */
  usage = { pods: new Map(), apps: new Map() };
  /** Decisions that were refused since the last step: `{ code, text, decision }`. */
  refused = [];
  #decisions = [];
  #asked = new Map();
  #wakeAfterUs;

  fits(pod, node) {
    return fits(pod, node);
  }

  bind(pod, node, reason) {
    this.#decisions.push({ do: 'bind', pod: pod.name, node: node.name, reason: shortened(reason) });
    this.pending.delete(pod.name);
    this.#hold(pod, node);
  }

  evict(pod, reason) {
    this.#decisions.push({ do: 'evict', pod: pod.name, reason: shortened(reason) });
    pod.stateBefore = pod.state;
    pod.state = 'ending';
  }

  scale(workload, replicas, reason) {
    this.#decisions.push({ do: 'scale', workload: workload.name, replicas, reason: shortened(reason) });
    workload.replicas = replicas;
  }

  resize(pool, nodes, remove = [], reason = undefined) {
    this.#decisions.push({ do: 'resize', pool: pool.name, nodes, remove: remove.map((node) => node.name), reason: shortened(reason) });
  }

  /** Be asked again after so long even if nothing happens; at least 100 ms. */
  wakeAfter(us) {
    this.#wakeAfterUs = us;
  }

  // From here on: for the session.

  begin({ limits, nodes, pools, apps }) {
    this.limits = limits;
    for (const pool of pools) this.pools.set(pool.name, { ...pool });
    for (const app of apps) this.apps.set(app.name, { ...app });
    for (const node of nodes) this.#node(node);
  }

  learn({ nowUs, events, pending }) {
    this.nowUs = nowUs;
    this.refused = [];
    for (const event of events) this.#learn(event);
    for (const pod of pending) {
      // The message is ours, and a copy of every pod would be a third of a step.
      pod.node = null;
      pod.state = 'pending';
      this.pods.set(pod.name, pod);
      this.pending.set(pod.name, pod);
      group(this.podsByApp, pod.app).add(pod);
    }
    this.#asked.clear();
  }

  takeAnswer(step) {
    const decisions = this.#decisions;
    const wakeAfterUs = this.#wakeAfterUs;
    this.#asked.set(step, decisions);
    this.#decisions = [];
    this.#wakeAfterUs = undefined;
    return { type: 'decisions', step, decisions, wakeAfterUs };
  }

  #learn(event) {
    switch (event.kind) {
      case 'node':
        return this.#node(event.node);
      case 'node-gone':
        return this.#nodeGone(event.node);
      case 'node-leaves': {
        const node = this.nodes.get(event.node);
        if (node !== undefined) node.leavesAtUs = event.atUs;
        return;
      }
      case 'pod':
        return this.#podState(event);
      case 'workload':
        this.workloads.set(event.workload.name, { ...event.workload });
        return;
      case 'metrics':
        this.usage = { pods: new Map(event.pods.map((one) => [one.pod, one])), apps: new Map(event.apps.map((one) => [one.app, one])) };
        return;
      case 'refused':
        return this.#undo(event);
    }
  }

  #node(told) {
    const known = this.nodes.get(told.name);
    const node = known ?? { pods: new Set(), leavesAtUs: null, cpuFree: 0, memoryFree: 0, podsFree: 0, extendedFree: {} };
    Object.assign(node, told);
    node.cpuFree = node.cpuMilli;
    node.memoryFree = node.memoryBytes;
    node.podsFree = node.podsMax;
    node.extendedFree = { ...node.extended };
    for (const pod of node.pods) take(pod, node, 1);
    if (known !== undefined) return;
    this.nodes.set(node.name, node);
    group(this.nodesByZone, node.zone).add(node);
    group(this.nodesByPool, node.pool).add(node);
  }

  #nodeGone(name) {
    const node = this.nodes.get(name);
    if (node === undefined) return;
    this.nodes.delete(name);
    group(this.nodesByZone, node.zone).delete(node);
    group(this.nodesByPool, node.pool).delete(node);
  }

  #podState({ pod: name, state, node: nodeName }) {
    const pod = this.pods.get(name);
    if (pod === undefined) return;
    const node = nodeName === null ? undefined : this.nodes.get(nodeName);
    if (state === 'bound' && node !== undefined && pod.node !== node) {
      this.#release(pod);
      this.pending.delete(name);
      this.#hold(pod, node);
    }
    pod.state = state;
    if (state !== 'gone' && state !== 'succeeded' && state !== 'failed') return;
    this.#release(pod);
    this.pending.delete(name);
    if (state !== 'gone') return;
    this.pods.delete(name);
    group(this.podsByApp, pod.app).delete(pod);
  }

  #undo({ step, decision: index, code, text }) {
    const decision = this.#asked.get(step)?.[index];
    this.refused.push({ code, text, decision });
    const pod = this.pods.get(decision?.pod);
    if (decision?.do === 'evict' && pod?.state === 'ending') pod.state = pod.stateBefore;
    if (decision?.do !== 'bind' || pod?.state !== 'pending') return;
    this.#release(pod);
    this.pending.set(pod.name, pod);
  }

  #hold(pod, node) {
    pod.node = node;
    node.pods.add(pod);
    take(pod, node, 1);
  }

  #release(pod) {
    const { node } = pod;
    pod.node = null;
    if (node?.pods.delete(pod)) take(pod, node, -1);
  }
}

const shortened = (reason) => reason?.slice(0, REASON_CHARACTERS);

function take(pod, node, sign) {
  node.cpuFree -= sign * pod.cpuMilli;
  node.memoryFree -= sign * pod.memoryBytes;
  node.podsFree -= sign;
  for (const name in pod.extended) node.extendedFree[name] = (node.extendedFree[name] ?? 0) - sign * pod.extended[name];
}

function group(index, key) {
  let members = index.get(key);
  if (members === undefined) index.set(key, (members = new Set()));
  return members;
}
