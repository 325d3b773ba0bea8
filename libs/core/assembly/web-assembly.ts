/** What an instance of a written module has beside its functions. */
export interface WrittenExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (compiled: object) => { readonly exports: unknown };
}

/** Every engine has it, unless it may not compile anything at run time; the types of this language are without. */
declare const WebAssembly: Assembly | undefined;

/** Null where nothing can be compiled: there is a plain way to do the same then. */
export const webAssembly: Assembly | null = typeof WebAssembly === 'undefined' ? null : WebAssembly;
