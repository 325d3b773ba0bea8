import type { NodeInfo } from './node-info.js';

/** Some of the nodes, by slot; kept until labels or taints change. */
export type NodeMask = Uint8Array;

const MOST = 256;

/** Which nodes something counts, asked once and then known by its text. */
export class NodeMasks {
  private readonly byText = new Map<string, NodeMask>();

  constructor(
    private readonly nodes: () => Iterable<NodeInfo>,
    private readonly slots: () => number,
  ) {}

  of(text: string, includes: (node: NodeInfo) => boolean): NodeMask {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    if (this.byText.size >= MOST) this.byText.clear();
    const mask = new Uint8Array(this.slots());
    for (const node of this.nodes()) if (includes(node)) mask[node.slot] = 1;
    this.byText.set(text, mask);
    return mask;
  }

  forgetAll(): void {
    this.byText.clear();
  }
}
