import { parentPort, workerData } from 'node:worker_threads';
import { serveEntry } from '#io/live';
import { ThreadProcess } from '#io/sandbox';
import type { ReplayRequest } from './replay-port.js';

const { contestant, ...inputs } = workerData as Required<ReplayRequest>;
serveEntry(parentPort, inputs, new ThreadProcess(contestant));
