import { historiesOf, isBeginning, sameHistories } from './timeline/histories.js';
import { type Checkpoint, type RecordedRun, type ServiceEvent, type TaskEvent, type Timeline, timelines } from './timeline/recording.js';
import { type ModelRun, type Snapshot, TimelineReplay } from './timeline/replay.js';
import { stimuliOf } from './timeline/stimuli.js';

/**
 * What swarmkit leaves to the order of Go's maps is drawn here: every recording is replayed with several seeds. Totals, slots and
 * reasons come out the same with each of them; which nodes end up with how many, as recorded with most of them.
 */
const SEEDS = [1, 2, 3, 4, 5];

const sorted = (counts: Readonly<Record<string, number>> | undefined): readonly number[] => Object.values(counts ?? {}).sort((a, b) => a - b);
const untilOf = (run: RecordedRun): number => Math.max(...run.checkpoints.map((checkpoint) => checkpoint.t));
const recordedTasks = (run: RecordedRun) => run.events.filter((event): event is TaskEvent => event.k === 'task');
const withoutIds = (text: string): string => text.replace(/task [0-9a-z]{25}/, 'task …');

/** Every change of a service's update status; a service update in between clears it. */
function updatesOf(run: RecordedRun, svc: string) {
  const events = run.events.filter((event): event is ServiceEvent => event.k === 'service' && event.svc === svc);
  const said = events.map((event) => ((event.us ?? '') === '' ? '' : `${event.us}: ${withoutIds(event.msg ?? '')}`));
  return said.filter((text, index) => text !== '' && text !== said[index - 1]);
}
const modelUpdates = (model: ModelRun, svc: string) => model.updates.filter((one) => one.svc === svc).map((one) => `${one.us}: ${withoutIds(one.msg)}`);

