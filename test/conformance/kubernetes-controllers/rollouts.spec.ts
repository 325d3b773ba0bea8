import { applyPatch, scaleTrack, startReplay } from './replay.js';
import { readRecording } from './recording.js';

const SETUP_MS = 20_000;
const TAIL_MS = 30_000;

/** Applies the recording's patches at the recorded distances, after a quiet start. */
function replay(name: string, startsEmpty = false) {
  const recording = readRecording(name);
  const one = startReplay(recording);
  const run = recording.runs[0];
  if (run === undefined) throw new Error(`${name} has no run`);
  const fromMs = startsEmpty ? 0 : SETUP_MS;
  if (!startsEmpty) one.world.runUntil(SETUP_MS - 1);
  one.world.resetEnvelope();
  const patches = recording.inputs.filter((input) => input.patch !== undefined);
  const actions = run.actions.slice(run.actions.length - patches.length);
  patches.forEach((patch, i) => {
    one.world.runUntil(fromMs + (actions[i]?.t ?? 0) - 1);
    applyPatch(one, patch);
    one.world.runUntil(fromMs + (actions[i]?.t ?? 0));
  });
  one.world.runUntil(fromMs + (actions.at(-1)?.t ?? 0) + TAIL_MS);
  return { recording, run, ...one, track: scaleTrack(one, startsEmpty ? 0 : SETUP_MS - 1) };
}

describe('ReplicaSets of a Deployment take the sizes that the real controllers gave them', () => {
  it.each(['s01-rolling-default', 's02-surge0-unavail3', 's04-recreate', 's07a-scaledown-mixed', 's07b-scaledown-nodes', 's15-pause-resume'])('%s', (name) => {
    const { recording, track } = replay(name);
    expect(track).toEqual(recording.compare.tracks.rsScale?.allRuns);
  });

  it('s00-create: creates, and scales to nothing and up again', () => {
    const { recording, track } = replay('s00-create', true);
    expect(track).toEqual(recording.compare.tracks.rsScale?.allRuns);
  });

  it('s05-scale-during-rollout: one of the recorded ways', () => {
    const { recording, track } = replay('s05-scale-during-rollout');
    expect(track).toEqual(recording.compare.tracks.rsScale?.run1);
  });
});

describe('the number of pods stays within the recorded envelope', () => {
  it.each(['s01-rolling-default', 's02-surge0-unavail3', 's04-recreate', 's05-scale-during-rollout', 's15-pause-resume'])('%s', (name) => {
    const { run, world } = replay(name);
    expect(world.envelope.minReady).toBe(run.envelope.minReadyNotTerminating);
    expect(world.envelope.maxPods).toBe(run.envelope.maxPodsNotTerminating);
    expect(Math.abs(world.envelope.maxWithTerminating - run.envelope.maxPodsInclTerminating)).toBeLessThanOrEqual(1);
  });
});
