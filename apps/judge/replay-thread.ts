import { parentPort, workerData } from 'node:worker_threads';
import { replayInputs } from './replay-inputs.js';
import type { ReplayRequest } from './replay-port.js';

// A replay keeps its thread busy for seconds; here it holds up nobody's heartbeat.
const replayed = replayInputs(workerData as ReplayRequest);
parentPort?.postMessage(replayed, [replayed.bytes.buffer as ArrayBuffer]);
