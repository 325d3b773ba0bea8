import type { NodeId } from '#core/cluster';
import { MINUTE, SECOND } from '#core/units';

const FIRST_US = SECOND;
const LONGEST_US = 15 * MINUTE;

/** How long a failed daemon stays where it is before the next one is made: not at all, 1 s, doubling; forgotten after twice the longest wait. */
export class FailureBackoff {
  private readonly waits = new Map<NodeId, { sinceUs: number; forUs: number }>();

  /** Now, when the failed pod may go; the next one has to wait longer then. */
  waitUntil(node: NodeId, nowUs: number): number {
    const last = this.waits.get(node);
    if (last !== undefined && nowUs < last.sinceUs + last.forUs) return last.sinceUs + last.forUs;
    const forgotten = last === undefined || nowUs - last.sinceUs > 2 * LONGEST_US;
    this.waits.set(node, { sinceUs: nowUs, forUs: forgotten ? FIRST_US : Math.min(LONGEST_US, last.forUs * 2) });
    return nowUs;
  }
}
