import type { ExplainedPlacement } from '#core/orchestrator/kubernetes/scheduler';
import { ourDecision, recordedDecision } from './compare-decision';
import { readRecording, recordingNames, type Result } from './recording';
import { Replay } from './replay';

function judgePreemption(replay: Replay, result: Result, first: ExplainedPlacement, again: () => ExplainedPlacement): void {
  const nominated = replay.nodeName(result.nominated as number);
  expect(first.node).toBeNull();
  expect(first.message).toBe(result.preemptMessage);
  // Candidates that no rule tells apart: which one is taken is a draw.
  const chosen = first.preemption?.equals.find((c) => c.node === nominated);
  expect(chosen?.victims.map((v) => v.key).sort()).toEqual([...(result.victims ?? [])].sort());
  const second = again();
  expect([second.node, second.feasible, second.evaluated]).toEqual([replay.nodeName(result.node as number), result.feasibleCount, result.evaluated]);
}

/** A list reused from the pod before, or a search that sixteen threads cut short: which of the nodes that fit is taken, only time decided. */
function isRace(result: Result, ordered: boolean, { scheduler }: Replay): boolean {
  if (result.node === undefined || result.node === null) return false;
  return Boolean(result.hint) || (!ordered && (result.evaluated ?? 0) < scheduler.cluster.nodes.length);
}

describe('decisions of the real kube-scheduler', () => {
  it.each(recordingNames())('are made again: %s', (name) => {
    const recording = readRecording(name);
    const replay = new Replay(recording);
    const ordered = recording.config.parallelism === 1;
    let judged = 0;
    recording.ops.forEach((op, i) => {
      const result = recording.results[i] as Result;
      replay.step(op, result, (explained, again) => {
        judged++;
        const where = { op: i };
        if (result.nominated !== undefined && result.nominated !== null) judgePreemption(replay, result, explained, again);
        else if (isRace(result, ordered, replay))
          expect({ ...where, turnedDown: explained.rejections.get(replay.nodeName(result.node as number)) }).toEqual(where);
        else {
          expect({ ...where, ...ourDecision(explained, result, ordered) }).toEqual({
            ...where,
            ...recordedDecision(result, (n) => replay.nodeName(n), ordered),
          });
          if (result.node !== null && result.node !== undefined) expect(explained.ties).toContain(replay.nodeName(result.node));
        }
      });
    });
    expect(judged).toBe(recording.ops.filter((o) => o.op === 'create').length);
    expect(judged).toBeGreaterThan(0);
  });
});
