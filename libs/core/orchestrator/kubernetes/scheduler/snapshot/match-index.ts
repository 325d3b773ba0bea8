import type { NodeInfo } from './node-info.js';
import type { PodInfo } from './pod-info.js';
import type { PodRules } from './pod-rules.js';
import type { Topology } from './topology.js';

/** A question that is asked of every pod again and again: does it match? */
export interface PodMatcher {
  /** Equal text: the same question. */
  readonly text: string;
  readonly countsTerminating: boolean;
  matches(pod: PodRules): boolean;
}

interface Answers {
  readonly matcher: PodMatcher;
  readonly known: WeakMap<PodRules, boolean>;
  counts: Int32Array;
  /** The counts added up by topology value, by key. */
  readonly sums: Map<string, { readonly topology: Topology; readonly byValue: Int32Array }>;
}

/** More questions than this at once are a sign that they do not come back: start over. */
const MOST_QUESTIONS = 512;

/** How many matching pods each node has, by node slot. Counted once per question, then kept up to date. */
export class MatchIndex {
  private readonly answers = new Map<string, Answers>();

  constructor(private readonly nodes: () => Iterable<NodeInfo>) {}

  counts(matcher: PodMatcher, slots: number): Int32Array {
    const found = this.answers.get(matcher.text) ?? this.ask(matcher, slots);
    if (found.counts.length < slots) {
      const wider = new Int32Array(slots * 2);
      wider.set(found.counts);
      found.counts = wider;
    }
    return found.counts;
  }

  /** The counts added up by the values of a topology. Not to be written to. */
  sums(matcher: PodMatcher, key: string, topology: Topology, slots: number): Int32Array {
    const counts = this.counts(matcher, slots);
    const answers = this.answers.get(matcher.text) as Answers;
    const known = answers.sums.get(key);
    if (known?.topology === topology) return known.byValue;
    const byValue = new Int32Array(topology.values);
    topology.ids.forEach((id, slot) => {
      if (id >= 0) byValue[id] = (byValue[id] as number) + (counts[slot] as number);
    });
    answers.sums.set(key, { topology, byValue });
    return byValue;
  }

  podMoved(pod: PodInfo, slot: number, delta: 1 | -1): void {
    for (const answers of this.answers.values()) {
      if (pod.terminating && !answers.matcher.countsTerminating) continue;
      if (slot >= answers.counts.length) this.answers.delete(answers.matcher.text);
      else if (matches(answers, pod.traits.rules)) move(answers, slot, delta);
    }
  }

  forgetAll(): void {
    this.answers.clear();
  }

  private ask(matcher: PodMatcher, slots: number): Answers {
    if (this.answers.size >= MOST_QUESTIONS) this.answers.clear();
    const answers: Answers = { matcher, known: new WeakMap(), counts: new Int32Array(slots), sums: new Map() };
    for (const node of this.nodes()) {
      let count = 0;
      for (const pod of node.pods) if ((matcher.countsTerminating || !pod.terminating) && matches(answers, pod.traits.rules)) count++;
      answers.counts[node.slot] = count;
    }
    this.answers.set(matcher.text, answers);
    return answers;
  }
}

function move({ counts, sums }: Answers, slot: number, delta: 1 | -1): void {
  counts[slot] = (counts[slot] as number) + delta;
  if (sums.size === 0) return;
  for (const { topology, byValue } of sums.values()) {
    const id = topology.ids[slot] ?? -1;
    if (id >= 0) byValue[id] = (byValue[id] as number) + delta;
  }
}

function matches(answers: Answers, rules: PodRules): boolean {
  const known = answers.known.get(rules);
  if (known !== undefined) return known;
  const answer = answers.matcher.matches(rules);
  answers.known.set(rules, answer);
  return answer;
}
