import { type Command, Option } from 'commander';
import { type EntryFile, parseKubernetesSnapshot } from '#core/entry';
import { isSwarmSnapshot, parseSwarmSnapshot } from '#core/entry/swarm';
import { type Explanation, explainSnapshot, explanationText, SCHEDULER_VERSIONS, type SchedulerVersion } from '#core/orchestrator/kubernetes/scheduler';
import { explainSwarmSnapshot } from '#core/orchestrator/swarm';
import { isMesosSnapshot, parseMesosSnapshot } from '#core/entry/mesos';
import { explainMesosSnapshot } from '#core/orchestrator/mesos';
import { readInput, valueOf } from '../read-input.js';

/** `regatta explain`: why each pending pod of a snapshot goes where it goes. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('why each pending pod goes where it goes')
    .argument(
      '<snapshot>',
      'Nodes, Pods and what else the scheduler reads: multi-document YAML, JSON, or a List; nodes, tasks and a stack file of Swarm; agents and apps of Mesos',
    )
    .option('--json', 'for programs')
    .addOption(new Option('--kubernetes <version>', 'decide as this release does').choices(SCHEDULER_VERSIONS).default('1.36'))
    .option('--seed <seed>', 'for what the release draws: ties before 1.35, where preemption begins to look', '0')
    .addHelpText(
      'after',
      '\nExample:\n  kubectl get nodes,pods,services -A -o yaml > cluster.yaml && regatta explain cluster.yaml\n  (curl -s mesos:5050/slaves; curl -s "marathon:8080/v2/apps?embed=apps.tasks") > mesos.json && regatta explain mesos.json',
    )
    .action((file: string, { json, kubernetes: version, seed }: { json?: boolean; kubernetes: SchedulerVersion; seed: string }) => {
      const input = { path: file, text: readInput(file) };
      const { pods } = explained(input, { version, seed });
      const forPrograms = pods.map(({ message: _message, ...pod }) => pod);
      console.log(json === true ? JSON.stringify(forPrograms, null, 2) : explanationText({ pods }));
    });
}

function explained(input: EntryFile, options: { readonly version: SchedulerVersion; readonly seed: string }): Explanation {
  if (isSwarmSnapshot(input)) return explainSwarmSnapshot(valueOf(parseSwarmSnapshot(input)));
  if (isMesosSnapshot(input)) return explainMesosSnapshot(valueOf(parseMesosSnapshot(input)));
  return explainSnapshot(valueOf(parseKubernetesSnapshot(input)), options);
}
