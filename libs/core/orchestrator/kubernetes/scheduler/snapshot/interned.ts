/**
 * Values by key, so that equal texts, or the same objects, share one value. Holds two generations: what was asked for lately stays, what
 * was not goes. To drop a value is harmless: whoever asks next gets an equal one. (A weak map would hold what is still in use, and cost
 * the garbage collector more than all else where most keys come once.)
 */
export class Interned<K, V> {
  private young = new Map<K, V>();
  private old: ReadonlyMap<K, V> = new Map();

  constructor(private readonly most: number) {}

  get(key: K): V | undefined {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const value = this.old.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  of(key: K, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.set(key, value);
    return value;
  }
}
