import { parentPort } from 'node:worker_threads';
import { replayInputs } from './replay-inputs.js';
import type { ReplayRequest } from './replay-port.js';

// A replay keeps its thread busy for seconds; here it holds up nobody's heartbeat. What it throws ends the thread.
parentPort?.on('message', (request: ReplayRequest) => {
  const replayed = replayInputs(request);
  parentPort?.postMessage(replayed, [replayed.bytes.buffer as ArrayBuffer]);
});
