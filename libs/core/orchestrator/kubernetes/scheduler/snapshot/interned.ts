/**
 * Values by text, so that equal texts share one value. Holds two generations: what was asked for lately stays, what was not goes.
 * To drop a value is harmless: whoever asks next gets an equal one.
 */
export class Interned<V> {
  private young = new Map<string, V>();
  private old: ReadonlyMap<string, V> = new Map();

  constructor(private readonly most: number) {}

  of(text: string, make: () => V): V {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const value = this.old.get(text) ?? make();
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, value);
    return value;
  }
}
