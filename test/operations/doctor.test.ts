import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { calendarFindings } from '../../cli/doctor/checks/calendar.ts'
import { clickhouseCheck } from '../../cli/doctor/checks/clickhouse.ts'
import { clockCheck } from '../../cli/doctor/checks/clock.ts'
import { engineCheck } from '../../cli/doctor/checks/engine.ts'
import { folderCheck } from '../../cli/doctor/checks/folder.ts'
import { memoryFindings } from '../../cli/doctor/checks/limits.ts'
import { logHolderCheck } from '../../cli/doctor/checks/log-holder.ts'
import { nodeFindings, platformFindings } from '../../cli/doctor/checks/node.ts'
import { portsCheck } from '../../cli/doctor/checks/ports.ts'
import { progressCheck } from '../../cli/doctor/checks/progress.ts'
import type { Finding } from '../../cli/doctor/finding.ts'
import { Pipeline } from '../../cli/pipeline.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { ensureEngine } from '../../runtime/clickhouse/embedded/launch.ts'
import { readEndpoint } from '../../runtime/clickhouse/engine/endpoint.ts'
import { processExists } from '../../runtime/clickhouse/process-exists.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { runPulse, startPulse, succeed, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

const MARKET = randomMarket({ seed: 2, sessions: 6, symbols: 20, references: 1 })
const PULSE = fileURLToPath(new URL('../../cli/bin/pulse.mjs', import.meta.url))

const problems = (findings: readonly Finding[]): string =>
  findings
    .filter(({ level }) => level !== 'ok')
    .map(({ level, text, remedy }) => `${level}: ${text} -> ${remedy}`)
    .join('\n')

