/** CPU time of machines over a run. A machine that was switched off counts from nothing again; what it had used before stays. */
export class NodeCpu<Id = number> {
  private readonly last = new Map<Id, number>();
  private used = 0;

  /** Returns what was used since the last time. */
  sample(usages: readonly { readonly node: Id; readonly cpuUs: number }[]): number {
    let more = 0;
    for (const { node, cpuUs } of usages) {
      if (cpuUs === 0) continue;
      const before = this.last.get(node) ?? 0;
      more += cpuUs >= before ? cpuUs - before : cpuUs;
      this.last.set(node, cpuUs);
    }
    this.used += more;
    return more;
  }

  get totalUs(): number {
    return this.used;
  }
}
