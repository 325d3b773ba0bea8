import type { RunRecord } from '#core/run';
import { LiveFault, type LiveRequest, replayLive } from '#io/live';

const ATTEMPTS = 4;
/** What a host that has other things to do makes of a run: void, at no cost to anybody. */
const VOID: readonly string[] = ['fault-undone', 'load-late'];

/** A live run, and once more where it was void for what else the machine does. */
export async function replayedInTime(request: LiveRequest): Promise<RunRecord> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await replayLive(request);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof LiveFault) || !VOID.includes(error.code)) throw error;
      process.stderr.write(`judged again: ${error.message}\n`);
    }
  }
}
