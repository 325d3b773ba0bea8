import type { Contestants } from './contestants.js';
import type { Replay, Replayed, ReplayRequest } from './replay-port.js';

const UNREPEATABLE = 'the plugin answered differently when the same run was made a second time, so its result cannot be reproduced';

/**
 * Prepares a sandbox where the entry needs one, and replays. Code is replayed twice, each time in a fresh sandbox: when the two
 * records differ, the first counts and the submission says so.
 */
export async function replayEntry(contestants: Pick<Contestants, 'prepare'>, replay: Replay, request: ReplayRequest, signal: AbortSignal): Promise<Replayed> {
  const first = await replayOnce(contestants, replay, request, signal);
  if (!first.hasPlugin || first.replayed.verdict !== 'completed') return first.replayed;
  const second = await replayOnce(contestants, replay, request, signal);
  // A platform that fails the check has not found the plugin out.
  if (second.replayed.fault === 'platform' || second.replayed.recordDigest === first.replayed.recordDigest) return first.replayed;
  return { ...first.replayed, cause: UNREPEATABLE };
}

async function replayOnce(contestants: Pick<Contestants, 'prepare'>, replay: Replay, request: ReplayRequest, signal: AbortSignal) {
  const contestant = await contestants.prepare(request.files);
  // A thread that waits for its plugin can be ended only when the plugin is.
  const hangUp = () => void contestant?.close();
  signal.addEventListener('abort', hangUp);
  try {
    const replayed = await replay(contestant === null ? request : { ...request, contestant: contestant.link }, signal);
    return { replayed, hasPlugin: contestant !== null };
  } finally {
    signal.removeEventListener('abort', hangUp);
    await contestant?.close();
  }
}
