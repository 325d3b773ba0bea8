import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Inputs and expected values of Marathon's and Mesos' own tests; not part of this repository. */
const FILE = resolve(__dirname, '..', '..', '..', '..', 'shared', 'conformance', 'upstream', 'mesos.json');

export interface UpstreamCase {
  readonly id: string;
  readonly area: string;
  readonly input: Record<string, unknown>;
  readonly expected: Record<string, unknown>;
}

const cases: readonly UpstreamCase[] = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: UpstreamCase[] }).cases : [];

/** One test a case of an area; a visible skip where the cases are not there. */
export function upstream<I, E>(area: string, check: (input: I, expected: E) => void): void {
  const rows = cases.filter((one) => one.area === area).map((one) => [one.id, one] as const);
  if (rows.length === 0) it.skip(`${area} (upstream cases are not at ../shared/conformance)`, () => undefined);
  else it.each(rows)(`${area} %s`, (_, one) => check(one.input as I, one.expected as E));
}

/** Areas that no test of ours reads: none may be left out. */
export function areasBeyond(known: readonly string[]): readonly string[] {
  return [...new Set(cases.map((one) => one.area))].filter((area) => !known.includes(area));
}
