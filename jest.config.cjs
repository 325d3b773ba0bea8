/**
 * One Jest project per kind of proof; `npx jest --selectProjects unit` runs one.
 * unit: pure, beside the code. The others need what `./regatta test` starts and tells them through the environment.
 */
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^#core/(.*)$': '<rootDir>/libs/core/$1/index.ts',
    '^#io/(.*)$': '<rootDir>/libs/io/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // Every look at a global is slow in a context of Jest's: simulators look at these millions of times, so each file gets them with its own names.
  sandboxInjectedGlobals: ['Infinity', 'Math', 'Number'],
  // The SDK's package has the platform's name, and may.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/sdk/javascript/package.json'],
};
const project = (displayName, testMatch, more = {}) => ({ ...shared, displayName, testMatch, ...more });

module.exports = {
  // No test asserts a time: a busy machine must fail nothing.
  testTimeout: 120_000,
  projects: [
    project('unit', ['<rootDir>/{apps,libs,tools}/**/*.spec.ts']),
    project('conformance', ['<rootDir>/test/conformance/**/*.spec.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.spec.ts']),
    project('commands', ['<rootDir>/test/commands/**/*.spec.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.spec.ts']),
    project('setup', ['<rootDir>/test/setup/**/*.spec.ts']),
    project('hostile', ['<rootDir>/test/hostile/**/*.spec.ts']),
    project('live', ['<rootDir>/test/live/**/*.spec.ts']),
    project('road', ['<rootDir>/test/road/**/*.spec.ts']),
    project('chaos', ['<rootDir>/test/chaos/**/*.spec.ts']),
    project('clusters', ['<rootDir>/test/clusters/**/*.spec.ts']),
    project('browser', ['<rootDir>/test/browser/**/*.spec.ts']),
    project('regression', ['<rootDir>/test/regression/**/*.spec.ts']),
  ],
};
