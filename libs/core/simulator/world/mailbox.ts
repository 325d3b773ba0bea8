import type { NodeId } from '#core/cluster';
import type { WorldEvent } from '#core/orchestrator';
import { NEVER } from '#core/units';

export type Lane = 'node' | 'pod' | 'metrics';
/** A constant of this module: reading an imported binding costs a call. */
const never = NEVER;
const { max, min } = Math;
const LANES: readonly Lane[] = ['node', 'pod', 'metrics'];

/** Order in which one step lists its events. */
const CLASS: Readonly<Record<WorldEvent['kind'], number>> = {
  'node-joined': 0,
  'node-changed': 0,
  'node-left': 0,
  'node-silent': 0,
  'node-heard': 0,
  maintenance: 0,
  'reclaim-notice': 0,
  'image-stored': 1,
  'pod-phase': 1,
  release: 2,
  'job-submitted': 2,
  'pod-submitted': 2,
  'pod-withdrawn': 2,
  metrics: 3,
};

interface Letter {
  readonly atUs: number;
  readonly event: WorldEvent;
  /** Who says so, when it is a machine. */
  readonly from: NodeId | null;
}

/** News under way to the control plane. Within a lane it arrives in the order in which it happened, whatever the lag was. */
export class Mailbox {
  private readonly lanes: Record<Lane, { letters: Letter[]; head: number }> = {
    node: { letters: [], head: 0 },
    pod: { letters: [], head: 0 },
    metrics: { letters: [], head: 0 },
  };
  /** Added to every lag while the view is stale. */
  extraLagUs = 0;
  /** When the next letter arrives; kept, because it is asked for with every event. */
  nextUs = never;

  post(lane: Lane, event: WorldEvent, nowUs: number, lagUs: number, from: NodeId | null = null): void {
    const { letters } = this.lanes[lane];
    const atUs = max(nowUs + lagUs + this.extraLagUs, letters.at(-1)?.atUs ?? 0);
    letters.push({ atUs, event, from });
    if (atUs < this.nextUs) this.nextUs = atUs;
  }

  /** A machine is gone for good: what it said and nobody heard yet is lost with it. */
  forget(from: NodeId): void {
    const { pod } = this.lanes;
    pod.letters = pod.letters.filter((letter, at) => at < pod.head || letter.from !== from);
  }

  /** All that has arrived by now, in class order. */
  take(nowUs: number): readonly WorldEvent[] {
    const events: WorldEvent[] = [];
    if (this.nextUs > nowUs) return events;
    this.nextUs = never;
    for (const name of LANES) {
      const lane = this.lanes[name];
      for (let letter = lane.letters[lane.head]; letter !== undefined && letter.atUs <= nowUs; letter = lane.letters[lane.head]) {
        events.push(letter.event);
        lane.head++;
      }
      if (lane.head === lane.letters.length || lane.head > 4096) {
        lane.letters.splice(0, lane.head);
        lane.head = 0;
      }
      this.nextUs = min(this.nextUs, lane.letters[lane.head]?.atUs ?? never);
    }
    return events.length < 2 ? events : events.sort((a, b) => CLASS[a.kind] - CLASS[b.kind]);
  }
}
