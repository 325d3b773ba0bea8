import Table from 'cli-table3';

/** A table without colours: it reads the same in a terminal, a file and a log. */
export function plainTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
export const milliseconds = (us: number | null): string => (us === null ? '–' : `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`);
export const points = (score: number | null): string => (score === null ? '–' : score.toFixed(2));
