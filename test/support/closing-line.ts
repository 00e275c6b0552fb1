import type { Reporter, TestModule, TestSuite } from 'vitest/node'

export type Tally = { passed: number; failed: number; skipped: number }

/**
 * Ends a test run with one plain line, `N passed, N failed, N skipped`, for programs that read it.
 *
 * Whatever kept tests from running counts as failed: a file that could not be loaded, a hook that
 * threw, an error outside any test, a test that never finished.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tally = tallyOf(modules)
    const failed = tally.failed + unhandledErrors.length
    process.stdout.write(`${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped\n`)
  }
}

export function tallyOf(modules: readonly TestModule[]): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    tally.failed += brokenOutsideTests(module)
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      tally[state === 'pending' ? 'failed' : state] += 1
    }
  }
  return tally
}

function brokenOutsideTests(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  return suites.filter((suite) => suite.errors().length > 0).length
}
