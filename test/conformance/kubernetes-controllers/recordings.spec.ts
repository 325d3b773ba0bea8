import { isPaced, replayRun } from './replay.js';
import { allRecordings, linesOf, type Recording, type RecordedRun, type RecordedTrack } from './recording.js';
import { type OwnTracks, ownTracks } from './tracks.js';
import { shrinkings } from './victims.js';

/** Latencies of a loaded machine, and what whole seconds and batches of a second change. */
const NEAR_MS = 1500;
const SAME_SECOND_MS = 1100;
const MONITOR_MS = 5000;
/** Where the client limits of the controllers pace what happens, every call that is made or spared moves all that follow. */
const PACED_MS = 4000;

const recordings = [...allRecordings()];
const sorted = (lines: readonly string[]): string[] => [...lines].sort();

/** Where a set's size turned: merged steps between two turns come to the same. */
function turns(track: readonly string[]): Record<string, number[]> {
  const sizes: Record<string, number[]> = {};
  for (const line of track) {
    const [, set = '', from, to] = /^(\S+) (\d+)->(\d+)/.exec(line) ?? [];
    const known = (sizes[set] ??= [Number(from)]);
    const [before, last] = [known.at(-2), known.at(-1) as number];
    const next = Number(to);
    if (next === last) continue;
    if (before !== undefined && Math.sign(next - last) === Math.sign(last - before)) known[known.length - 1] = next;
    else known.push(next);
  }
  return sizes;
}

const count = (lines: readonly string[], what: string): number => lines.filter((line) => line.startsWith(what)).length;

/** Tracks that differed between the recorded runs, or of which there is one run only: what they must have in common. */
const RACY: Readonly<Record<keyof OwnTracks, (ours: readonly string[], runs: readonly (readonly string[])[]) => void>> = {
  rsScale(ours, runs) {
    const all = runs.map(turns);
    const own = turns(ours);
    for (const set of Object.keys(own)) {
      expect(all.map((one) => one[set]?.at(-1))).toContain(own[set]?.at(-1));
      const highest = all.map((one) => Math.max(...(one[set] ?? [0])));
      expect(Math.max(...(own[set] ?? []))).toBeGreaterThanOrEqual(Math.min(...highest) - 1);
      expect(Math.max(...(own[set] ?? []))).toBeLessThanOrEqual(Math.max(...highest) + 1);
    }
    for (const one of all) expect(Object.keys(one)).toEqual(Object.keys(own));
  },
  podRole: withinRuns(['created', 'ready', 'terminating', 'deleted'], 2),
  podIdentity: withinRuns(['created', 'ready', 'terminating', 'deleted'], 2),
  // A recording that ends while zones still hand out taints may end before or after one more.
  node: withinRuns(['node-condition', 'node-taint-added', 'node-taint-removed', 'node-cordoned'], 1),
  eviction: withinRuns(['attempt 1 ', 'attempt 2 '], 0),
};

function withinRuns(kinds: readonly string[], slack: number) {
  return (ours: readonly string[], runs: readonly (readonly string[])[]) => {
    for (const kind of kinds) {
      const theirs = runs.map((lines) => count(lines, kind));
      expect([kind, count(ours, kind) >= Math.min(...theirs) - slack]).toEqual([kind, true]);
      expect([kind, count(ours, kind) <= Math.max(...theirs) + slack]).toEqual([kind, true]);
    }
  };
}

function judge(name: keyof OwnTracks, ours: readonly string[], track: RecordedTrack, recording: Recording, run: RecordedRun): void {
  const theirs = linesOf(track, run);
  if (track.stable === true) expect(ours).toEqual(theirs);
  else if (track.stableAsSet === true && name !== 'rsScale') expect(sorted(ours)).toEqual(sorted(theirs));
  else if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
    RACY[name](
      ours,
      recording.runs.map((one) => linesOf(track, one)),
    );
  }
}

interface Replayed {
  readonly run: RecordedRun;
  readonly replay: ReturnType<typeof replayRun>;
  readonly tracks: OwnTracks;
}

const lastEviction = (run: RecordedRun): number => Math.max(0, ...run.events.filter((event) => event.kind === 'eviction').map((event) => event.t));

function replayed(recording: Recording, run: RecordedRun): Replayed {
  const replay = replayRun(recording, run);
  return { run, replay, tracks: ownTracks(replay, lastEviction(run) + SAME_SECOND_MS) };
}

