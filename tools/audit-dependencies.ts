/**
 * Audits what npm installs. Always: every package that this platform installs has its checksum in the lock file, none comes
 * from elsewhere than the registry, and no package but those named here has a script that runs at installation. With the
 * advisory service in reach: no known vulnerability of level high or critical in what users install. Where it is not
 * in reach one line says so; PULSE_REQUIRE_AUDIT=1 makes that a failure.
 * Usage: node --import tsx tools/audit-dependencies.ts
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

interface LockedPackage {
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
}

interface Advisories {
  readonly error?: { readonly summary?: string }
  readonly message?: string
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly range: string; readonly fixAvailable: unknown }>
  >
}

/** What their scripts do was read: they choose or build a native part, and work without being run. */
const READ_SCRIPTS = new Set(['chdb', 'cpu-features', 'esbuild', 'lmdb', 'protobufjs', 'ssh2'])

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

function lockProblems(): readonly string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === '') return []
    const name = path.replace(/.*node_modules\//, '')
    const isForeign = entry.os !== undefined && !entry.os.includes(process.platform)
    return [
      ...(entry.integrity === undefined && !isForeign && entry.optional !== true
        ? [`${name} has no checksum in package-lock.json`]
        : []),
      // .npmrc leaves out where the registry's own packages lie: what is named is a file, a repository or somebody's URL.
      ...(entry.resolved !== undefined ? [`${name} comes from ${entry.resolved}`] : []),
      ...(entry.hasInstallScript === true && !READ_SCRIPTS.has(name)
        ? [`${name} runs a script at installation: read it, then name it in tools/audit-dependencies.ts`]
        : []),
    ]
  })
}

/** Undefined where the service did not answer, with the reason told. */
function advisories(): readonly string[] | undefined {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev', '--audit-level=high'], {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 64 * 2 ** 20,
  })
  const answer = parsed(stdout)
  if (answer?.vulnerabilities === undefined) {
    console.log(`not asked for advisories: ${answer?.error?.summary || answer?.message || 'no answer'}`)
    return undefined
  }
  return Object.entries(answer.vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, range }]) => `${name} ${range}: ${severity} (npm audit says more)`)
}

function parsed(text: string): Advisories | undefined {
  try {
    return JSON.parse(text) as Advisories
  } catch {
    return undefined
  }
}

const problems = [...lockProblems()]
const known = advisories()
if (known !== undefined) problems.push(...known)
else if (process.env.PULSE_REQUIRE_AUDIT === '1') problems.push('the advisory service did not answer')
for (const problem of problems) console.error(problem)
console.log(`${Object.keys(lock.packages).length - 1} packages, ${problems.length} problems`)
if (problems.length > 0) process.exitCode = 1
