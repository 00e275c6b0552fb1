import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // chDB crashes inside worker threads: every test file gets its own process.
    pool: 'forks',
    include: ['{core,runtime,services,cli,infra,schemas,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/containers/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
})
