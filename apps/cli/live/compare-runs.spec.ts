import { compareRuns, eventsOf } from './compare-runs.js';

const log = (...lines: readonly unknown[][]) => ({ log: { lines: lines.map((line) => JSON.stringify(line)), omitted: 0, digest: '' } });

describe('two runs side by side', () => {
  const simulated = eventsOf(
    log(
      [1000, 'start-pod', 7, 'web-a', 'node-1', 'regatta/web:1'],
      [2_000_000, 'pod-phase', 7, 'ready', 0, 0, 'Ready'],
      [3_000_000, 'pod-phase', 7, 'unready', 0, 0, ''],
      [4_000_000, 'pod-phase', 7, 'ready', 0, 0, 'Ready'],
      [60_000_000, 'note', 'scaled', 'deployment/web', null, null, 'from 1 to 2'],
    ),
  );

  it('are read event by event: placements, first readiness, scalings', () => {
    expect(simulated.map(({ kind, app, what }) => [kind, app, what])).toEqual([
      ['placed', 'web', 'node-1'],
      ['ready', 'web', ''],
      ['scaled', 'web', 'from 1 to 2'],
    ]);
  });

  it('say where they differ, in time and place, and what only one of them did', () => {
    const live = eventsOf(log([201_000, 'start-pod', 'x', 'web.1', 'node-2', 'regatta/web'], [1_500_000, 'pod-phase', 'x', 'ready', 0, 0, '']));
    expect(compareRuns(simulated, live)).toEqual([
      { event: 'web placed 1', simulated: '0.0 s node-1', live: '0.2 s node-2', difference: '+0.2 s, other node' },
      { event: 'web ready 1', simulated: '2.0 s', live: '1.5 s', difference: '−0.5 s' },
      { event: 'web scaled 1', simulated: '60.0 s from 1 to 2', live: '–', difference: 'only one' },
    ]);
  });
});
