export interface ImageState {
  readonly size: number;
  readonly nodes: number;
}

/** Which images nodes hold. An image has the size that the first node to report it gave. */
export class ImageStates {
  private readonly states = new Map<string, ImageState>();
  /** Grows whenever any image came to a node or left one. */
  version = 0;

  get(name: string): ImageState | undefined {
    return this.states.get(name);
  }

  add(images: ReadonlyMap<string, number>): void {
    if (images.size > 0) this.version++;
    for (const [name, size] of images) {
      const state = this.states.get(name);
      this.states.set(name, state ? { size: state.size, nodes: state.nodes + 1 } : { size, nodes: 1 });
    }
  }

  remove(images: ReadonlyMap<string, number>): void {
    if (images.size > 0) this.version++;
    for (const name of images.keys()) {
      const state = this.states.get(name);
      if (state === undefined) continue;
      if (state.nodes === 1) this.states.delete(name);
      else this.states.set(name, { size: state.size, nodes: state.nodes - 1 });
    }
  }
}
