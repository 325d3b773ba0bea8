import { openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { ThreadProcess } from '#io/sandbox';
import type { StepRun } from './step-run.js';

const { link, folder, asked } = workerData as StepRun;
const NEWLINE = 10;
const CHUNK_BYTES = 65_536;

const exchange = link === undefined ? bare(folder as string) : sandboxed(new ThreadProcess(link));
// `start` and the first steps warm it up.
const warm = asked.length >> 2;
for (const line of asked.slice(0, warm)) exchange(line);
const started = performance.now();
for (const line of asked.slice(warm)) exchange(line);
parentPort?.postMessage(((asked.length - warm) * 1000) / (performance.now() - started));

function sandboxed(process: ThreadProcess): (line: string) => void {
  return (line) => {
    const answer = process.exchange(line);
    if (!answer.ok) throw new Error(answer.cause);
  };
}

/** The least there is: a write and as many reads as the line takes. */
function bare(place: string): (line: string) => void {
  const [questions, answers] = [openSync(join(place, 'questions'), 'w'), openSync(join(place, 'answers'), 'r')];
  const chunk = Buffer.alloc(CHUNK_BYTES);
  return (line) => {
    writeSync(questions, `${line}\n`);
    let text = '';
    for (let count = 0; count === 0 || chunk[count - 1] !== NEWLINE; text += chunk.toString('utf8', 0, count)) count = readSync(answers, chunk);
  };
}
