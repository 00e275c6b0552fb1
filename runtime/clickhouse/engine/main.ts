/**
 * The embedded engine: one process that owns the data path of a data folder and serves ClickHouse's HTTP
 * interface until nobody needs it. `node --import tsx main.ts --home <PULSE_HOME>`, with UV_THREADPOOL_SIZE=16
 * in the environment and stdout and stderr in `<PULSE_HOME>/engine.log`. With `--listen HOST:PORT` it is a server
 * until it is stopped (listening.ts).
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { processExists } from '../process-exists.ts'
import { loadAccess, saveAccess } from './access.ts'
import { Database } from './database.ts'
import {
  type EngineEndpoint,
  engineFiles,
  isPublished,
  publishEndpoint,
  withdrawEndpoint,
} from './endpoint.ts'
import { engineExit } from './exit-codes.ts'
import { HttpInterface } from './http-server.ts'
import { accessOf, listeningAt } from './listening.ts'
import { ResultPipes } from './result-pipes.ts'
import { enterSpool } from './spool.ts'

const DEFAULT_IDLE_SECONDS = 30
const WATCH_MS = 500
const GRACE_MS = 10_000
const OWNER_NOTE_MS = 1_000

let isEnding = false

const { values } = parseArgs({
  options: { home: { type: 'string' }, 'idle-seconds': { type: 'string' }, listen: { type: 'string' } },
})
if (values.home === undefined) throw new Error('Say which data folder: --home <PULSE_HOME>')
const home = resolve(values.home)
const listening = values.listen === undefined ? undefined : listeningAt(values.listen, process.env)
// A server of its own stays until it is stopped.
const idleMs =
  listening === undefined ? Number(values['idle-seconds'] ?? DEFAULT_IDLE_SECONDS) * 1000 : Infinity
const files = engineFiles(home)

// As servers mostly are: what a statement says of dates without a zone must not depend on the machine.
process.env.TZ = 'UTC'
mkdirSync(files.data, { recursive: true, mode: 0o700 })
const database = openDatabase()
// Only now is this process the owner of the folder: from here on it may touch the other files.
enterSpool(files.spool)
const pipes = new ResultPipes()
await pipes.prepare()
const stored = loadAccess(files.access)
const access = accessOf(stored, listening)
const server = new HttpInterface(database, pipes, access, { isPublic: listening !== undefined })
const port = listening === undefined ? await server.listen(access.port) : await server.listenAt(listening)
saveAccess(files.access, { ...stored, port })
const endpoint: EngineEndpoint = {
  url: `http://127.0.0.1:${port}`,
  user: access.owner.user,
  // Programs of this folder join an engine by its password; a server is reached by CLICKHOUSE_URL.
  password: listening === undefined ? access.owner.password : '',
  reader: listening?.reader === undefined ? access.reader : { ...access.reader, password: '' },
  pid: process.pid,
  version: database.version,
  startedAt: new Date().toISOString(),
}
publishEndpoint(home, endpoint)
say(
  `ready at ${endpoint.url}, ClickHouse ${endpoint.version}, ${Math.round(performance.now())} ms after start`,
)

const watch = setInterval(() => {
  if (server.idleMs >= idleMs) void end('nobody needs it')
  else if (!isPublished(home, endpoint)) void end('engine.json is gone or names another engine')
}, WATCH_MS)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal))

function openDatabase(): Database {
  try {
    return new Database(files.data, files.backups)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    const isUnsupported = (error as { code?: unknown }).code === 'CHDB_PLATFORM'
    process.exit(
      isUnsupported ? engineExit.unsupported : ownerIsAlive() ? engineExit.busy : engineExit.failed,
    )
  }
}

/**
 * The engine library notes its process in the lock file, a moment after it has locked it: a file that names
 * nobody yet is looked at again.
 */
function ownerIsAlive(): boolean {
  const deadline = performance.now() + OWNER_NOTE_MS
  for (;;) {
    const pid = ownerInLockFile()
    if (pid !== undefined) return processExists(pid)
    if (performance.now() > deadline) return false
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
  }
}

function ownerInLockFile(): number | undefined {
  try {
    const pid = /^PID: (\d+)/.exec(readFileSync(join(files.data, 'status'), 'utf8'))?.[1]
    return pid === undefined ? undefined : Number(pid)
  } catch {
    return undefined
  }
}

async function end(reason: string): Promise<void> {
  if (isEnding) return
  isEnding = true
  clearInterval(watch)
  say(`ends: ${reason}`)
  // Withdrawn first: who comes now starts another engine, which waits until this one has let go of the data.
  withdrawEndpoint(home, endpoint)
  await server.close(GRACE_MS)
  await database.close()
  say('ended')
  process.exit(engineExit.ended)
}

function say(message: string): void {
  process.stdout.write(`${new Date().toISOString()} engine ${process.pid}: ${message}\n`)
}
