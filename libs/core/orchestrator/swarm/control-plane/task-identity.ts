import { sha256Hex } from '#core/digest';
import type { SwarmTask } from './records.js';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const LENGTH = 25;

/** What swarm would call the task: 25 letters, the same in every replay. */
export function taskIdentity(task: SwarmTask): string {
  const digest = sha256Hex(`${task.service.name}/${task.slot}/${task.id}`);
  return Array.from({ length: LENGTH }, (_, i) => ALPHABET[Number.parseInt(digest.slice(i * 2, i * 2 + 2), 16) % ALPHABET.length]).join('');
}