/** A server of HTTP that answers everything alike. */
async function answering(work: (url: string) => Promise<void>, answer: RequestListener): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('the doctor finds', () => {
  it('a Node that is too old, and a platform without engine', () => {
    expect(problems(nodeFindings('18.19.0'))).toMatch(/problem: Node 18.19.0 is too old -> Install/)
    expect(problems(nodeFindings('20.14.9'))).toContain('too old')
    expect(problems([...nodeFindings('20.15.0'), ...nodeFindings('24.1.0')])).toBe('')
    expect(problems(platformFindings('there is no engine library for win32-x64'))).toContain('CLICKHOUSE_URL')
  })

  it('a data folder that is a file, or cannot be made', () =>
    withHome(async (home) => {
      const file = join(home, 'file')
      await writeFile(file, '')
      for (const PULSE_HOME of [file, join(file, 'below')])
        expect(problems(await folderCheck(readConfig({ PULSE_HOME })))).toMatch(
          /problem: data folder .* cannot be written .*-> Name another/,
        )
    }))

  it.skipIf(process.getuid?.() !== 0)('files of another user', () =>
    withHome(async (home) => {
      await mkdir(join(home, 'log'))
      await chown(join(home, 'log'), 65_534, 65_534)
      expect(problems(await folderCheck(readConfig({ PULSE_HOME: home })))).toMatch(
        /problem: .*log belongs to user 65534, .*-> .*chown -R/,
      )
    }),
  )

  it('a disk that is nearly full', async (context) => {
    const place = await mkdtemp(join(tmpdir(), 'pulse-small-disk-'))
    const mounted = await ended('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place])
    try {
      if (mounted !== 0) {
        console.log('Skipped: no small file system can be mounted here.')
        context.skip()
      }
      expect(problems(await folderCheck(readConfig({ PULSE_HOME: place })))).toMatch(
        /problem: 0.0 GB free .* -> .*free some space/,
      )
    } finally {
      if (mounted === 0) await ended('umount', [place])
      await rm(place, { recursive: true, force: true })
    }
  })

  it(
    'another process that holds the log, and who it is',
    () =>
      withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), MARKET)
        const config = readConfig({ PULSE_HOME: home })
        expect(problems(await logHolderCheck(config))).toBe('')
        const holder = startPulse(['start', '--source', file], { PULSE_HOME: home, PULSE_PORT: '0' })
        try {
          await expect
            .poll(async () => problems(await logHolderCheck(config)), { timeout: 90_000, interval: 500 })
            .toContain(`note: process ${holder.child.pid} writes the embedded log`)
        } finally {
          holder.child.kill('SIGKILL')
          await holder.finished
        }
        const after = await logHolderCheck(config)
        expect(after[0]).toMatchObject({ level: 'ok', text: expect.stringContaining('is gone') })
      }),
    120_000,
  )

  it(
    'an engine that died, and one that does not answer',
    () =>
      withHome(async (home) => {
        const config = readConfig({ PULSE_HOME: home })
        const { pid } = await ensureEngine({ home, log: () => undefined, idleSeconds: 60 })
        try {
          expect(problems(await engineCheck(config))).toBe('')
          process.kill(pid, 'SIGSTOP')
          expect(problems(await engineCheck(config))).toMatch(
            new RegExp(`problem: process ${pid} .* does not answer .*kill ${pid}`),
          )
        } finally {
          process.kill(pid, 'SIGKILL')
        }
        await expect.poll(() => processExists(pid), { timeout: 30_000 }).toBe(false)
        expect(readEndpoint(home)?.pid).toBe(pid)
        expect(problems(await engineCheck(config))).toMatch(
          /note: the embedded engine \d+ is gone .*next start/,
        )
      }),
    120_000,
  )

  it('a ClickHouse that is not there, refuses us, or is too old', async () => {
    const found = async (CLICKHOUSE_URL: string): Promise<string> =>
      problems(await clickhouseCheck(readConfig({ CLICKHOUSE_URL })))
    expect(await found('http://127.0.0.1:1')).toMatch(
      /problem: ClickHouse: nothing listens at .*-> Check CLICKHOUSE_URL/,
    )
    expect(await found('http://nowhere.invalid:8123')).toContain('is not known here')
    await withHome(async (home) => {
      // The engine speaks as a server does, the refusal included.
      const endpoint = await ensureEngine({ home, log: () => undefined, idleSeconds: 20 })
      const { host } = new URL(endpoint.url)
      const refused = await found(`http://sink:wrong-password@${host}`)
      expect(refused).toContain('refuses our user')
      expect(refused).not.toContain('wrong-password')
    })
    await answering(
      async (url) => expect(await found(url)).toMatch(/problem: ClickHouse 22.3.1 .* is too old -> Install/),
      (request, response) =>
        response.end(
          request.url?.includes('system.databases') === true || !request.url?.includes('database=pulse')
            ? '1\n'
            : `${JSON.stringify({ version: '22.3.1', timezone: 'UTC', now: String(Date.now()), readonly: '0' })}\n`,
        ),
    )
  }, 120_000)

  it('a clock that is off, by the Date of a server', async () => {
    await answering(
      async (url) =>
        expect(problems(await clockCheck(readConfig({ CLICKHOUSE_URL: url })))).toMatch(
          /problem: this clock is 6\d\d s behind that of .*time service/,
        ),
      (_, response) => response.writeHead(200, { date: new Date(Date.now() + 620_000).toUTCString() }).end(),
    )
  })

  it('memory that a control group limits', async () => {
    const root = await mkdtemp(join(tmpdir(), 'pulse-cgroup-'))
    try {
      await writeFile(join(root, 'memory.max'), '536870912\n')
      expect(problems(await memoryFindings(root))).toMatch(/problem: 0.5 GB of memory .*-> Give/)
      await writeFile(join(root, 'memory.max'), '2147483648\n')
      expect(problems(await memoryFindings(root))).toMatch(/note: 2.1 GB/)
      await writeFile(join(root, 'memory.max'), 'max\n')
      expect(problems(await memoryFindings(root))).not.toContain('0.5 GB')
    } finally {
      await rm(root, { recursive: true })
    }
  })

  it('ports in use, and addresses of other machines', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      const config = readConfig({
        PULSE_PORT: String(port),
        PULSE_METRICS_HOST: '203.0.113.9',
        PULSE_METRICS_PORT: '9464',
      })
      const text = problems(await portsCheck(config))
      expect(text).toContain(`note: port ${port} of 127.0.0.1 is in use -> `)
      expect(text).toContain('problem: 203.0.113.9 is no address of this machine')
    } finally {
      server.close()
    }
  })

  it('a calendar that ends', () => {
    const now = Date.parse('2026-12-20')
    expect(problems(calendarFindings(20261231 as TradeDate, now))).toMatch(
      /note: trading calendar ends .*next year/,
    )
    expect(problems(calendarFindings(20271231 as TradeDate, now))).toBe('')
  })

  it(
    'late events that wait for a rebuild, and a sink that is far behind',
    () =>
      withHome(async (home) => {
        const config = readConfig({ PULSE_HOME: home })
        const market = randomMarket({ seed: 9, sessions: 40, symbols: 60, references: 1 })
        const file = (name: string, from: number, until: number): Promise<string> =>
          writeBars(join(home, name), market.slice(from, until))
        for (const source of [await file('a.csv', 2, 4), await file('b.csv', 0, 2)])
          await succeed(['start', '--once', '--source', source], { PULSE_HOME: home })
        expect(problems(await progressCheck(config))).toMatch(
          /^note: 2 sessions have late events .*pulse rebuild$/,
        )
        const pipeline = await Pipeline.start(config, ['ingest'], { log: () => undefined })
        try {
          await ingestPaths(pipeline.ingest, [await file('c.csv', 4, 40)])
        } finally {
          await pipeline.stop()
        }
        expect(problems(await progressCheck(config))).toMatch(
          /note: the sink is [23],\d{3} records behind, most of them of market.bars.1d, and does not move -> Start "pulse run warehouse"/,
        )
      }),
    300_000,
  )
})

