export { checkEntryAgainst } from './check-entry-against.js';
export {
  type AppUse,
  DIVISIONS,
  type Division,
  type Entry,
  type EntryFile,
  type KubernetesEntry,
  type KubernetesObject,
  type OtherEntry,
  type Place,
} from './entry.js';
export { entryDigest } from './entry-digest.js';
export { parseEntry, type ParseOptions } from './parse-entry.js';
