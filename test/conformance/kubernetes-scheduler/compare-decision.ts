import type { ExplainedPlacement } from '#core/orchestrator/kubernetes/scheduler';
import type { Result, Table } from './recording';

/** What is compared, in a form whose difference reads well. */
export interface Decision {
  readonly node?: string | null;
  readonly feasible?: readonly string[];
  readonly scores?: Readonly<Record<string, readonly number[]>>;
  readonly totals?: readonly number[];
  readonly ties?: readonly string[];
  readonly evaluated?: number | undefined;
  readonly message?: string | undefined;
}

type NodeName = (index: number) => string;

/** At parallelism 16 the order in which nodes are found is a race: compare by name. */
function permutation(names: readonly string[], ordered: boolean): number[] {
  const places = names.map((_, i) => i);
  return ordered ? places : places.sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1));
}

function columns(table: Table): [string, readonly number[]][] {
  return Object.entries(table.scores).map(([plugin, s]) => [plugin, typeof s === 'number' ? table.feasible.map(() => s) : s]);
}

export function recordedDecision(result: Result, name: NodeName, ordered: boolean): Decision {
  if (result.reason !== undefined) return { node: null, message: result.message };
  const node = ordered && result.node !== null && result.node !== undefined ? { node: name(result.node) } : {};
  const counts = { evaluated: result.evaluated };
  if (result.table === undefined) return { ...node, ...counts };
  const { table } = result;
  const names = table.feasible.map(name);
  const order = permutation(names, ordered);
  const at = <T>(list: readonly T[]) => order.map((i) => list[i] as T);
  const scores = Object.fromEntries(columns(table).map(([plugin, s]) => [plugin, at(s)]));
  return { ...node, ...counts, feasible: at(names), scores, totals: at(table.total), ties: table.ties.map(name).sort() };
}

export function ourDecision(placement: ExplainedPlacement, result: Result, ordered: boolean): Decision {
  if (result.reason !== undefined) return { node: placement.node, message: placement.message };
  const node = ordered ? { node: placement.node } : {};
  const counts = { evaluated: placement.evaluated };
  if (result.table === undefined && placement.scores === null) return { ...node, ...counts };
  const order = permutation(placement.feasibleNodes, ordered);
  const at = <T>(list: readonly T[]) => order.map((i) => list[i] as T);
  const scores = Object.fromEntries([...(placement.scores ?? [])].map(([plugin, s]) => [plugin, at(s)]));
  return { ...node, ...counts, feasible: at(placement.feasibleNodes), scores, totals: at(placement.totals), ties: [...placement.ties].sort() };
}
