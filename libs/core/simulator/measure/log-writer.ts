import { DigestBuilder } from '#core/digest';
import type { EventLog } from '#core/run';

const LINES_KEPT = 20_000;
const CHARACTERS_KEPT = 8_000_000;

/** Writes a run's event log: the first lines are kept, up to a number and a size; the digest covers all. */
export class LogWriter {
  private readonly lines: string[] = [];
  private readonly digest = new DigestBuilder();
  private pending = '';
  private written = 0;
  private charactersLeft: number;

  constructor(
    private readonly keep = LINES_KEPT,
    keepCharacters = CHARACTERS_KEPT,
  ) {
    this.charactersLeft = keepCharacters;
  }

  add(timeUs: number, kind: string, ...fields: readonly (string | number | null | readonly (string | number)[])[]): void {
    const line = JSON.stringify([timeUs, kind, ...fields]);
    this.charactersLeft -= line.length;
    // Once a line went over, none is kept: what is kept is the beginning, without holes.
    if (this.written++ < this.keep && this.charactersLeft >= 0) this.lines.push(line);
    this.pending += `${line}\n`;
    if (this.pending.length > 65_536) this.flush();
  }

  close(): EventLog {
    this.flush();
    return { lines: this.lines, omitted: this.written - this.lines.length, digest: this.digest.hex() };
  }

  private flush(): void {
    this.digest.add(this.pending);
    this.pending = '';
  }
}
