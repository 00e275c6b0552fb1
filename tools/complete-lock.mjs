// npm can leave optional platform packages out of package-lock.json when they are not
// installable on the machine that writes it; `npm ci` then refuses the lock file elsewhere.
// This adds every optional dependency that the lock file names but does not hold.
// Usage: node tools/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const OS = [
  'darwin',
  'linux',
  'win32',
  'android',
  'freebsd',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
]
const CPU = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el']
const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
let added = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`
    if (path === '' || lock.packages[at] || lock.packages[`${path}/${at}`] || !/^\d/.test(range)) continue
    const words = name.replace(/.*\//, '').split('-')
    lock.packages[at] = {
      version: range,
      cpu: words.filter((word) => CPU.includes(word)),
      os: words.filter((word) => OS.includes(word)),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    }
    added += 1
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} platform packages added to package-lock.json`)
