import type { NodeInfo } from './node-info.js';
import type { NodeMask } from './node-masks.js';
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

/** Number that stands for a value of which no node counts. */
export const NOT_THERE = -(2 ** 31);

/** The counts added up by the values of one key, over all nodes or some. */
interface Sums {
  readonly topology: Topology;
  readonly mask: NodeMask | null;
  readonly byValue: Int32Array;
}

interface Answers {
  readonly matcher: PodMatcher;
  counts: Int32Array;
  readonly sums: Map<string, Sums>;
}

/** Which questions the pods of one kind match, of those asked so far. */
interface Matched {
  readonly age: number;
  asked: number;
  readonly answers: Answers[];
}

/** More numbers than this are a sign that questions do not come back: start over. */
const MOST_COUNTS = 2 ** 24;

/** How many matching pods each node has, by node slot. Counted once per question, then kept up to date. */
export class MatchIndex {
  private readonly byText = new Map<string, Answers>();
  private all: Answers[] = [];
  private age = 0;
  private readonly matched = new WeakMap<PodRules, Matched>();

  constructor(private readonly nodes: () => Iterable<NodeInfo>) {}

  counts(matcher: PodMatcher, slots: number): Int32Array {
    return this.answersTo(matcher, slots).counts;
  }

  /** The counts added up by the values of a topology, of the nodes that `mask` has: values without one are NOT_THERE. Not to be written to. */
  sums(matcher: PodMatcher, key: string, topology: Topology, slots: number, mask: NodeMask | null, maskText: string): Int32Array {
    const answers = this.answersTo(matcher, slots);
    const text = mask === null ? key : `${key}\n${maskText}`;
    const known = answers.sums.get(text);
    if (known?.topology === topology && known.mask === mask) return known.byValue;
    const byValue = sumUp(answers.counts, topology, mask);
    answers.sums.set(text, { topology, mask, byValue });
    return byValue;
  }

  podMoved(pod: PodInfo, slot: number, delta: 1 | -1): void {
    for (const answers of this.matchedBy(pod.traits.rules)) {
      if (pod.terminating && !answers.matcher.countsTerminating) continue;
      if (slot >= answers.counts.length) widen(answers, slot + 1);
      move(answers, slot, delta);
    }
  }

  forgetAll(): void {
    this.byText.clear();
    this.all = [];
    this.age++;
  }

  private answersTo(matcher: PodMatcher, slots: number): Answers {
    const answers = this.byText.get(matcher.text) ?? this.ask(matcher, slots);
    if (answers.counts.length < slots) widen(answers, slots);
    return answers;
  }

  private matchedBy(rules: PodRules): readonly Answers[] {
    let matched = this.matched.get(rules);
    if (matched?.age !== this.age) {
      matched = { age: this.age, asked: 0, answers: [] };
      this.matched.set(rules, matched);
    }
    for (const { all } = this; matched.asked < all.length; matched.asked++) {
      const answers = all[matched.asked] as Answers;
      if (answers.matcher.matches(rules)) matched.answers.push(answers);
    }
    return matched.answers;
  }

  private ask(matcher: PodMatcher, slots: number): Answers {
    if ((this.all.length + 1) * slots > MOST_COUNTS) this.forgetAll();
    const answers: Answers = { matcher, counts: new Int32Array(slots), sums: new Map() };
    const known = new Map<PodRules, boolean>();
    for (const node of this.nodes()) {
      let count = 0;
      for (const pod of node.pods) if ((matcher.countsTerminating || !pod.terminating) && matches(matcher, pod.traits.rules, known)) count++;
      answers.counts[node.slot] = count;
    }
    this.byText.set(matcher.text, answers);
    this.all.push(answers);
    return answers;
  }
}

function sumUp(counts: Int32Array, { ids, values }: Topology, mask: NodeMask | null): Int32Array {
  const byValue = new Int32Array(values);
  if (mask !== null) byValue.fill(NOT_THERE);
  for (let slot = 0; slot < ids.length; slot++) {
    const id = ids[slot] as number;
    if (id < 0 || (mask !== null && mask[slot] !== 1)) continue;
    const before = byValue[id] as number;
    byValue[id] = (before === NOT_THERE ? 0 : before) + (counts[slot] as number);
  }
  return byValue;
}

function widen(answers: Answers, slots: number): void {
  const wider = new Int32Array(slots * 2);
  wider.set(answers.counts);
  answers.counts = wider;
}

function move({ counts, sums }: Answers, slot: number, delta: 1 | -1): void {
  counts[slot] = (counts[slot] as number) + delta;
  if (sums.size === 0) return;
  for (const { topology, mask, byValue } of sums.values()) {
    const id = topology.ids[slot] ?? -1;
    if (id >= 0 && (mask === null || mask[slot] === 1)) byValue[id] = (byValue[id] as number) + delta;
  }
}

function matches(matcher: PodMatcher, rules: PodRules, known: Map<PodRules, boolean>): boolean {
  let answer = known.get(rules);
  if (answer === undefined) {
    answer = matcher.matches(rules);
    known.set(rules, answer);
  }
  return answer;
}
