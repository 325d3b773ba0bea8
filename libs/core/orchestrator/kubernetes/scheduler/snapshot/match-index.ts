import type { NodeInfo } from './node-info.js';
import type { PodInfo } from './pod-info.js';
import type { PodTraits } from './pod-traits.js';

/** A question that is asked of every pod again and again: does it match? */
export interface PodMatcher {
  /** Equal text: the same question. */
  readonly text: string;
  readonly countsTerminating: boolean;
  matches(pod: PodTraits): boolean;
}

interface Answers {
  readonly matcher: PodMatcher;
  readonly known: WeakMap<PodTraits, boolean>;
  counts: Int32Array;
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

  podMoved(pod: PodInfo, slot: number, delta: 1 | -1): void {
    for (const answers of this.answers.values()) {
      if (pod.terminating && !answers.matcher.countsTerminating) continue;
      if (slot < answers.counts.length && matches(answers, pod.traits)) answers.counts[slot] = (answers.counts[slot] ?? 0) + delta;
      else if (slot >= answers.counts.length) this.answers.delete(answers.matcher.text);
    }
  }

  forgetAll(): void {
    this.answers.clear();
  }

  private ask(matcher: PodMatcher, slots: number): Answers {
    if (this.answers.size >= MOST_QUESTIONS) this.answers.clear();
    const answers: Answers = { matcher, known: new WeakMap(), counts: new Int32Array(slots) };
    for (const node of this.nodes()) {
      let count = 0;
      for (const pod of node.pods) if ((matcher.countsTerminating || !pod.terminating) && matches(answers, pod.traits)) count++;
      answers.counts[node.slot] = count;
    }
    this.answers.set(matcher.text, answers);
    return answers;
  }
}

function matches(answers: Answers, traits: PodTraits): boolean {
  const known = answers.known.get(traits);
  if (known !== undefined) return known;
  const answer = answers.matcher.matches(traits);
  answers.known.set(traits, answer);
  return answer;
}
