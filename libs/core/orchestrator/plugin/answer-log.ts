import { type ContestantProcess, ContestantFault, type Exchange, type ProcessFailure } from './contestant-process.js';

/** Everything a contestant's process said in one run, in order: with it a run is replayed without the process. */
export interface AnswerLog {
  readonly lines: readonly string[];
  /** How it ended when it did not last to the end of the run. */
  readonly failure: { readonly failure: ProcessFailure; readonly cause: string } | null;
}

/** Characters of all answers of one run together; a record carries them. */
export const ANSWER_CHARACTERS_MOST = 32 * 1024 * 1024;

/** Passes on what a process says and keeps it. */
export class AnswerRecorder implements ContestantProcess {
  private readonly lines: string[] = [];
  private failure: AnswerLog['failure'] = null;
  private characters = 0;

  constructor(private readonly process: ContestantProcess) {}

  exchange(line: string): Exchange {
    const answer = this.bounded(this.process.exchange(line));
    if (answer.ok) this.lines.push(answer.line);
    else this.failure = { failure: answer.failure, cause: answer.cause };
    return answer;
  }

  get log(): AnswerLog {
    return { lines: this.lines, failure: this.failure };
  }

  private bounded(answer: Exchange): Exchange {
    if (!answer.ok) return answer;
    this.characters += answer.line.length;
    if (this.characters <= ANSWER_CHARACTERS_MOST) return answer;
    return { ok: false, failure: 'output-limit', cause: `the plugin said more than ${ANSWER_CHARACTERS_MOST} characters in one run` };
  }
}

/** Says again what was said. */
export class RecordedAnswers implements ContestantProcess {
  private next = 0;

  constructor(private readonly recorded: AnswerLog) {}

  exchange(): Exchange {
    const line = this.recorded.lines[this.next++];
    if (line !== undefined) return { ok: true, line };
    if (this.recorded.failure !== null) return { ok: false, ...this.recorded.failure };
    throw new ContestantFault('platform-error', 'the recorded answers end before the run does');
  }
}
