import type { Command } from 'commander';
import { parseKubernetesSnapshot } from '#core/entry';
import { explainSnapshot, explanationText } from '#core/orchestrator/kubernetes/scheduler';
import { readInput, valueOf } from '../read-input.js';

/** `regatta explain`: why each pending pod of a snapshot goes where it goes. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('why each pending pod goes where it goes')
    .argument('<snapshot>', 'Nodes, Pods and what else the scheduler reads: multi-document YAML, JSON, or a List')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExample:\n  kubectl get nodes,pods,services -A -o yaml > cluster.yaml && regatta explain cluster.yaml')
    .action((file: string, options: { json?: boolean }) => {
      const { pods } = explainSnapshot(valueOf(parseKubernetesSnapshot({ path: file, text: readInput(file) })));
      const forPrograms = pods.map(({ message: _message, ...pod }) => pod);
      console.log(options.json === true ? JSON.stringify(forPrograms, null, 2) : explanationText({ pods }));
    });
}
