export { canonicalJson } from './canonical-json.js';
export { DigestBuilder, sha256Hex } from './sha256.js';
