import type { Command } from 'commander';
import { LineCounter, parseAllDocuments } from 'yaml';
import { explainSnapshot, explanationText } from '#core/orchestrator/kubernetes/scheduler';
import { CommandFailed, EXIT } from '../exit-code.js';
import { readInput } from '../read-input.js';

/** `regatta explain`: why each pending pod of a snapshot goes where it goes. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('why each pending pod goes where it goes')
    .argument('<snapshot>', 'Nodes, Pods and what else the scheduler reads: multi-document YAML, JSON, or a List')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExample:\n  kubectl get nodes,pods,services -A -o yaml > cluster.yaml && regatta explain cluster.yaml')
    .action((file: string, options: { json?: boolean }) => {
      const explanation = explainSnapshot(documentsOf(file));
      console.log(options.json === true ? JSON.stringify(explanation.pods, null, 2) : explanationText(explanation));
    });
}

function documentsOf(file: string): readonly unknown[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(readInput(file), { lineCounter: lines });
  const list = Array.isArray(documents) ? documents : [];
  const errors = list.flatMap((document) => document.errors);
  for (const error of errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    console.error(`${file}:${line}:${col}: error ${error.code.toLowerCase().replaceAll('_', '-')}: ${error.message.split('\n')[0]}`);
  }
  if (errors.length > 0) throw new CommandFailed(EXIT.atFault, 'the snapshot cannot be read');
  const values = list.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown).filter((value) => value !== null);
  const odd = values.find((value) => typeof value !== 'object' || Array.isArray(value) || typeof (value as { kind?: unknown }).kind !== 'string');
  if (odd !== undefined || values.length === 0) throw new CommandFailed(EXIT.atFault, `${file}: every document must be an object with apiVersion and kind`);
  return values;
}
