export { formatProblem, type Problem, type Severity } from './problem.js';
export { accepted, type Outcome, refused } from './outcome.js';
