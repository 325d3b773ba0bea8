/** As much of the WebAssembly binary format as functions of numbers over one memory need. */

/** A signed number in LEB128. */
export function leb(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; ) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const signed = (low & 0x40) !== 0;
    if ((rest === 0n && !signed) || (rest === -1n && signed)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

export function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(value >>> 7)];
}

const text = (name: string): number[] => [name.length, ...Array.from(name, (letter) => letter.charCodeAt(0))];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsignedLeb(content.length), ...content];
const list = (items: readonly (readonly number[])[]): number[] => [...unsignedLeb(items.length), ...items.flat()];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;

/** Eight bytes of a double, lowest first. */
export function double(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return Array.from({ length: 8 }, (_, i) => view.getUint8(i));
}

export interface WrittenFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  /** None, or one. */
  readonly results: readonly number[];
  readonly locals: readonly number[];
  /** Up to and with its `end`. */
  readonly body: readonly number[];
}

/** A module that exports its functions by name, and its memory of so many pages of 64 KiB to begin with as `memory`. */
export function writtenModule(functions: readonly WrittenFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const exported = functions.map(({ name }, i) => [...text(name), 0, i]);
  const codes = functions.map(({ locals, body }) => {
    const code = [locals.length, ...locals.flatMap((type) => [1, type]), ...body];
    return [...unsignedLeb(code.length), ...code];
  });
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, list(functions.map(({ parameters, results }) => [0x60, parameters.length, ...parameters, results.length, ...results]))),
    ...section(3, list(functions.map((_, i) => [i]))),
    ...section(5, [1, 0, ...unsignedLeb(pages)]),
    ...section(7, list([...exported, [...text('memory'), 2, 0]])),
    ...section(10, list(codes)),
  ]);
}