describe('pulse doctor', () => {
  it(
    'ends with status 0 where all is well, and 1 with a remedy where something is in the way',
    () =>
      withHome(async (home) => {
        const well = await runPulse(['doctor'], { PULSE_HOME: home, PULSE_PORT: '0' })
        expect(well.code, well.stdout).toBe(0)
        expect(well.stdout).toContain('✓ Node')
        const typed = await runPulse(['doctor'], {
          PULSE_HOME: home,
          PULSE_PORT: '0',
          CLICKHOUSE_ULR: 'http://x:1',
        })
        expect(typed).toMatchObject({
          code: 1,
          stdout: expect.stringContaining('did you mean CLICKHOUSE_URL?'),
        })
        const away = await runPulse(['doctor'], {
          PULSE_HOME: home,
          PULSE_PORT: '0',
          CLICKHOUSE_URL: 'http://sink:very-secret-word@127.0.0.1:1',
        })
        expect(away.code).toBe(1)
        expect(away.stdout).toContain('nothing listens at http://127.0.0.1:1')
        expect(away.stdout + away.stderr).not.toContain('very-secret-word')
      }),
    240_000,
  )

  it(
    'finds too few open files where it is run with them',
    () =>
      withHome(async (home) => {
        const { stdout } = await output(
          'sh',
          ['-c', `ulimit -n 512 && exec "$0" "$1" doctor`, process.execPath, PULSE],
          {
            PULSE_HOME: home,
            PULSE_PORT: '0',
          },
        )
        expect(stdout).toMatch(/✗ only 512 open files are allowed\n.*ulimit -n/)
      }),
    120_000,
  )
})

async function ended(command: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(command, args, { stdio: 'ignore' })
  return new Promise((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code))
  })
}

async function output(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string }> {
  const child = spawn(command, args, {
    env: { ...process.env, KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', CLICKHOUSE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  await once(child, 'close')
  return { stdout }
}
