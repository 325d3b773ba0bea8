export { type Background, type Message, type MessageSource, startDispatcher } from './dispatcher.js';
export { type Job, type JobQueue, type JobWorker, type Topic, TOPICS } from './job-queue.js';
export { openQueue } from './open-queue.js';
export { type Remainder, startSweeper, type SweepRhythm } from './sweeper.js';
