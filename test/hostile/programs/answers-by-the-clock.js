import { run } from 'regatta';

run({ score: () => Math.random() });
