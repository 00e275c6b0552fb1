/** Broker and registry around a test run: `ci.ts up <home>` prints the variables, `ci.ts down <home>` stops them. */

import { infraDown, infraUp } from './cli.ts'
import { InfraError } from './infra-error.ts'

const commands = new Map([
  ['up', infraUp],
  ['down', infraDown],
])

const [name = '', home] = process.argv.slice(2)
const command = commands.get(name)
if (!command || !home) {
  console.error('Usage: ci.ts up <home> | ci.ts down <home>')
  process.exit(2)
}
try {
  await command({ local: true, home, print: console.log, log: console.error })
} catch (error) {
  if (!(error instanceof InfraError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
