import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Check, note, ok } from '../finding.ts'

/** Java, which a local broker needs. */
export const javaCheck: Check = async ({ kafka }) => {
  if (kafka !== undefined) return []
  const java = await promisify(execFile)('java', ['-version']).then(
    ({ stderr }) => stderr.split('\n')[0],
    () => undefined,
  )
  return java === undefined
    ? note('no Java', 'Only "pulse infra up --local" and "start --kafka" need it: install Java 17.')
    : ok(`Java for a local broker: ${java}`)
}
