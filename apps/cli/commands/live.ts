import { type Command, Option } from 'commander';
import { jsonOption, nodeImageOption, seedArgument } from '../arguments.js';
import { type DriverName, LIVE_DRIVERS } from '../judge-live.js';
import { withEngine } from '../live/with-engine.js';
import { readEntry } from '../read-entry.js';
import { valueOf } from '../read-input.js';
import { readScenario } from '../read-scenario.js';

/** `regatta live`: what this host can do for sandbox clusters, and what dead judges left on it. */
export function liveCommand(program: Command): void {
  const live = program.command('live').description('sandbox clusters of real containers on this host');
  live
    .command('doctor')
    .description('what this host can do: its engine, its kernel, and each driver with the reason where one cannot run')
    .addOption(nodeImageOption())
    .addOption(jsonOption())
    .action(doctor);
  live
    .command('calibrate')
    .description('judges entries simulated and live and prints, as Markdown, where the two differ event by event')
    .argument('<entry...>', 'files or folders')
    .requiredOption('--scenario <file>', 'what they are judged on')
    .addOption(new Option('--seed <n>', 'which member of the family').argParser(seedArgument).default(1))
    .addOption(
      new Option('--driver <name>', 'what the live cluster is made of; by default a real Swarm for stack files, light for all else').choices(LIVE_DRIVERS),
    )
    .addOption(nodeImageOption())
    .action(compare);
  live.command('reap').description('removes what judges that are dead left behind').action(clean);
}

async function doctor(options: { readonly json?: boolean; readonly nodeImage?: string }): Promise<void> {
  const { DRIVERS, probeHost, refusalOf } = await import('#io/live');
  const facts = await withEngine((engine) => probeHost(engine, options.nodeImage ?? null));
  const drivers = DRIVERS.map((driver) => ({ driver, refusal: refusalOf(driver, facts) }));
  if (options.json === true) return console.log(JSON.stringify({ facts, drivers }, null, 2));
  const { engine, network } = facts;
  console.log(`engine    Docker ${engine.version} (API ${engine.apiVersion}) on ${engine.operatingSystem}, Linux ${engine.kernel}`);
  console.log(`          ${engine.storageDriver}, cgroup v${engine.cgroupVersion} by ${engine.cgroupDriver}, runtimes ${engine.runtimes.join(', ')}`);
  console.log(`machine   ${facts.cpus} cores, ${Math.round(facts.memoryBytes / 2 ** 20)} MiB`);
  const able = (Object.keys(network) as (keyof typeof network)[]).map((name) => `${name} ${network[name] ? 'yes' : 'no'}`);
  console.log(`kernel    ${able.join(', ')}; privileged containers ${facts.privileged ? 'yes' : 'no'}`);
  for (const { driver, refusal } of drivers)
    console.log(`${driver.padEnd(11)}${refusal === null ? 'ready' : `no: ${refusal.reason}\n          to mend: ${refusal.fix}`}`);
}

interface CompareOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly driver?: DriverName;
  readonly nodeImage?: string;
}

async function compare(entries: readonly string[], { scenario: file, ...how }: CompareOptions): Promise<void> {
  const { calibrate } = await import('../live/calibrate.js');
  const scenario = readScenario(file);
  for (const path of entries) console.log(await calibrate(scenario, valueOf(await readEntry(path, scenario)), how));
}

async function clean(): Promise<void> {
  const { reap } = await import('#io/live');
  const { containers, networks, volumes } = await withEngine((engine) => reap(engine));
  console.log(`removed ${containers} containers, ${networks} networks, ${volumes} volumes`);
}
