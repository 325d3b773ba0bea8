import { SECOND } from '#core/units';
import { type Path, shown } from '../source/source-document.js';
import { goDurationUs } from './amounts.js';
import { isMap, type StackSource } from './stack-source.js';
import type { SwarmHealthcheck } from './swarm-service.js';

/** Docker takes a millisecond; nobody's check is so quick, and simulating it would take for ever. */
const SHORTEST_US = 100_000;
const WORDS = ['NONE', 'CMD', 'CMD-SHELL'];

/** Null: no check; the images of the applications have none of their own. Defaults: Docker's. */
export function readHealthcheck(source: StackSource, path: Path, value: unknown): SwarmHealthcheck | null {
  if (!isMap(value)) return null;
  const { test, disable, retries } = value;
  if (disable === true) {
    if (test !== undefined) source.say([...path, 'test'], { code: 'exclusive-fields', message: '`test` and `disable: true` cannot be set at the same time' });
    return null;
  }
  const word: unknown = Array.isArray(test) ? test[0] : test;
  if (Array.isArray(test) && !WORDS.includes(String(word))) {
    source.say([...path, 'test'], {
      code: 'invalid-value',
      message: `the test begins with \`${shown(word)}\``,
      hint: `begin with one of: ${WORDS.join(', ')}`,
    });
    return null;
  }
  const time = (field: string, otherwise: number): number => {
    const us = typeof value[field] === 'string' ? (goDurationUs(value[field]) ?? 0) : 0;
    if (us > 0 && us < SHORTEST_US) source.say([...path, field], { code: 'invalid-value', message: `\`${field}\` cannot be less than 100ms here` });
    return us === 0 ? otherwise : us;
  };
  if (typeof retries === 'number' && (retries < 0 || !Number.isInteger(retries)))
    source.say([...path, 'retries'], { code: 'invalid-value', message: `\`retries\` is \`${retries}\`: must be a whole number of 0 or more` });
  const check: SwarmHealthcheck = {
    intervalUs: time('interval', 30 * SECOND),
    timeoutUs: time('timeout', 30 * SECOND),
    retries: typeof retries === 'number' && retries > 0 ? retries : 3,
    startPeriodUs: typeof value['start_period'] === 'string' ? (goDurationUs(value['start_period']) ?? 0) : 0,
    startIntervalUs: time('start_interval', 5 * SECOND),
  };
  if (test === undefined) {
    source.say(path, {
      code: 'no-health-test',
      severity: 'warning',
      message: 'without `test` nothing is checked: the images have no check of their own',
      hint: 'write `test: ["CMD", …]`',
    });
    return null;
  }
  return word === 'NONE' || word === '' ? null : check;
}
