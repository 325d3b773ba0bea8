// core-no-node and core-arrow-units: a leaf that reads a file and looks to its right.
import { readFileSync } from 'node:fs';
import { score } from '../scoring/index.js';
export const seconds = () => Number(readFileSync('/dev/null', 'utf8')) + score;
