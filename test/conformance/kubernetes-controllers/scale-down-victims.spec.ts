import { applyPatch, startReplay } from './replay.js';
import { readRecording } from './recording.js';

const number = (pod: string): number => Number(pod.split('-').at(-1));

/** Ten pods where the recording had them, then the recorded scale-down to four: how many go from each node. */
function victimsPerNode(name: string): { readonly ours: Record<string, number>; readonly recorded: Record<string, number> } {
  const recording = readRecording(name);
  const run = recording.runs[0];
  const pods = [...(run?.snapshots[0]?.pods ?? [])].sort((a, b) => number(a.pod) - number(b.pod));
  const one = startReplay(recording);
  one.placer.wanted.push(...pods.map((pod) => pod.node));
  one.world.runUntil(5999);
  applyPatch(one, recording.inputs.find((input) => input.patch !== undefined) ?? {});
  one.world.runUntil(20_000);
  const ours: Record<string, number> = {};
  for (const { node } of one.world.stops) ours[`n${node + 1}`] = (ours[`n${node + 1}`] ?? 0) + 1;
  const recorded: Record<string, number> = {};
  for (const event of run?.events ?? []) {
    const node = pods.find((pod) => pod.pod === event.pod)?.node;
    if (event.kind === 'pod-terminating' && node !== undefined) recorded[node] = (recorded[node] ?? 0) + 1;
  }
  return { ours, recorded };
}

describe('who goes when a ReplicaSet shrinks', () => {
  it('s07b: the crowded node first, by ranks counted once', () => {
    const { ours, recorded } = victimsPerNode('s07b-scaledown-nodes');
    expect(ours).toEqual(recorded);
    expect(ours).toEqual({ n1: 6 });
  });
});
