import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseScenario } from '#core/scenario';
import type { ScenarioRow, ScenarioStore } from '#io/store';
import type { Logger } from '#io/telemetry';

/**
 * Every scenario file below the folder becomes the newest version of its scenario. A broken file is told and left
 * out: the platform starts without it.
 */
export async function publishScenarios(folder: string, store: ScenarioStore, logger: Logger): Promise<readonly ScenarioRow[]> {
  const published: ScenarioRow[] = [];
  for (const file of await scenarioFiles(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    const outcome = parseScenario(text, file);
    if (!outcome.ok) {
      logger.error({ file, problems: outcome.problems.slice(0, 5) }, 'scenario left out');
      continue;
    }
    const { id, digest, title, family, summary, visibility, world = 'simulated' } = outcome.value;
    published.push(await store.publish({ id, digest, title, family, summary, visibility, world, text }));
  }
  return published;
}

async function scenarioFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => /(^|[/\\])scenario\.ya?ml$/.test(name)).sort();
}
