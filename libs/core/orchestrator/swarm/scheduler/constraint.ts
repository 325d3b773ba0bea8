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

function oneMatches(constraint: Constraint, node: SwarmNode): boolean {
  const key = constraint.key.toLowerCase();
  switch (key) {
    case 'node.id':
      return constraintMatches(constraint, node.id);
    case 'node.hostname':
      return constraintMatches(constraint, node.description?.hostname ?? '');
    case 'node.ip':
      return addressMatches(constraint, node.address);
    case 'node.role':
      return constraintMatches(constraint, node.role);
    case 'node.platform.os':
      return constraintMatches(constraint, node.description?.os ?? '');
    case 'node.platform.arch':
      return constraintMatches(constraint, node.description?.arch ?? '');
    default:
      break;
  }
  // The label's own name keeps its case.
  if (key.startsWith(NODE_LABEL) && key.length > NODE_LABEL.length)
    return constraintMatches(constraint, node.labels[constraint.key.slice(NODE_LABEL.length)] ?? '');
  if (key.startsWith(ENGINE_LABEL) && key.length > ENGINE_LABEL.length) {
    return constraintMatches(constraint, node.description?.engineLabels[constraint.key.slice(ENGINE_LABEL.length)] ?? '');
  }
  return false;
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
