/** What became of every fault, in words: part of the result, and what decides whether the replay was the scenario at all. */
export class FaultReport {
  readonly lines: string[] = [];
  /** What could not be done, came late, or was not seen from outside: a replay with any of these is void. */
  readonly failures: string[] = [];

  say(line: string): void {
    this.lines.push(line);
  }

  seen(what: string, isSeen: boolean): void {
    if (isSeen) this.say(what);
    else this.fail(`${what} was not seen from outside`);
  }

  fail(line: string): void {
    this.lines.push(line);
    this.failures.push(line);
  }
}
