// apps-not-apps.
import { judge } from '../judge/main.js';
export const api = judge;
