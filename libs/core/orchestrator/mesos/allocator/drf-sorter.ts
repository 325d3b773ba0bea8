import { type Amounts, KIND_COUNT, SCALAR_COUNT } from './amounts.js';

interface Node {
  readonly name: string;
  /** From the root, with the `.` of a virtual leaf. */
  readonly path: string;
  readonly parent: Node | null;
  /** A client is a leaf: active, or passed over by `sort`. */
  kind: 'active' | 'inactive' | 'internal';
  readonly children: Node[];
  readonly allocated: number[];
  /** Allocations ever made below it: of two equal shares the one that was served less often comes first. */
  count: number;
  share: number;
}

const VIRTUAL = '.';

/**
 * Orders clients by dominant resource fairness (Ghodsi et al., NSDI 2011) over a tree of `/`-separated names, as Mesos' DRFSorter does:
 * siblings compete by what their subtrees were allocated, divided by weight; a client that is also the parent of others competes among
 * its own children as a virtual leaf of weight 1. Orders are kept and only made anew below nodes that changed.
 */
export class DrfSorter {
  private readonly root: Node = node('', null, 'internal');
  private readonly clients = new Map<string, Node>();
  private readonly weights = new Map<string, number>();
  private readonly total: number[] = Array.from({ length: KIND_COUNT }, () => 0);
  private sorted: readonly string[] | null = null;

  has(client: string): boolean {
    return this.clients.has(client);
  }

  /** A client that is not served until it is activated. */
  add(client: string): void {
    if (this.clients.has(client)) throw new Error(`the client ${client} is there already`);
    let at = this.root;
    for (const [index, token] of client.split('/').entries()) {
      if (at.kind !== 'internal') this.makeInternal(at);
      const child = at.children.find((one) => one.name === token);
      if (child !== undefined) at = child;
      else {
        const isLast = index === client.split('/').length - 1;
        const next = node(token, at, isLast ? 'inactive' : 'internal');
        at.children.push(next);
        at = next;
      }
    }
    if (at.kind === 'internal') at = virtualLeaf(at, 'inactive');
    this.clients.set(client, at);
    this.sorted = null;
  }

  remove(client: string): void {
    const leaf = this.leaf(client);
    this.clients.delete(client);
    for (let at: Node = leaf, parent = at.parent; parent !== null; at = parent, parent = at.parent) {
      minus(parent.allocated, leaf.allocated);
      if (at.children.length === 0 && (at === leaf || at.kind === 'internal')) parent.children.splice(parent.children.indexOf(at), 1);
      else this.collapse(at);
    }
    this.sorted = null;
  }

  activate(client: string): void {
    this.leaf(client).kind = 'active';
    this.sorted = null;
  }

  deactivate(client: string): void {
    this.leaf(client).kind = 'inactive';
    this.sorted = null;
  }

  /** Of a node of the tree, client or not, whether it is there yet or not. */
  setWeight(path: string, weight: number): void {
    this.weights.set(path, weight);
    this.sorted = null;
  }

  /** What shares are shares of. */
  setTotal(total: Amounts): void {
    for (let kind = 0; kind < KIND_COUNT; kind++) this.total[kind] = total[kind] as number;
    this.sorted = null;
  }

  changeTotal(by: Amounts, sign: 1 | -1): void {
    for (let kind = 0; kind < KIND_COUNT; kind++) this.total[kind] = (this.total[kind] as number) + sign * (by[kind] as number);
    this.sorted = null;
  }

  allocated(client: string, what: Amounts): void {
    for (let at: Node | null = this.leaf(client); at !== null; at = at.parent) {
      for (let kind = 0; kind < KIND_COUNT; kind++) at.allocated[kind] = (at.allocated[kind] as number) + (what[kind] as number);
      at.count++;
    }
    this.sorted = null;
  }

  unallocated(client: string, what: Amounts): void {
    for (let at: Node | null = this.leaf(client); at !== null; at = at.parent) minus(at.allocated, what);
    this.sorted = null;
  }

  allocationOf(client: string): Amounts {
    return this.leaf(client).allocated;
  }

  /** Active clients, lowest share first. */
  sort(): readonly string[] {
    if (this.sorted !== null) return this.sorted;
    const order: string[] = [];
    this.list(this.root, order);
    this.sorted = order;
    return order;
  }

  private list(of: Node, order: string[]): void {
    const competing = of.children.length === 1 ? of.children : of.children.filter((child) => child.kind !== 'inactive');
    if (competing.length > 1) {
      for (const child of competing) child.share = this.shareOf(child);
      competing.sort(byShare);
    }
    for (const child of competing) {
      if (child.kind === 'internal') this.list(child, order);
      else if (child.kind === 'active') order.push(child.name === VIRTUAL ? of.path : child.path);
    }
  }

  private shareOf(of: Node): number {
    let share = 0;
    for (let kind = 0; kind < SCALAR_COUNT; kind++) {
      const total = this.total[kind] as number;
      if (total > 0) share = Math.max(share, (of.allocated[kind] as number) / total);
    }
    return share / (this.weights.get(of.path) ?? 1);
  }

  private makeInternal(leaf: Node): void {
    const virtual = virtualLeaf(leaf, leaf.kind);
    virtual.count = leaf.count;
    for (let kind = 0; kind < KIND_COUNT; kind++) virtual.allocated[kind] = leaf.allocated[kind] as number;
    leaf.kind = 'internal';
    this.clients.set(leaf.path, virtual);
  }

  /** A node whose only child is its virtual leaf is a leaf again. */
  private collapse(at: Node): void {
    const [only] = at.children;
    if (at.children.length !== 1 || only === undefined || only.name !== VIRTUAL) return;
    at.kind = only.kind;
    at.children.length = 0;
    this.clients.set(at.path, at);
  }

  private leaf(client: string): Node {
    const leaf = this.clients.get(client);
    if (leaf === undefined) throw new Error(`there is no client ${client}`);
    return leaf;
  }
}

function node(name: string, parent: Node | null, kind: Node['kind']): Node {
  const path = parent === null || parent.path === '' ? name : `${parent.path}/${name}`;
  return { name, path, parent, kind, children: [], allocated: Array.from({ length: KIND_COUNT }, () => 0), count: 0, share: 0 };
}

function virtualLeaf(of: Node, kind: Node['kind']): Node {
  const leaf = node(VIRTUAL, of, kind);
  of.children.push(leaf);
  return leaf;
}

function minus(from: number[], less: Amounts): void {
  for (let kind = 0; kind < KIND_COUNT; kind++) from[kind] = (from[kind] as number) - (less[kind] as number);
}

const byShare = (a: Node, b: Node): number => a.share - b.share || a.count - b.count || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
