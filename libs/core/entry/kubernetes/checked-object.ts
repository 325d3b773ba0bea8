import type { KubernetesObject } from '../entry.js';
import type { SourceDocument } from '../source/source-document.js';

type Step = string | number;

/** An object that has been checked, and where it was read. */
export interface CheckedObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly data: KubernetesObject;
  readonly document: SourceDocument;
  /** Of the object within its document: `['items', 2]` within a List. */
  readonly root: readonly Step[];
}
