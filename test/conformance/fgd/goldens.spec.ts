import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PackingPolicyName } from '#core/orchestrator/packing';
import { importOpenbNodes, importOpenbPods } from '#core/scenario/import';
import { inflationCurve, inflationOrder, placementDigest, runInflation } from '#core/simulator/inflation';

const traces = resolve(__dirname, '..', '..', '..', '..', 'shared', 'traces');
const read = (path: string): string => gunzipSync(readFileSync(join(traces, path))).toString();

function goldens(): string[][] {
  const file = join(traces, 'fgd', 'goldens.csv');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

const rows = goldens();
const loaded = new Map<string, { nodes: ReturnType<typeof nodesOf>; pods: ReturnType<typeof podsOf> }>();

function nodesOf() {
  const outcome = importOpenbNodes(read('openb/openb_node_list_gpu_node.csv.gz'), 'nodes.csv');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
function podsOf(trace: string) {
  const outcome = importOpenbPods(read(`openb/${trace}.csv.gz`), 'pods.csv');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value.map((pod) => pod.request);
}
function inputs(trace: string) {
  const known = loaded.get(trace) ?? { nodes: nodesOf(), pods: podsOf(trace) };
  loaded.set(trace, known);
  return known;
}

describe('the order of arrival', () => {
  const published = [...new Set(rows.map(([trace, , seed]) => `${trace} ${seed}`))].filter((one) =>
    existsSync(join(traces, 'fgd', `${one.replace(' ', '.')}.txt.gz`)),
  );
  if (published.length === 0) {
    it.skip('every published order (the OpenB trace is not at ../shared/traces)', () => undefined);
    return;
  }
  it.each(published)('%s follows from the trace and the seed', (one) => {
    const [trace, seed] = one.split(' ') as [string, string];
    const { nodes, pods } = inputs(trace);
    const { arrivals, ranks } = inflationOrder(nodes, pods, Number(seed));
    const [order, permutation] = read(`fgd/${trace}.${seed}.txt.gz`).trim().split('\n');
    expect([arrivals.join(' '), ranks.join(' ')]).toEqual([order, permutation]);
  });
});

describe('the inflation experiment of "Beware of Fragmentation" (ATC\'23)', () => {
  if (rows.length === 0) {
    it.skip('every published golden (the OpenB trace is not at ../shared/traces)', () => undefined);
    return;
  }
  it.each(rows)('%s, %s, seed %s comes out exactly', (trace, policy, seed, pods, placed, failed, at100, at130, frag100, digest) => {
    const [order, ranks] = read(`fgd/${trace}.${seed}.txt.gz`)
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    const result = runInflation({
      ...inputs(trace as string),
      arrivals: order as number[],
      ranks: ranks as number[],
      policy: policy as PackingPolicyName,
      seed: Number(seed),
    });
    const allocated = inflationCurve(result, 'allocatedMilli', 130);
    expect({
      pods: result.placements.length,
      placed: result.placed,
      failed: result.failed,
      at100: allocated[100],
      at130: allocated[130],
      frag100: inflationCurve(result, 'fragmentedMilli', 130)[100],
      digest: placementDigest(result.placements, ranks as number[]),
    }).toEqual({
      pods: Number(pods),
      placed: Number(placed),
      failed: Number(failed),
      at100: Number(at100),
      at130: Number(at130),
      frag100: Number(frag100),
      digest,
    });
  });
});
