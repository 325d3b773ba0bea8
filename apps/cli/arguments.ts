import { InvalidArgumentError, Option } from 'commander';

const SEED_END = 2 ** 31;

export function seedArgument(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < SEED_END) return seed;
  throw new InvalidArgumentError(`a seed is a whole number below ${SEED_END}.`);
}

function urlArgument(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new InvalidArgumentError('a server is an http:// or https:// address.');
  return text.replace(/\/+$/, '');
}

/** Fresh ones for each command: an Option keeps what it read. */
export const serverOption = () =>
  new Option('--server <url>', 'where the platform is').env('REGATTA_SERVER').default('http://127.0.0.1:8080').argParser(urlArgument);
export const tokenOption = () => new Option('--token <token>', 'who asks; from the page of your team').env('REGATTA_TOKEN');
export const jsonOption = () => new Option('--json', 'for programs');

/** A whole number, 0 or more. */
export function countArgument(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('write a whole number, 0 or more');
  return value;
}

export const nodeImageOption = (): Option =>
  new Option('--node-image <name>', 'live: image of the nodes of a real Kubernetes, of the make of kindest/node or rancher/k3s').env('REGATTA_NODE_IMAGE');
