// core-is-pure and core-no-outside-packages.
import { Client } from 'pg';
import { store } from '../../io/store/index.js';
export const score = [Client, store].length;