/** Victims whose deletion costs were set one by one: the ranking itself is asked. */
const hasCosts = (recording: Recording): boolean => recording.runs.some((run) => /cost"?:/i.test(JSON.stringify(run.snapshots)));

function judgeTracks(recording: Recording, { run, tracks }: Replayed): void {
  let judged = 0;
  for (const [name, ours] of Object.entries(tracks) as [keyof OwnTracks, readonly string[]][]) {
    const track = recording.compare.tracks[name];
    if (!track || (name === 'podIdentity' && hasCosts(recording))) continue;
    judge(name, ours, track, recording, run);
    judged++;
  }
  expect(judged).toBeGreaterThan(0);
}

function judgeEnvelope(recording: Recording, { run, replay }: Replayed): void {
  const { minReady, maxPods, maxWithTerminating } = replay.world.envelope;
  const { envelope } = run;
  const atStart = Object.keys(run.setupPlacement).length;
  const { rsScale, podRole } = recording.compare.tracks;
  const slack = rsScale?.stable === false || podRole?.stableAsSet === false || recording.runs.length === 1 ? 2 : 0;
  expect(Math.abs(minReady - envelope.minReadyNotTerminating)).toBeLessThanOrEqual(slack);
  // The recorders counted from the first event on; what was there before may have been more.
  if (maxPods > atStart || envelope.maxPodsNotTerminating > atStart) expect(Math.abs(maxPods - envelope.maxPodsNotTerminating)).toBeLessThanOrEqual(slack);
  expect(Math.abs(maxWithTerminating - envelope.maxPodsInclTerminating)).toBeLessThanOrEqual(slack + 1);
}

const STEP: Readonly<Record<string, string>> = { 'pod-created': 'created', 'pod-ready': 'ready', 'pod-terminating': 'terminating', 'pod-deleted': 'deleted' };

/** The k-th pod step of each kind comes when it came; a silent node's are counted from its NoExecute taint, whose tick is not recorded. */
function judgeTimes(recording: Recording, { run, replay }: Replayed): void {
  const stable = recording.compare.tracks.podRole?.stableAsSet !== false;
  const tainted = run.events.some((event) => event.kind === 'node-taint-added' && JSON.stringify(event).includes('NoExecute'));
  if (!stable || recording.inputs.some((input) => input.kind === 'hpa')) return;
  const near = tainted ? MONITOR_MS + NEAR_MS : isPaced(recording) ? PACED_MS : NEAR_MS;
  for (const [kind, what] of Object.entries(STEP)) {
    const theirs = run.events.filter((event) => event.kind === kind).map((event) => event.t);
    const ours = replay.world.steps.filter((step) => step.what === what && step.ms >= replay.startMs).map((step) => step.ms - replay.startMs);
    const late = theirs.map((t, i) => Math.abs(t - (ours[i] ?? Number.MAX_SAFE_INTEGER)));
    expect([what, ...late.filter((ms) => ms > near)]).toEqual([what]);
  }
}

/** From a node's Unknown to its taints, and from the NoExecute taint to the pods' ends: what the controllers wait for, whatever the phase of their ticks. */
function judgeNodeTimes({ run, replay }: Replayed): void {
  const theirs = run.events.filter((event) => event.kind === 'node-taint-added').map((event) => ({ t: event.t, text: JSON.stringify(event) }));
  const ours = replay.world.notes.filter(({ ms, note }) => note.what === 'node-tainted' && ms >= replay.startMs);
  const unknown = run.events.find((event) => event.kind === 'node-condition' && JSON.stringify(event).includes('Unknown'))?.t;
  const down = replay.world.notes.find(({ ms, note }) => note.what === 'node-down' && ms >= replay.startMs)?.ms;
  if (unknown !== undefined) expect(Math.abs((down ?? Number.NaN) - replay.startMs - unknown)).toBeLessThanOrEqual(MONITOR_MS);
  const gaps = (times: readonly number[]) => times.map((t) => t - (times[0] ?? 0));
  for (const effect of ['unreachable:NoSchedule', 'unreachable:NoExecute']) {
    const recorded = gaps(theirs.filter(({ text }) => text.includes(effect)).map(({ t }) => t));
    const own = gaps(ours.filter(({ note }) => note.text.includes(effect)).map(({ ms }) => ms));
    if (recorded.length !== own.length) continue;
    own.forEach((gap, i) => expect(Math.abs(gap - (recorded[i] ?? 0))).toBeLessThanOrEqual(SAME_SECOND_MS));
  }
  const first = (list: readonly number[], from: number) => list.find((t) => t >= from);
  const recordedTaint = theirs.find(({ text }) => text.includes('unreachable:NoExecute'))?.t;
  const ownTaint = ours.find(({ note }) => note.text.includes('unreachable:NoExecute'))?.ms;
  if (recordedTaint === undefined || ownTaint === undefined) return;
  const recordedEnd = first(
    run.events.filter((event) => event.kind === 'pod-terminating').map((event) => event.t),
    recordedTaint,
  );
  const ownEnd = first(
    replay.world.steps.filter((step) => step.what === 'terminating').map((step) => step.ms),
    ownTaint,
  );
  if (recordedEnd !== undefined) expect(Math.abs(recordedEnd - recordedTaint - ((ownEnd ?? Number.NaN) - ownTaint))).toBeLessThanOrEqual(SAME_SECOND_MS);
}

function judgeVictims(recording: Recording, { run }: Replayed): void {
  const exact = recording.compare.tracks.podIdentity?.stableAsSet === true;
  for (const { recorded, ours, alike } of shrinkings(run)) {
    const key = exact ? (pod: (typeof ours)[number]) => pod.pod : alike;
    expect(sorted(ours.map(key))).toEqual(sorted(recorded.map(key)));
  }
}

it('there are recordings', () => expect(recordings.length).toBeGreaterThanOrEqual(13));

describe.each(recordings)('%s', (_, recording) => {
  const runs = recording.runs.map((run) => [run.run, run] as const);
  it.each(runs)('run %d: every track that the real controllers keep to, line by line where its order is stable', (_run, run) =>
    judgeTracks(recording, replayed(recording, run)),
  );
  it.each(runs)('run %d: as many pods at once, and as few ready', (_run, run) => judgeEnvelope(recording, replayed(recording, run)));
  it.each(runs)('run %d: each step when it came', (_run, run) => {
    const one = replayed(recording, run);
    judgeTimes(recording, one);
    judgeNodeTimes(one);
  });
  it.each(runs)('run %d: the same victims from the same pods', (_run, run) => judgeVictims(recording, replayed(recording, run)));
});
