import type { Replay } from './replay.js';
import { scaleTrack } from './replay.js';

/** What the recordings keep of a run, of ours: each track in order. */
export interface OwnTracks {
  readonly rsScale: readonly string[];
  readonly podRole: readonly string[];
  readonly podIdentity: readonly string[];
  readonly node: readonly string[];
  readonly eviction: readonly string[];
}

const CONDITIONS = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

function nodeTrack({ world }: Replay, fromMs: number): string[] {
  return world.notes.flatMap(({ ms, note }): string[] => {
    if (ms < fromMs) return [];
    const of = note.subject;
    if (note.what === 'node-down') {
      return [...CONDITIONS.map((type) => `node-condition ${of} ${type} False->Unknown`), `node-condition ${of} Ready True->Unknown`];
    }
    if (note.what === 'node-up') {
      return [...CONDITIONS.map((type) => `node-condition ${of} ${type} Unknown->False`), `node-condition ${of} Ready Unknown->True`];
    }
    const cordon = note.text.startsWith('node.kubernetes.io/unschedulable');
    if (note.what === 'node-tainted') return [...(cordon ? [`node-cordoned ${of} `] : []), `node-taint-added ${of} ${note.text}`];
    if (note.what === 'node-untainted') return [...(cordon ? [`node-uncordoned ${of} `] : []), `node-taint-removed ${of} ${note.text}`];
    return [];
  });
}

/** `attempt 2 429`, for as long as the recorded client tried. */
function evictionTrack({ world }: Replay, fromMs: number, untilMs: number): string[] {
  const attempts = new Map<number, number>();
  return world.notes.flatMap(({ ms, note }) => {
    const code = note.what === 'eviction-refused' ? 429 : note.what === 'pod-evicted' && note.text.startsWith('Evicted') ? 201 : null;
    if (code === null || note.pod === null || ms < fromMs || ms > untilMs) return [];
    const attempt = (attempts.get(note.pod) ?? 0) + 1;
    attempts.set(note.pod, attempt);
    return [`attempt ${attempt} ${code}`];
  });
}

export function ownTracks(replay: Replay & { readonly startMs: number }, triedUntilMs: number): OwnTracks {
  const { placer, world, startMs } = replay;
  const steps = world.steps.filter(({ ms }) => ms >= startMs);
  return {
    rsScale: scaleTrack(replay, startMs),
    podRole: steps.map(({ what, pod }) => `${what} ${placer.names.of(pod).role}`),
    podIdentity: steps.map(({ what, pod }) => `${what} ${placer.names.of(pod).identity}`),
    node: nodeTrack(replay, startMs),
    eviction: evictionTrack(replay, startMs, startMs + triedUntilMs),
  };
}
