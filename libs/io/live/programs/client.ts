import { Agent, request } from 'node:http';
import type { Endpoints } from './endpoints.js';
import type { ClientRule, Endpoint, Outcome, Plan, PodStats } from './plan.js';

export interface Answer {
  readonly outcome: Outcome;
  /** Who answered, or did not. */
  readonly pod: string | null;
}

const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 30_000 });

/** Sends one request of an application to one of its replicas, again after a failure if its clients do that. */
export async function sendPlan(endpoints: Endpoints, clients: Readonly<Record<string, ClientRule>>, plan: Plan): Promise<Answer> {
  const rule = clients[plan.app];
  if (rule === undefined) return { outcome: 'rejected', pod: null };
  for (let attempt = 0; ; attempt++) {
    const answer = await once(endpoints, rule, plan);
    if (answer.outcome === 'served' || attempt >= rule.retries) return answer;
    await new Promise((resolve) => setTimeout(resolve, rule.backoffUs / 1000));
  }
}

async function once(endpoints: Endpoints, rule: ClientRule, plan: Plan): Promise<Answer> {
  const target = endpoints.pick(plan.app);
  if (target === null) return { outcome: 'rejected', pod: null };
  target.outstanding++;
  try {
    return { outcome: await post(target.endpoint, JSON.stringify(plan), rule.timeoutUs / 1000), pod: target.endpoint.key };
  } finally {
    target.outstanding--;
  }
}

function post({ host, port }: Endpoint, body: string, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request({ host, port, method: 'POST', path: '/work', agent, headers });
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      settle('timed-out');
      call.destroy();
    }, timeoutMs);
    call.on('error', () => settle('failed'));
    call.on('response', (response) => {
      response.resume();
      response.on('end', () => settle(response.statusCode === 200 ? 'served' : response.statusCode === 503 ? 'rejected' : 'failed'));
      response.on('error', () => settle('failed'));
    });
    call.end(body);
  });
}

/** Whether `GET /healthz` is answered with 200 in time. */
export const isHealthy = async (host: string, port: number, timeoutMs: number): Promise<boolean> => (await ask(host, port, '/healthz', timeoutMs)) !== null;

/** What a replica says of itself; null when it says nothing in time. */
export async function statsOf({ host, port }: Endpoint, timeoutMs: number): Promise<PodStats | null> {
  const text = await ask(host, port, '/stats', timeoutMs);
  try {
    return text === null ? null : (JSON.parse(text) as PodStats);
  } catch {
    return null;
  }
}

/** The body of an answer with 200; null: there was none in time. */
function ask(host: string, port: number, path: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const call = request({ host, port, path, agent: false, timeout: timeoutMs });
    const timer = setTimeout(() => call.destroy(new Error('timed out')), timeoutMs);
    const settle = (answer: string | null): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    call.on('error', () => settle(null));
    call.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      response.on('end', () => settle(response.statusCode === 200 ? body : null));
      response.on('error', () => settle(null));
    });
    call.end();
  });
}