function replayed(timeline: Timeline, run: RecordedRun, seed: number): ModelRun {
  const stimuli = stimuliOf(timeline, run);
  if (typeof stimuli === 'string') throw new Error(stimuli);
  return new TimelineReplay(run, stimuli, seed).play(
    run.checkpoints.map((checkpoint) => checkpoint.t),
    untilOf(run),
  );
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Counts as multisets, slots as sets, what is pending with its reason: where the recorded runs agree among themselves. */
function expectCheckpoints(timeline: Timeline, run: RecordedRun, models: readonly ModelRun[]): void {
  for (const [index, recorded] of run.checkpoints.entries()) {
    const stable = timeline.stable.checkpoints[index];
    if (stable === undefined) throw new Error(`nothing is said of "${recorded.label}"`);
    const at = `${recorded.label} (${recorded.t} ms)`;
    const services = [...new Set([...Object.keys(recorded.running), ...models.flatMap((model) => Object.keys(model.snapshots[index]?.running ?? {}))])].sort();
    const counts = (running: Checkpoint['running'] | undefined) => services.map((svc) => [svc, sorted(running?.[svc])] as const);
    const wanted = counts(recorded.running);
    const got = models.map((model) => counts(model.snapshots[index]?.running));
    if (stable.countsMultiset) {
      const same = got.filter((one) => JSON.stringify(one) === JSON.stringify(wanted)).length;
      if (same <= models.length / 2) expect({ at, counts: got }).toEqual({ at, counts: models.map(() => wanted) });
      const totals = (list: typeof wanted) => list.map(([svc, one]) => [svc, total(one)]);
      for (const one of got) expect({ at, totals: totals(one) }).toEqual({ at, totals: totals(wanted) });
    }
    for (const model of models) expectSnapshot(at, stable, recorded, services, model.snapshots[index]);
  }
}

function expectSnapshot(
  at: string,
  stable: Timeline['stable']['checkpoints'][number],
  recorded: Checkpoint,
  services: readonly string[],
  got: Snapshot | undefined,
): void {
  const ascending = (slots: readonly number[]) => [...slots].sort((a, b) => a - b);
  if (stable.slotSet)
    expect({ at, slots: services.map((svc) => [svc, ascending(got?.slots[svc] ?? [])]) }).toEqual({
      at,
      slots: services.map((svc) => [svc, ascending(Object.values(recorded.slots[svc] ?? {}).flat())]),
    });
  const pending = (list: readonly { svc: string; err?: string }[]) => list.map(({ svc, err = '' }) => `${svc}: ${err}`).sort();
  // Where the counts differ between runs, the picture was taken while tasks came and went.
  if (stable.pendingMsgs && stable.countsMultiset) expect({ at, pending: pending(got?.pending ?? []) }).toEqual({ at, pending: pending(recorded.pending) });
}

/** The model's tasks went through what those of a recorded run went through; where runs differ, each through something that was recorded. */
function expectHistories(timeline: Timeline, run: RecordedRun, model: ModelRun): void {
  const untilMs = untilOf(run);
  const got = historiesOf(model.tasks, untilMs);
  const recorded = timeline.runs.map((one) => ({ histories: historiesOf(recordedTasks(one), untilOf(one)), untilMs: untilOf(one) }));
  if (recorded.some((one) => sameHistories(got, one.histories, Math.min(untilMs, one.untilMs)))) return;
  const [first] = recorded;
  const agree = recorded.every((one) => sameHistories(first?.histories ?? [], one.histories, Math.min(one.untilMs, first?.untilMs ?? 0)));
  const own = historiesOf(recordedTasks(run), untilMs);
  if (agree) expect(got.map((one) => one.text)).toEqual(own.map((one) => one.text));
  const all = recorded.flatMap((one) => one.histories);
  const strange = got.filter((one) => !all.some((other) => isBeginning(one, other, untilMs) || isBeginning(other, one, untilMs)));
  expect(strange.map((one) => one.text)).toEqual([]);
}

/** How long the managers wait, ms: from a task being pending to its node, and from a replacement's making to its leave to run. */
function waits(events: readonly { t: number; sts?: number; id: string; op: string; ds: string; st: string }[]) {
  const created = new Map<string, { t: number; ds: string }>();
  const pending = new Map<string, number>();
  const scheduling: number[] = [];
  const restarts: number[] = [];
  for (const { t, sts = t, id, op, ds, st } of events) {
    if (op === 'create') created.set(id, { t, ds });
    if (st === 'pending' && !pending.has(id)) pending.set(id, sts);
    if (st === 'assigned' && pending.has(id)) {
      scheduling.push(sts - (pending.get(id) as number));
      pending.delete(id);
    }
    const made = created.get(id);
    if (made?.ds === 'ready' && ds === 'running') {
      restarts.push(t - made.t);
      created.delete(id);
    }
  }
  return { scheduling: scheduling.sort((a, b) => a - b)[Math.floor(scheduling.length / 2)] ?? Number.NaN, restarts };
}

describe('timelines of real Swarms', () => {
  const all = timelines();
  it('are here', () => expect(all.length).toBeGreaterThanOrEqual(16));

  for (const timeline of all) {
    const runs = timeline.runs.map((run) => [run.run, run] as const);
    describe(timeline.name, () => {
      const unread = timeline.runs.map((run) => stimuliOf(timeline, run)).find((stimuli) => typeof stimuli === 'string');
      if (unread !== undefined) {
        it.skip(`${timeline.name}: ${String(unread)}`, () => undefined);
        return;
      }
      it.each(runs)('%s: counts, slots and reasons at every checkpoint', (_, run) => {
        expectCheckpoints(
          timeline,
          run,
          SEEDS.map((seed) => replayed(timeline, run, seed)),
        );
      });

      it.each(runs)('%s: every task goes through the same', (_, run) => {
        for (const seed of SEEDS) expectHistories(timeline, run, replayed(timeline, run, seed));
      });

      it.each(runs)('%s: updates go through the same states and say so', (_, run) => {
        const model = replayed(timeline, run, 1);
        for (const svc of new Set(recordedTasks(run).map((event) => event.svc))) expect(modelUpdates(model, svc)).toEqual(updatesOf(run, svc));
      });

      it.each(runs)('%s: the managers wait as long', (_, run) => {
        const [recorded, model] = [waits(recordedTasks(run)), waits(replayed(timeline, run, 1).tasks)];
        // The busy machine of the recordings made some passes late.
        const quickest = Math.min(...timeline.runs.map((one) => waits(recordedTasks(one)).scheduling));
        if (Number.isFinite(quickest)) expect(Math.abs(model.scheduling - quickest)).toBeLessThanOrEqual(20);
        // Waits for a node agent differ; waits for a timer do not.
        const timed = (list: readonly number[]) => [1000, 5000].map((delay) => list.some((wait) => Math.abs(wait - delay) <= 20));
        expect(timed(model.restarts)).toEqual(timed(recorded.restarts));
      });
    });
  }
});
