export { type Artifact, type ArtifactDatabase, type Artifacts, openArtifacts } from './artifacts.js';
export { type ByteSource, unpackEntry, unpackPath } from './unpack/unpack-entry.js';
export { UNPACK_PROBLEM_CODES, type UnpackProblemCode } from './unpack/unpack-problem.js';
