import { applyPatch, scaleTrack, startReplay } from './replay.js';
import { recordingNames, type Recording, readRecording } from './recording.js';

const SETUP_MS = 20_000;
const TAIL_MS = 30_000;

/** Applies the recording's patches at the recorded distances: from the beginning, or after a quiet start. */
function replay(name: string) {
  const recording = readRecording(name);
  const one = startReplay(recording);
  const run = recording.runs[0];
  if (run === undefined) throw new Error(`${name} has no run`);
  const startsEmpty = (run.actions[0]?.label ?? '').startsWith('create');
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

/** Recordings of Deployments that patches alone drive; those of autoscaling and of client limits need more than patches. */
const isRollout = (recording: Recording): boolean =>
  Boolean(recording.compare.tracks.rsScale) &&
  recording.inputs.some((input) => input.patch?.startsWith('deploy/')) &&
  !/^s(07[^ab]|10|16)/.test(recording.scenario);

const rollouts = recordingNames().filter((name) => isRollout(readRecording(name)));
const isStable = (name: string): boolean => readRecording(name).compare.tracks.rsScale?.stable === true;

/** `web-r1 8->5`: what each set came to. */
const ends = (track: readonly string[]): Record<string, string> =>
  Object.fromEntries(track.map((step) => [step.split(' ')[0] as string, /->(\d+)/.exec(step)?.[1] as string]));

describe('ReplicaSets of a Deployment take the sizes that the real controllers gave them', () => {
  it.each(rollouts.filter(isStable))('%s', (name) => {
    const { recording, track } = replay(name);
    expect(track).toEqual(recording.compare.tracks.rsScale?.allRuns);
  });

  it('s05-scale-during-rollout: one of the recorded ways', () => {
    const { recording, track } = replay('s05-scale-during-rollout');
    expect(track).toEqual(recording.compare.tracks.rsScale?.run1);
  });

  for (const name of rollouts.filter((one) => !isStable(one))) {
    it(`${name}: steps that merge by chance come to the same`, () => {
      const { recording, track } = replay(name);
      expect(ends(track)).toEqual(ends((recording.compare.tracks.rsScale?.run1 ?? []) as readonly string[]));
    });
  }
});

describe('the number of pods stays within the recorded envelope', () => {
  const known = ['s01-rolling-default', 's02-surge0-unavail3', 's04-recreate', 's05-scale-during-rollout', 's15-pause-resume'];
  it.each(known.filter((name) => rollouts.includes(name)))('%s', (name) => {
    const { run, world } = replay(name);
    expect(world.envelope.minReady).toBe(run.envelope.minReadyNotTerminating);
    expect(world.envelope.maxPods).toBe(run.envelope.maxPodsNotTerminating);
    expect(Math.abs(world.envelope.maxWithTerminating - run.envelope.maxPodsInclTerminating)).toBeLessThanOrEqual(1);
  });

  for (const name of rollouts.filter((one) => !known.includes(one) && !/^s0[07]/.test(one))) {
    it(`${name}, give or take what merged steps change`, () => {
      const { run, world } = replay(name);
      expect(Math.abs(world.envelope.minReady - run.envelope.minReadyNotTerminating)).toBeLessThanOrEqual(2);
      expect(Math.abs(world.envelope.maxPods - run.envelope.maxPodsNotTerminating)).toBeLessThanOrEqual(2);
    });
  }
});
