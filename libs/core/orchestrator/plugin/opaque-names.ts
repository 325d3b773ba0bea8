import { RandomStream } from '#core/random';

export type NameKind = 'node' | 'zone' | 'pool' | 'pod' | 'workload' | 'app' | 'label' | 'value';

const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';
const LENGTH = 5;

/**
 * The names under which one plugin knows the things of one run. Drawn from the seed in the order in which things are met, so
 * that nothing in them tells which scenario it is; two scenarios that differ by names alone give the same names.
 */
export class OpaqueNames {
  private readonly kinds = new Map<
    NameKind,
    { readonly stream: RandomStream; readonly names: Map<string | number, string>; readonly things: Map<string, string | number> }
  >();

  constructor(private readonly seed: number | string) {}

  nameOf(kind: NameKind, thing: string | number): string {
    const { stream, names, things } = this.kindOf(kind);
    const known = names.get(thing);
    if (known !== undefined) return known;
    let name: string;
    do {
      name = `${kind}-`;
      for (let i = 0; i < LENGTH; i++) name += LETTERS[stream.integer(LETTERS.length)] as string;
    } while (things.has(name));
    names.set(thing, name);
    things.set(name, thing);
    return name;
  }

  thingOf(kind: NameKind, name: string): string | number | undefined {
    return this.kindOf(kind).things.get(name);
  }

  private kindOf(kind: NameKind) {
    let known = this.kinds.get(kind);
    if (known === undefined)
      this.kinds.set(kind, (known = { stream: new RandomStream(this.seed, `plugin/names/${kind}`), names: new Map(), things: new Map() }));
    return known;
  }
}
