import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installBundle } from '../../../../infra/local/install-bundle.ts'
import { defaultCache } from '../../../../infra/local/start-local-kafka.ts'
import { failureOf, OfficialClient } from '../../../../runtime/clickhouse/testing/official-client.ts'

/** The embedded endpoint as four programs of others see it, as analyst and as sink. */
const run = promisify(execFile)
const HERE = fileURLToPath(new URL('./', import.meta.url))
const PYTHON = process.env.PULSE_PYTHON ?? 'python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import clickhouse_connect'], { stdio: 'ignore' }).status === 0
const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0
const classPath = await jdbcDriver()
if (!hasPython) console.log(`clickhouse-connect not tried: ${PYTHON} does not have it (PULSE_PYTHON).`)

/** Class path of the driver; undefined, with a line that says so, where it cannot be had and need not be. */
async function jdbcDriver(): Promise<string | undefined> {
  const bundle = {
    name: 'clickhouse-jdbc',
    version: '0.9.8',
    pom: new URL('./jdbc.pom.xml', import.meta.url),
    checksums: new URL('./jdbc.sha256', import.meta.url),
    archive: false,
  }
  try {
    await run('java', ['-version'])
    const folder = await installBundle(bundle, { cache: defaultCache(), log: console.log, env: process.env })
    return join(folder, '*')
  } catch (error) {
    if (process.env.PULSE_REQUIRE_JDBC === '1') throw error
    console.log(`JDBC not tried: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

const COLUMNS = [
  'symbol String',
  'close Decimal(18, 4)',
  "at DateTime64(3, 'UTC')",
  'note Nullable(String)',
  'tags Array(String)',
  'shares Map(String, UInt64)',
].join(', ')
const ROWS = `('600519.SH', 1725.5, '2026-01-05 01:30:00.250', '白酒', ['a', 'b''c'], {'float': 125619}),
  ('000001.SZ', 1.4999, '2026-01-05 01:30:00', NULL, [], {}), ('300750.SZ', 301.0001, '2026-01-05 07:00:00', NULL, [], {})`

let official: OfficialClient
beforeAll(async () => {
  official = await OfficialClient.open()
  await official.table('typed', COLUMNS)
  await official.client.command({ query: `INSERT INTO typed VALUES ${ROWS}` })
}, 120_000)
afterAll(() => official.close())

const stored = () => official.text('SELECT count() FROM typed')
const insert = (symbol: string): string =>
  `INSERT INTO typed (symbol, close, at) VALUES ('${symbol}', 9, '2026-01-05 01:30:00')`

describe.skipIf(!hasCurl)('curl', () => {
  const curl = async (user: { user: string; password: string }, query: string, ...more: string[]) => {
    const search = new URLSearchParams({ database: 'pulse', param_least: '1.5' })
    const { stdout } = await run('curl', [
      ...['--silent', '--write-out', '\n%{http_code}', '--data-binary', query, ...more],
      ...['--user', `${user.user}:${user.password}`, `${official.endpoint.url}/?${search}`],
    ])
    return stdout
  }

  it('asks with parameters', async () => {
    const query = 'SELECT symbol, close FROM typed WHERE close >= {least:Decimal(18, 4)} ORDER BY symbol'
    expect(await curl(official.endpoint.reader, query)).toBe('300750.SZ\t301.0001\n600519.SH\t1725.5\n\n200')
  })

  it('writes as the sink and not as a reader', async () => {
    expect(await curl(official.endpoint.reader, insert('C'))).toMatch(/READONLY.*\n\n?403$/s)
    expect(await curl({ ...official.endpoint.reader, password: 'wrong' }, 'SELECT 1')).toMatch(/403$/)
    expect(await curl(official.endpoint, insert('C'))).toMatch(/200$/)
    expect(await stored()).toBe('4\n')
    await official.client.command({ query: "DELETE FROM typed WHERE symbol = 'C'" })
  })
})

it('@clickhouse/client', async () => {
  const { user: username, password } = official.endpoint.reader
  const client = official.connect({ username, password, compression: { response: true } })
  const query = 'SELECT * FROM typed WHERE close >= {least:Decimal(18, 4)} ORDER BY symbol'
  const rows = await (
    await client.query({ query, query_params: { least: '1.5' }, format: 'JSONEachRow' })
  ).json()
  expect(rows).toEqual([
    { symbol: '300750.SZ', close: 301.0001, at: '2026-01-05 07:00:00.000', note: null, tags: [], shares: {} },
    {
      symbol: '600519.SH',
      close: 1725.5,
      at: '2026-01-05 01:30:00.250',
      note: '白酒',
      tags: ['a', "b'c"],
      shares: { float: 125619 },
    },
  ])
  const values = [{ symbol: 'X', close: 1 }]
  expect(await failureOf(client.insert({ table: 'typed', values, format: 'JSONEachRow' }))).toMatchObject({
    code: '164',
  })
  await client.close()
})

const EXPECTED_ERRORS = ['error 47', 'error 164', 'error 164']

describe.skipIf(!hasPython)('clickhouse-connect', () => {
  const python = async ({ user, password }: { user: string; password: string }): Promise<string[]> => {
    const { hostname, port } = new URL(official.endpoint.url)
    const { stdout } = await run(PYTHON, [join(HERE, 'analyst.py'), hostname, port, user, password])
    return stdout.trim().split('\n')
  }

  it('reads, and does not write, as a reader; writes as the sink', async () => {
    const [first, second, ...errors] = await python(official.endpoint.reader)
    expect(first).toMatch(/^300750\.SZ\|301\.0001\|2026-01-05T07:00:00(\+00:00)?\|None\|\[\]\|\{\}$/)
    expect(second).toMatch(
      /^600519\.SH\|1725\.5000\|2026-01-05T01:30:00\.250000(\+00:00)?\|白酒\|\['a', "b'c"\]\|\{'float': 125619\}$/,
    )
    expect(errors).toEqual(EXPECTED_ERRORS)
    expect(await stored()).toBe('3\n')
    expect((await python(official.endpoint)).at(-1)).toBe('done')
    expect(await stored()).toBe('4\n')
    await official.client.command({ query: "DELETE FROM typed WHERE symbol = 'X'" })
  }, 120_000)
})

describe.skipIf(classPath === undefined)('JDBC', () => {
  const jdbc = async ({ user, password }: { user: string; password: string }): Promise<string[]> => {
    const { host } = new URL(official.endpoint.url)
    const url = `jdbc:clickhouse:http://${host}/pulse`
    const program = join(HERE, 'Analyst.java')
    const { stdout } = await run('java', ['-cp', classPath!, program, url, user, password])
    return stdout.trim().split('\n')
  }

  it('reads, and does not write, as a reader; writes as the sink', async () => {
    const [first, second, ...errors] = await jdbc(official.endpoint.reader)
    expect(first).toMatch(/^300750\.SZ\|301\.0001\|2026-01-05T07:00:00Z\|null\|\[\]\|\{\}$/)
    expect(second).toMatch(
      /^600519\.SH\|1725\.5(000)?\|2026-01-05T01:30:00\.250Z\|白酒\|\[a, b'c\]\|\{float=125619\}$/,
    )
    expect(errors).toEqual(EXPECTED_ERRORS)
    expect(await stored()).toBe('3\n')
    expect((await jdbc(official.endpoint)).at(-1)).toBe('done')
    expect(await stored()).toBe('4\n')
  }, 180_000)
})
