import type { Interference } from '#core/scenario';
import { NEVER } from '#core/units';
import { grantCores } from './grant-cores.js';
import type { Share } from './share.js';

/** A constant of this module: reading an imported binding costs a call. */
const never = NEVER;
const ONE_CORE = 1000;
const { ceil, max, min } = Math;

/**
 * The cores of one node. It keeps a time of its own that runs at the speed work gets done there (node speed over the
 * slow-down by neighbours): while the cores suffice, a change in one pod moves that time's rate and nothing else, so it costs
 * the others nothing. Only a node that wants more cores than it has looks at all its pods.
 */
export class Processor {
  readonly shares: Share[] = [];
  finishedWork = -1;
  finishedPod = -1;
  /** Thousandths of cores wanted and in use. */
  wantedMilli = 0;
  usedMilli = 0;
  /** Integral of cores in use, thousandths × µs. */
  usedMilliUs = 0;
  private units = 0;
  private syncedUs = 0;
  private rate = 1;
  private crowded = false;
  private next: Share | null = null;

  constructor(
    readonly coresMilli: number,
    private speedMilli: number,
    private readonly interference: Interference,
  ) {
    this.rate = this.speedMilli / 1000;
  }

  attach(share: Share, nowUs: number): void {
    this.advance(nowUs);
    share.syncedUnits = this.units;
    share.syncedUs = nowUs;
    this.shares.push(share);
    this.wantedMilli += share.wantedMilli;
    this.retune(share, nowUs);
  }

  detach(share: Share, nowUs: number): void {
    this.sync(share, nowUs);
    this.wantedMilli -= share.wantedMilli;
    this.shares.splice(this.shares.indexOf(share), 1);
    share.count = 0;
    share.grantedMilli = 0;
    this.retune(null, nowUs);
  }

  setSpeed(speedMilli: number, nowUs: number): void {
    this.advance(nowUs);
    this.speedMilli = max(1, speedMilli);
    this.retune(null, nowUs);
  }

  add(share: Share, work: number, demandUs: number, nowUs: number): void {
    this.sync(share, nowUs);
    this.wantedMilli -= share.wantedMilli;
    share.add(work, demandUs);
    this.wantedMilli += share.wantedMilli;
    this.retune(share, nowUs);
  }

  /** Takes work that is done by now into `finishedWork` and `finishedPod`; false when there is none. */
  takeFinished(nowUs: number): boolean {
    const share = this.next;
    if (share === null || this.nextUs(nowUs) > nowUs) return false;
    this.sync(share, nowUs);
    this.wantedMilli -= share.wantedMilli;
    this.finishedWork = share.firstWork;
    this.finishedPod = share.pod;
    share.attained = max(share.attained, share.firstFinish);
    share.takeFirst();
    this.wantedMilli += share.wantedMilli;
    this.retune(share, nowUs);
    return true;
  }

  /** World time of the next completion. */
  nextUs(nowUs: number): number {
    if (this.next === null || this.next.nextUnits === Infinity) return never;
    this.advance(nowUs);
    const left = this.next.nextUnits - this.units;
    return left <= 1e-6 ? nowUs : nowUs + ceil((left - 1e-6) / this.rate);
  }

  /** Brings a share's account up to now. */
  sync(share: Share, nowUs: number): void {
    this.advance(nowUs);
    share.attained += share.perUnit * (this.units - share.syncedUnits);
    share.usedMilliUs += share.grantedMilli * (nowUs - share.syncedUs);
    share.syncedUnits = this.units;
    share.syncedUs = nowUs;
  }

  advance(nowUs: number): void {
    this.usedMilliUs += this.usedMilli * (nowUs - this.syncedUs);
    this.units += this.rate * (nowUs - this.syncedUs);
    this.syncedUs = nowUs;
  }

  /** Rates after `changed` (already in sync) wants something else; null: somebody came or went. */
  private retune(changed: Share | null, nowUs: number): void {
    const crowded = this.wantedMilli > this.coresMilli;
    this.usedMilli = crowded ? this.coresMilli : this.wantedMilli;
    this.rate = this.speedMilli / 1000 / this.slowdown();
    if (crowded || this.crowded) this.regrant(crowded, nowUs);
    else if (changed !== null) {
      changed.grantedMilli = changed.wantedMilli;
      setPace(changed, this.units);
    }
    this.crowded = crowded;
    this.findNext(changed);
  }

  private regrant(crowded: boolean, nowUs: number): void {
    for (const share of this.shares) this.sync(share, nowUs);
    if (crowded) grantCores(this.shares, this.coresMilli);
    else for (const share of this.shares) share.grantedMilli = share.wantedMilli;
    for (const share of this.shares) setPace(share, this.units);
    this.next = null;
  }

  private findNext(changed: Share | null): void {
    if (changed !== null && this.next !== null && changed !== this.next) {
      if (changed.nextUnits < this.next.nextUnits) this.next = changed;
      return;
    }
    let next: Share | null = null;
    for (const share of this.shares) if (next === null || share.nextUnits < next.nextUnits) next = share;
    this.next = next;
  }

  /** Work on one core takes turns: nobody runs beside it, as a calibration with real containers on such machines shows. */
  private slowdown(): number {
    if (this.coresMilli <= ONE_CORE) return 1;
    const { fromMilli, slowdownMilli } = this.interference;
    const used = (this.usedMilli * 1000) / this.coresMilli;
    if (used <= fromMilli || fromMilli >= 1000) return 1;
    return 1 + ((slowdownMilli / 1000 - 1) * (used - fromMilli)) / (1000 - fromMilli);
  }
}

/** What is left after the pod's own idling is shared by its work. */
function setPace(share: Share, units: number): void {
  if (share.count === 0) {
    share.perUnit = 0;
    share.nextUnits = Infinity;
    return;
  }
  const forWork = max(1, share.grantedMilli - share.idleMilli);
  share.perUnit = min(share.unitMilli, forWork / share.count) / 1000;
  share.nextUnits = units + (share.firstFinish - share.attained) / share.perUnit;
}
