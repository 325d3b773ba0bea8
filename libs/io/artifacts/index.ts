export { type Artifact, type ArtifactDatabase, type Artifacts, openArtifacts } from './artifacts.js';
