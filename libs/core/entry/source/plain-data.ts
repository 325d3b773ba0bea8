import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { MAX_DEPTH, type ReadLimits } from '../limits.js';
import type { Offsets } from './source-document.js';

export interface DataFinding {
  readonly code: 'alias-bomb' | 'document-too-deep' | 'document-too-large' | 'duplicate-key' | 'reserved-key' | 'yaml-syntax';
  readonly message: string;
  readonly hint?: string;
  readonly offset: number;
}

/** Ends the reading of a document that is too much of something; caught in `plainData` and nowhere else. */
class TooMuch extends Error {
  constructor(readonly finding: DataFinding) {
    super(finding.message);
  }
}

/** What all documents of one file may hold together. */
export interface Allowance {
  readonly limits: ReadLimits;
  values: number;
  aliased: number;
}

export const newAllowance = (limits: ReadLimits): Allowance => ({ limits, values: limits.values, aliased: limits.aliased });

export interface PlainData {
  readonly data: unknown;
  readonly offsets: WeakMap<object, Map<string | number, Offsets>>;
  readonly findings: readonly DataFinding[];
}

/** Names that JavaScript objects give a meaning of their own; libraries call what stands under the last two. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', 'valueOf', 'toString']);
const MERGE = '<<';

/** A parsed document as plain data: aliases written out (within the allowance), every key once, the offsets of everything. */
export function plainData(root: unknown, allowance: Allowance): PlainData {
  const reading = new Reading(allowance);
  try {
    return { data: reading.valueOf(root, 0), offsets: reading.offsets, findings: reading.findings };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { data: undefined, offsets: reading.offsets, findings: [...reading.findings, error.finding] };
  }
}

const offsetOf = (node: unknown): number => (node as Node | null | undefined)?.range?.[0] ?? 0;

class Reading {
  readonly offsets = new WeakMap<object, Map<string | number, Offsets>>();
  readonly findings: DataFinding[] = [];
  private readonly anchors = new Map<string, unknown>();
  private readonly open = new Set<unknown>();
  private aliasDepth = 0;

  constructor(private readonly allowance: Allowance) {}

  valueOf(node: unknown, depth: number): unknown {
    this.count(node, depth);
    if (isAlias(node)) return this.aliased(node.source, offsetOf(node), depth);
    if (!isMap(node) && !isSeq(node)) {
      if (isScalar(node) && node.anchor !== undefined) this.anchors.set(node.anchor, node);
      return isScalar(node) ? node.value : null;
    }
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (this.open.has(node)) throw new TooMuch({ code: 'alias-bomb', message: 'an alias repeats what it is part of', offset: offsetOf(node) });
    this.open.add(node);
    const value = isMap(node) ? this.map(node, depth) : this.list(node, depth);
    this.open.delete(node);
    return value;
  }

  private count(node: unknown, depth: number): void {
    const offset = offsetOf(node);
    this.allowance.values -= 1;
    if (this.aliasDepth > 0) this.allowance.aliased -= 1;
    if (this.allowance.aliased < 0)
      throw new TooMuch({ code: 'alias-bomb', message: `aliases repeat more than ${this.allowance.limits.aliased} values`, offset });
    if (this.allowance.values < 0)
      throw new TooMuch({ code: 'document-too-large', message: `more than ${this.allowance.limits.values} values in one file`, offset });
    if (depth > MAX_DEPTH) throw new TooMuch({ code: 'document-too-deep', message: `nested more than ${MAX_DEPTH} levels deep`, offset });
  }

  private aliased(name: string, offset: number, depth: number): unknown {
    if (!this.anchors.has(name)) {
      this.findings.push({ code: 'yaml-syntax', message: `no anchor \`${name}\` before this alias`, offset });
      return null;
    }
    this.aliasDepth += 1;
    const value = this.valueOf(this.anchors.get(name), depth);
    this.aliasDepth -= 1;
    return value;
  }

  private list(node: YAMLSeq, depth: number): unknown[] {
    const places = new Map<string | number, Offsets>();
    const list = node.items.map((item, index) => {
      places.set(index, { key: offsetOf(item), value: offsetOf(item) });
      return this.valueOf(item, depth + 1);
    });
    this.offsets.set(list, places);
    return list;
  }

  private map(node: YAMLMap, depth: number): Record<string, unknown> {
    const places = new Map<string | number, Offsets>();
    const map: Record<string, unknown> = {};
    const merges: Pair[] = [];
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : null;
      const offset = offsetOf(pair.key);
      if (key === null) this.findings.push({ code: 'yaml-syntax', message: 'the name of a field must be plain text', offset });
      else if (key === MERGE) merges.push(pair);
      else if (RESERVED.has(key)) this.findings.push({ code: 'reserved-key', message: `\`${key}\` cannot be the name of a field`, offset });
      else if (places.has(key)) this.findings.push({ code: 'duplicate-key', message: `\`${key}\` is here a second time`, hint: 'keep one of the two', offset });
      else {
        places.set(key, { key: offset, value: pair.value === null ? offset : offsetOf(pair.value) });
        map[key] = this.valueOf(pair.value, depth + 1);
      }
    }
    for (const pair of merges) this.merge(map, places, pair, depth);
    this.offsets.set(map, places);
    return map;
  }

  /** `<<: *defaults`: fields that the map does not have itself. */
  private merge(map: Record<string, unknown>, places: Map<string | number, Offsets>, pair: Pair, depth: number): void {
    const value = this.valueOf(pair.value, depth + 1);
    for (const source of Array.isArray(value) ? value : [value]) {
      if (source === null || typeof source !== 'object' || Array.isArray(source)) {
        this.findings.push({ code: 'yaml-syntax', message: '`<<` merges maps only', offset: offsetOf(pair.key) });
        continue;
      }
      for (const [key, inner] of Object.entries(source)) {
        const from = this.offsets.get(source)?.get(key);
        if (places.has(key) || from === undefined) continue;
        places.set(key, from);
        map[key] = inner;
      }
    }
  }
}
