import { type Command, Option } from 'commander';
import { PACKING_POLICIES, type PackingPolicyName } from '#core/orchestrator/packing';
import { importOpenbNodes, importOpenbPods } from '#core/scenario/import';
import { inflationCurve, inflationOrder, placementDigest, runInflation } from '#core/simulator/inflation';
import { seedArgument } from '../arguments.js';
import { CommandFailed, EXIT } from '../exit-code.js';
import { readInput, valueOf } from '../read-input.js';

interface Options {
  readonly nodes: string;
  readonly pods: string;
  readonly order?: string;
  readonly seed: number;
  readonly policy: PackingPolicyName;
  readonly json?: boolean;
}

/** `regatta experiment inflation`: the packing experiment of "Beware of Fragmentation" (ATC'23), repeatable by a reader. */
export function experimentCommand(program: Command): void {
  program
    .command('experiment')
    .description('published experiments, repeated')
    .command('inflation')
    .description('pods of a trace arrive until the cluster is over-full: how much of its GPUs is allocated, and how much is fragmented?')
    .requiredOption('--nodes <csv>', 'OpenB node list (.csv or .csv.gz)')
    .requiredOption('--pods <csv>', 'OpenB pod list')
    .option(
      '--order <file>',
      'arrival order: line 1 indexes into the name-sorted pods, line 2 the rank of each node; without it both follow from the seed as in the paper',
    )
    .addOption(new Option('--seed <n>', "of the paper's order of arrival and of the Random policy").argParser(seedArgument).default(42))
    .addOption(new Option('--policy <name>', 'who places').choices(PACKING_POLICIES).default('FGD'))
    .option('--json', 'for programs')
    .action((options: Options) => {
      const { seed } = options;
      const nodes = valueOf(importOpenbNodes(readInput(options.nodes), options.nodes));
      const pods = valueOf(importOpenbPods(readInput(options.pods), options.pods)).map((pod) => pod.request);
      const { arrivals, ranks } = options.order === undefined ? inflationOrder(nodes, pods, seed) : published(options.order, pods.length, nodes.length);
      const result = runInflation({ nodes, pods, arrivals, ranks, policy: options.policy, seed });
      const allocated = inflationCurve(result, 'allocatedMilli', 130);
      const fragmented = inflationCurve(result, 'fragmentedMilli', 130);
      const summary = {
        policy: options.policy,
        pods: arrivals.length,
        placed: result.placed,
        failed: result.failed,
        allocatedPercentAt100: allocated[100] ?? null,
        allocatedPercentAt130: allocated[130] ?? null,
        fragmentedPercentAt100: fragmented[100] ?? null,
        placementDigest: placementDigest(result.placements, ranks),
      };
      if (options.json === true) console.log(JSON.stringify({ ...summary, allocated, fragmented }));
      else for (const [name, value] of Object.entries(summary)) console.log(`${name.padEnd(24)}${value ?? 'not reached'}`);
    });
}

function published(file: string, pods: number, nodes: number) {
  const lines = readInput(file).split(/\r?\n/);
  const arrivals = indexesIn(file, lines, 1, pods);
  const ranks = indexesIn(file, lines, 2, nodes);
  if (new Set(ranks).size !== nodes || ranks.length !== nodes)
    throw new CommandFailed(EXIT.atFault, `${file}:2:1: line 2 must hold one rank for each of the ${nodes} nodes, none twice`);
  return { arrivals, ranks };
}

/** The numbers of one line of an order file; they count something, so each is below how many there are. */
function indexesIn(file: string, lines: readonly string[], number: number, below: number): readonly number[] {
  const line = lines[number - 1] ?? '';
  return Array.from(line.matchAll(/\S+/g), ({ 0: text, index }) => {
    if (/^\d{1,9}$/.test(text) && Number(text) < below) return Number(text);
    throw new CommandFailed(EXIT.atFault, `${file}:${number}:${index + 1}: ${JSON.stringify(text.slice(0, 40))} is not a whole number below ${below}`);
  });
}
