import { parentPort, workerData } from 'node:worker_threads';
import { parseEntry } from '#core/entry';
import { drawRun, parseScenario } from '#core/scenario';
import { controlPlaneFor } from '#core/simulator';
import { serveSteps } from '#io/live';
import { ThreadProcess } from '#io/sandbox';
import type { PluginRun } from './plugin-run.js';

// A step waits for the plugin without giving way; here it may, while the main thread talks to plugin and cluster.
const { scenarioText, files, seed, link } = workerData as PluginRun;
const scenario = parseScenario(scenarioText, 'scenario.yaml');
const entry = parseEntry(files);
if (parentPort === null || !scenario.ok || !entry.ok) throw new Error('what was read once cannot be read again');
const controlPlane = controlPlaneFor(entry.value, drawRun(scenario.value, seed), new ThreadProcess(link));
if (controlPlane === null) throw new Error(`no control plane for ${entry.value.division}`);
serveSteps(parentPort, controlPlane);
