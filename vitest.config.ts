import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const EXCLUDE = ['**/node_modules/**', 'test/containers/**']

/** Tests on servers in containers: `npm run test:containers` asks for them. */
const CONTAINERS: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'containers',
    include: ['test/containers/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './test/containers/global-setup.ts',
    hookTimeout: 300_000,
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
  },
}

export default defineConfig({
  test: {
    // chDB crashes inside worker threads: every test file gets its own process.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['{core,runtime,services,cli,infra,schemas,test}/**/*.test.ts'],
          exclude: [...EXCLUDE, 'test/e2e/**', 'test/browser/**', 'test/faults/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Each starts whole pipelines in processes of their own, and some kill them on the clock: one at a time.
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/{e2e,browser}/**/*.test.ts'],
          exclude: EXCLUDE,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Kills, cuts and starves real processes; all rounds with PULSE_FAULTS=full (`npm run test:faults`).
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: EXCLUDE,
          testTimeout: process.env.PULSE_FAULTS === 'full' ? 7_200_000 : 300_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      ...(process.env.PULSE_TEST_CONTAINERS === '1' ? [CONTAINERS] : []),
    ],
  },
})
