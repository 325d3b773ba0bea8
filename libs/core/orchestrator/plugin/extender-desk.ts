import { parseDurationUs } from '#core/units';
import { z } from 'zod';
import { type ExtenderRule, ExtenderUnanswered, HttpExtenders } from '../kubernetes/scheduler/extender/index.js';
import type { ExtenderDesk } from '../kubernetes/index.js';
import { type ContestantProcess, ContestantFault } from './contestant-process.js';
import { decisionTimeUs } from './decision-time.js';
import { readyMessage } from './protocol.js';
import { readAnswer } from './read-answer.js';

const TIMEOUT_US = 5_000_000;
const MICROSECONDS_PER_MS = 1000;
const OK = 200;

const reply = z.strictObject({
  type: z.literal('reply'),
  call: z.int(),
  status: z.int().optional(),
  body: z.string().optional(),
  error: z.string().max(1000).optional(),
});

/**
 * Carries kube-scheduler's calls to an HTTP server in the contestant's sandbox, by the line that leads there: a shim beside the server
 * speaks HTTP with it. What a call costs in simulated time follows from its size, as with every plugin.
 */
export function extenderDesk(process: ContestantProcess, rules: readonly ExtenderRule[]): ExtenderDesk {
  let calls = 0;
  let costUs = 0;
  const exchange = (line: string): string => {
    const answer = process.exchange(line);
    if (!answer.ok) throw new ContestantFault(answer.failure, answer.cause);
    return answer.line;
  };
  const call = (rule: ExtenderRule, verb: string, body: object): unknown => {
    if (calls === 0) readAnswer(exchange(JSON.stringify({ type: 'start', protocol: 1, urlPrefix: rule.urlPrefix })), readyMessage, 'the answer to start');
    const number = ++calls;
    const timeoutMs = Math.floor((parseDurationUs(rule.httpTimeout ?? '') ?? TIMEOUT_US) / MICROSECONDS_PER_MS);
    const asked = JSON.stringify({ type: 'call', call: number, url: `${rule.urlPrefix.replace(/\/+$/, '')}/${verb}`, timeoutMs, body: JSON.stringify(body) });
    const answered = exchange(asked);
    costUs += decisionTimeUs({ nodes: 0, pods: 0, decisions: 0, askedBytes: asked.length, answeredBytes: answered.length, refused: 0 });
    return bodyOf(readAnswer(answered, reply, `the answer to call ${number}`), number, rule, verb);
  };
  return {
    extenders: new HttpExtenders(rules, call),
    takeCostUs() {
      const cost = costUs;
      costUs = 0;
      return cost;
    },
  };
}

function bodyOf({ call, status, body = '', error }: z.infer<typeof reply>, number: number, { urlPrefix }: ExtenderRule, verb: string): unknown {
  if (call !== number) throw new ContestantFault('protocol-error', `the answer to call ${number} says that it is to call ${call}`);
  if (error !== undefined) throw new ExtenderUnanswered(error);
  if (status !== OK) throw new ExtenderUnanswered(`failed ${verb} with extender at URL ${urlPrefix}, code ${status ?? 'none'}`);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ExtenderUnanswered(`failed ${verb} with extender at URL ${urlPrefix}: the answer is not JSON`);
  }
}
