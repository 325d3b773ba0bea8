import { parentPort, workerData } from 'node:worker_threads';
import { parseEntry } from '#core/entry';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';
import { ThreadProcess } from '#io/sandbox';
import type { PluginRun, ThreadNews } from './plugin-run.js';

// A replay waits for its plugin without giving way; here it may, while the main thread talks to the plugin.
const { scenarioText, files, seed, link } = workerData as PluginRun;
const scenario = parseScenario(scenarioText, 'scenario.yaml');
const entry = parseEntry(files);
if (!scenario.ok || !entry.ok) throw new Error('what was read once cannot be read again');
const tell = (news: ThreadNews) => parentPort?.postMessage(news);
const record = replay({
  scenario: scenario.value,
  entry: entry.value,
  seed,
  contestant: new ThreadProcess(link),
  onProgress: (nowUs, horizonUs) => tell({ kind: 'progress', nowUs, horizonUs }),
});
tell({ kind: 'record', record });
