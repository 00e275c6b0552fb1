import { checkConfig } from '../../runtime/config/check-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { secretsOf } from '../../runtime/config/secrets-of.ts'
import { Redaction } from '../../runtime/operations/redaction.ts'
import { CHECKS, NEEDS } from '../doctor/checks.ts'
import type { Finding } from '../doctor/finding.ts'

const SIGN = { ok: '✓', note: '·', problem: '✗' } as const
/** No check takes longer: what does not answer by then is in the way. */
const CHECK_MS = 90_000

/** `pulse doctor`: checks what pulse needs here, each with a remedy. Exit status 1 if anything is in the way. */
export async function doctor(): Promise<void> {
  const redaction = new Redaction(secretsOf(process.env))
  const show = ({ level, text, remedy }: Finding): void => {
    process.stdout.write(`${SIGN[level]} ${redaction.text(text)}\n`)
    if (remedy !== undefined) process.stdout.write(`    ${redaction.text(remedy)}\n`)
    if (level === 'problem') process.exitCode = 1
  }
  const { errors, warnings } = checkConfig(process.env)
  const remedy = 'docs/configuration.md lists all settings, "pulse config" those of this process.'
  for (const text of warnings) show({ level: 'note', text, remedy })
  for (const text of errors) show({ level: 'problem', text, remedy })
  if (errors.length > 0) return
  const config = readConfig(process.env)
  const inTheWay = new Set<string>()
  for (const [name, check] of CHECKS) {
    if (NEEDS[name]?.some((needed) => inTheWay.has(needed))) continue
    const findings = await inTime(name, check(config)).catch((error: unknown): readonly Finding[] => [
      { level: 'problem', text: `${name}: ${error instanceof Error ? error.message : String(error)}` },
    ])
    for (const finding of findings) show(finding)
    if (findings.some(({ level }) => level === 'problem')) inTheWay.add(name)
  }
}

function inTime<T>(name: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the check ${name} did not end`)), CHECK_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
