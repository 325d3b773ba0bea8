import { parentPort, workerData } from 'node:worker_threads';
import { serveEntry } from '#io/live';
import { ThreadProcess } from '#io/sandbox';
import type { PluginRun } from './plugin-run.js';

const { link, ...inputs } = workerData as PluginRun;
serveEntry(parentPort, inputs, new ThreadProcess(link));
