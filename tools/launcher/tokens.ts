import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DemoTokens {
  readonly admin: string;
  readonly contestant: string;
}

/** The two tokens of an embedded platform: made once per data folder, readable by its owner only. */
export function demoTokens(dataFolder: string): DemoTokens {
  const path = join(dataFolder, 'tokens.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as DemoTokens;
  const token = () => `rgt_${randomBytes(32).toString('base64url')}`;
  const tokens = { admin: token(), contestant: token() };
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(tokens), { mode: 0o600 });
  return tokens;
}
