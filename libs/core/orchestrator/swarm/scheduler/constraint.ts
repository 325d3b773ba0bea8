import type { Constraint } from '#core/entry';
import * as ipaddr from 'ipaddr.js';
import type { SwarmNode } from './swarm-node.js';

const NODE_LABEL = 'node.labels.';
const ENGINE_LABEL = 'engine.labels.';

/** Compares whole words without regard to case; pattern characters are literal. `!=` holds when none of the candidates is equal. */
export function constraintMatches(constraint: Constraint, ...candidates: readonly string[]): boolean {
  const wanted = constraint.value.toLowerCase();
  const equal = candidates.some((candidate) => candidate.toLowerCase() === wanted);
  return constraint.operator === '==' ? equal : !equal;
}

/** All constraints hold. A key nobody knows never matches, not even with `!=`; a label that is absent is empty. */
export function nodeMatches(constraints: readonly Constraint[], node: SwarmNode): boolean {
  return constraints.every((constraint) => oneMatches(constraint, node));
}

/** What a node has under a key: text, empty where a label is absent; undefined for a key that nobody knows. */
export function nodeValue(key: string, node: SwarmNode): string | undefined {
  switch (key.toLowerCase()) {
    case 'node.id':
      return node.id;
    case 'node.hostname':
      return node.description?.hostname ?? '';
    case 'node.ip':
      return node.address;
    case 'node.role':
      return node.role;
    case 'node.platform.os':
      return node.description?.os ?? '';
    case 'node.platform.arch':
      return node.description?.arch ?? '';
    default:
      break;
  }
  // The label's own name keeps its case.
  const lower = key.toLowerCase();
  if (lower.startsWith(NODE_LABEL) && key.length > NODE_LABEL.length) return node.labels[key.slice(NODE_LABEL.length)] ?? '';
  if (lower.startsWith(ENGINE_LABEL) && key.length > ENGINE_LABEL.length) return node.description?.engineLabels[key.slice(ENGINE_LABEL.length)] ?? '';
  return undefined;
}

function oneMatches(constraint: Constraint, node: SwarmNode): boolean {
  if (constraint.key.toLowerCase() === 'node.ip') return addressMatches(constraint, node.address);
  const value = nodeValue(constraint.key, node);
  return value !== undefined && constraintMatches(constraint, value);
}

/** `node.ip` takes an address or a network; anything else matches no node. */
function addressMatches(constraint: Constraint, address: string): boolean {
  const own = ipaddr.isValid(address) ? ipaddr.parse(address) : undefined;
  const wantsEqual = constraint.operator === '==';
  if (ipaddr.isValid(constraint.value) && !constraint.value.includes('/')) {
    const equal = own !== undefined && own.toNormalizedString() === ipaddr.parse(constraint.value).toNormalizedString();
    return equal === wantsEqual;
  }
  if (!ipaddr.isValidCIDR(constraint.value)) return false;
  const network = ipaddr.parseCIDR(constraint.value);
  const within = own !== undefined && own.kind() === network[0].kind() && own.match(network);
  return within === wantsEqual;
}
