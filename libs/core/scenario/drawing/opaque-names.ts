import type { RandomStream } from '#core/random';

const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';

/** Names that tell nothing, none twice: `node-7kqx2`. */
export function opaqueNames(prefix: string, stream: RandomStream, length: number): () => string {
  const used = new Set<string>();
  return () => {
    for (;;) {
      let name = `${prefix}-`;
      for (let i = 0; i < length; i++) name += LETTERS[stream.integer(LETTERS.length)] as string;
      if (used.has(name)) continue;
      used.add(name);
      return name;
    }
  };
}
