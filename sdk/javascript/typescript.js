// node --import regatta/typescript FILE.ts: runs TypeScript as the sandbox does, by taking the types out.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
