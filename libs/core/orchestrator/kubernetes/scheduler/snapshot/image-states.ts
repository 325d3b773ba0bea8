/** Which images nodes hold. An image has the size that the first node to report it gave. */
export class ImageStates {
  private readonly states = new Map<string, { readonly size: number; nodes: number }>();

  get(name: string): { readonly size: number; readonly nodes: number } | undefined {
    return this.states.get(name);
  }

  add(images: ReadonlyMap<string, number>): void {
    for (const [name, size] of images) {
      const state = this.states.get(name);
      if (state) state.nodes++;
      else this.states.set(name, { size, nodes: 1 });
    }
  }

  remove(images: ReadonlyMap<string, number>): void {
    for (const name of images.keys()) {
      const state = this.states.get(name);
      if (state && --state.nodes === 0) this.states.delete(name);
    }
  }
}
