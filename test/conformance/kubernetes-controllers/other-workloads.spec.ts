import { applyPatch, startReplay } from './replay.js';
import { readRecording } from './recording.js';

/** Within 100 ms and the whole-second effects that the recordings name. */
const NEAR_MS = 1100;

describe('node failure (s08)', () => {
  const recording = readRecording('s08-node-failure');
  const run = recording.runs[0];
  const START_MS = 20_000;

  function fail() {
    const one = startReplay(recording);
    one.world.runUntil(START_MS);
    // n3 renewed its lease for the last time shortly before it stopped.
    const last = (run?.leaseRenewals?.n3 ?? []).filter((ms) => ms < 0).at(-1) ?? 0;
    one.world.nodeStops(2, START_MS + last);
    return one;
  }
  const at = (kind: string, text: string) => run?.events.find((e) => e.kind === kind && JSON.stringify(e).includes(text))?.t ?? Number.NaN;
  const noted = (one: ReturnType<typeof fail>, what: string, text = '') =>
    one.world.notes.filter((n) => n.note.what === what && n.note.text.includes(text)).map((n) => n.ms - START_MS);

  it('marks the node, taints it, and evicts after the toleration, when the real one did', () => {
    const one = fail();
    one.world.runUntil(START_MS + 79_000);
    const [down] = noted(one, 'node-down');
    const [noExecute] = noted(one, 'node-tainted', 'unreachable:NoExecute');
    // The phase of the 5 s monitor is not recorded.
    expect(Math.abs((down ?? 0) - at('node-condition', '"Ready"'))).toBeLessThanOrEqual(5000);
    expect((noExecute ?? 0) - (down ?? 0)).toBeLessThanOrEqual(240);
    expect(noted(one, 'pod-evicted').length).toBeGreaterThan(0);
    for (const ms of noted(one, 'pod-evicted')) expect(ms - (noExecute ?? 0)).toBe(20_000);
  });

  it('replaces pods of the Deployment at once, and those of the StatefulSet only when the node is back', () => {
    const one = fail();
    one.world.runUntil(START_MS + 79_000);
    const before = one.world.starts.filter((s) => s.ms > START_MS).map((s) => s.pod.owner);
    expect(new Set(before)).toEqual(new Set(['deployment/web']));
    one.world.nodeReturns(2);
    one.world.runUntil(START_MS + 95_000);
    const after = one.world.starts.filter((s) => s.ms > START_MS + 79_000).map((s) => s.pod.owner);
    expect(after).toEqual(['statefulset/db']);
    const [untainted] = noted(one, 'node-untainted', 'NoSchedule');
    const [later] = noted(one, 'node-untainted', 'NoExecute');
    expect(untainted).toBe(79_000);
    expect((later ?? 0) - (untainted ?? 0)).toBeLessThanOrEqual(5000);
  });
});

describe('drain under a disruption budget (s09)', () => {
  it('gets one pod at a time, five seconds apart', () => {
    const recording = readRecording('s09-drain-pdb');
    const one = startReplay(recording, 3);
    one.world.runUntil(10_000);
    one.world.resetEnvelope();
    one.world.at(10_000, { kind: 'maintenance', node: 0, action: 'drain' });
    one.world.runUntil(40_000);
    const tries = one.world.notes.filter((n) => n.note.what === 'eviction-refused' || n.note.what === 'pod-evicted');
    expect(tries.map((n) => [n.note.what === 'pod-evicted' ? 201 : 429, n.ms - 10_000])).toEqual([
      [201, 0],
      [429, 0],
      [429, 0],
      [201, 5000],
      [429, 5000],
      [201, 10_000],
    ]);
    expect(one.world.envelope.minReady).toBe(recording.runs[0]?.envelope.minReadyNotTerminating);
    expect(one.world.envelope.maxPods).toBe(recording.runs[0]?.envelope.maxPodsNotTerminating);
  });
});

describe('StatefulSet (s11)', () => {
  it('creates, updates and scales down in the recorded order', () => {
    const recording = readRecording('s11-sts-rolling');
    const one = startReplay(recording);
    const patches = recording.inputs.filter((input) => input.patch !== undefined);
    const actions = recording.runs[0]?.actions ?? [];
    patches.forEach((patch, i) => {
      one.world.runUntil((actions[i + 1]?.t ?? 0) - 1);
      applyPatch(one, patch);
    });
    one.world.runUntil(40_000);
    const seen = one.world.notes
      .filter((n) => n.note.what === 'pod-created' || n.note.what === 'pod-deleted')
      .map((n) => `${n.note.what.slice(4)} ${n.note.subject}`);
    const track = (recording.compare.tracks.podIdentity?.allRuns ?? []) as readonly string[];
    const expected = track.filter((line) => /^(created|terminating)/.test(line)).map((line) => line.replace('terminating', 'deleted').replace(/\.\d+$/, ''));
    expect(seen).toEqual(expected);
    const last = recording.runs[0]?.events.filter((e) => e.kind === 'pod-created').at(-1)?.t ?? 0;
    expect(Math.abs((one.world.starts.at(-1)?.ms ?? 0) - last)).toBeLessThanOrEqual(NEAR_MS);
  });
});

describe('Job (s12)', () => {
  it('runs three at a time until six have succeeded', () => {
    const recording = readRecording('s12-job-ok');
    const one = startReplay(recording);
    one.world.runUntil(30_000);
    const bursts = [...new Set(one.world.starts.map((s) => s.ms))].map((ms) => one.world.starts.filter((s) => s.ms === ms).length);
    expect(one.world.starts).toHaveLength(6);
    expect(bursts[0]).toBe(3);
    expect(one.world.notes.filter((n) => n.note.what === 'job-finished')).toHaveLength(1);
    const finished = one.world.notes.find((n) => n.note.what === 'job-finished')?.ms ?? 0;
    expect(Math.abs(finished - (recording.runs[0]?.events.at(-1)?.t ?? 0))).toBeLessThanOrEqual(NEAR_MS);
  });
});

describe('DaemonSet (s13)', () => {
  it('replaces one node after the other', () => {
    const recording = readRecording('s13-ds-rolling');
    const one = startReplay(recording);
    one.world.runUntil(10_000);
    one.world.resetEnvelope();
    applyPatch(one, recording.inputs.find((input) => input.patch !== undefined) ?? {});
    one.world.runUntil(40_000);
    const envelope = recording.runs[0]?.envelope;
    expect(one.world.envelope.minReady).toBe(envelope?.minReadyNotTerminating);
    expect(one.world.envelope.maxPods).toBe(envelope?.maxPodsNotTerminating);
    const fresh = one.world.starts.filter((s) => s.ms > 10_000);
    expect(new Set(fresh.map((s) => s.node)).size).toBe(5);
    expect(fresh).toHaveLength(5);
    const done = one.world.notes.find((n) => n.note.what === 'rollout-finished')?.ms ?? 0;
    expect(Math.abs(done - 10_000 - (recording.runs[0]?.events.at(-1)?.t ?? 0))).toBeLessThanOrEqual(NEAR_MS);
  });
});
