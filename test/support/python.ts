import { spawnSync } from 'node:child_process'

/**
 * The Python that has the packages of examples/requirements.txt: `PULSE_PYTHON`, or `python3`. Undefined, with one line
 * that says so, where there is none; an error with `PULSE_REQUIRE_PYTHON=1`, as in CI.
 */
export function pythonForTests(
  env: NodeJS.ProcessEnv = process.env,
  notice: (line: string) => void = console.log,
): string | undefined {
  const python = env.PULSE_PYTHON ?? 'python3'
  const { status } = spawnSync(python, ['-c', 'import confluent_kafka, fastavro'], { stdio: 'ignore' })
  if (status === 0) return python
  const advice = `${python} is missing or lacks the packages of examples/requirements.txt; name another with PULSE_PYTHON`
  if (env.PULSE_REQUIRE_PYTHON === '1') throw new Error(`PULSE_REQUIRE_PYTHON=1, but ${advice}.`)
  notice(`Python example not run: ${advice}.`)
  return undefined
}
