import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READER_LIMITS } from '../../../runtime/clickhouse/engine/reader-settings.ts'
import { allStatements } from '../../../services/warehouse/ddl/migrate.ts'
import { PUBLIC_VIEWS } from '../../../services/warehouse/views/views.ts'
import type { Outcome } from './as-user.child.ts'

/**
 * The users of infra/clickhouse on the embedded engine, which is ClickHouse with one user: each takes its place in turn,
 * with its grants and profile. What the engine does not do is left to a server: it reads quotas and does not hold anybody to
 * them, and it does not know `changeable_in_readonly`.
 */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const FILE = readFileSync(join(ROOT, 'infra/clickhouse/users.d/pulse.xml'), 'utf8')
const CHILD = fileURLToPath(new URL('./as-user.child.ts', import.meta.url))
const USERS = ['pulse_sink', 'pulse_page', 'pulse_analyst', 'pulse_backup'] as const
type User = (typeof USERS)[number]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pulse-users-'))
  const results = as('pulse_sink', [
    ...allStatements({}, 'pulse').flatMap((sql, at) => (at === 0 ? [sql, 'USE pulse'] : [sql])),
    "INSERT INTO schema_migrations (step) VALUES ('test')",
  ])
  expect(results.filter(({ error }) => error !== undefined)).toEqual([])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The user as the one that the engine knows, who has no password; and as himself, so that his password is read. */
function configOf(user: User): string {
  const users = FILE.slice(FILE.indexOf('<users>'))
  const own = new RegExp(`<${user}>([\\s\\S]*?)</${user}>`).exec(users)![1]!
  const others = FILE.slice(FILE.indexOf('<clickhouse>') + '<clickhouse>'.length, FILE.indexOf('<users>'))
  const text = `<clickhouse>${others
    .replaceAll('<changeable_in_readonly/>', '')
    .replace('<profiles>', '<profiles><default/>')
    .replace('<quotas>', '<quotas><default/>')
    .replace(/<(\w+)><\/\1>/g, '')}
    <users><${user}>${own}</${user}>
    <default>${own.replace(/<password[^>]*>/, '<no_password/>')}</default></users></clickhouse>`
  const path = join(folder, `${user}.xml`)
  writeFileSync(path, text)
  const config = join(folder, `${user}.config.xml`)
  const directories = `<user_directories><users_xml><path>${path}</path></users_xml></user_directories>`
  writeFileSync(config, `<clickhouse>${directories}</clickhouse>`)
  return config
}

const HASHES = Object.fromEntries(
  USERS.map((user) => [`${user.toUpperCase()}_SHA256`, createHash('sha256').update(user).digest('hex')]),
)

function as(user: User, statements: readonly string[], env: NodeJS.ProcessEnv = HASHES): readonly Outcome[] {
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', CHILD, join(folder, 'data'), configOf(user)],
    {
      input: JSON.stringify(statements),
      env: { ...process.env, ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  )
  if (child.status !== 0) throw new Error(`${user}: ${child.stderr}`)
  return JSON.parse(child.stdout) as Outcome[]
}

const codeOf = ({ error }: Outcome): string | undefined =>
  error === undefined ? undefined : (/Code: (\d+)/.exec(error)?.[1] ?? error)

describe('the file', () => {
  it('holds no password, only where its hash comes from', () => {
    expect(FILE).not.toMatch(/<password>|<password_sha256_hex>|<no_password/)
    expect(
      FILE.match(/password_sha256_hex from_env="PULSE_(SINK|PAGE|ANALYST|BACKUP)_SHA256"/g),
    ).toHaveLength(4)
  })

  it('gives analysts the limits of the embedded engine', () => {
    const analyst = /<pulse_analyst>([\s\S]*?)<\/pulse_analyst>/.exec(FILE)![1]!
    for (const [name, limit] of Object.entries(READER_LIMITS)) {
      expect(analyst).toContain(`<${name}>${limit}</${name}>`)
      expect(analyst).toMatch(
        new RegExp(`<${name}><changeable_in_readonly/><min>[\\d.]+</min><max>${limit}</max>`),
      )
    }
  })
})

describe('the sink', () => {
  it('writes and shapes its own database, and nothing else', () => {
    const refused = as('pulse_sink', [
      'CREATE DATABASE other',
      'CREATE TABLE default.t (a UInt8) ENGINE = ReplacingMergeTree ORDER BY a',
      'CREATE USER u',
      'GRANT SELECT ON pulse.* TO default',
      "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
      "SELECT * FROM file('/etc/hostname', LineAsString)",
      "SELECT * FROM remote('127.0.0.1', 'pulse', 't')",
      "INSERT INTO FUNCTION file('x.tsv', TSV, 'a UInt8') SELECT 1",
      'SYSTEM SHUTDOWN',
      "BACKUP DATABASE pulse TO File('x')",
      'DROP DATABASE pulse',
      'SELECT * FROM system.users',
    ])
    expect(refused.map(codeOf)).toEqual(refused.map(() => '497'))
    expect(
      as('pulse_sink', ["ALTER TABLE pulse.schema_migrations DELETE WHERE step = 'none'"])[0]!.error,
    ).toBe(undefined)
  })
})

describe.each(['pulse_page', 'pulse_analyst'] as const)('%s', (user) => {
  it('reads every public view', () => {
    const views = PUBLIC_VIEWS.map(({ name }) => `SELECT * FROM pulse.${name} LIMIT 1`)
    const outcomes = as(user, [...views, 'SHOW TABLES FROM pulse', 'DESCRIBE TABLE pulse.sentiment_daily'])
    expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([])
  })

  it('does nothing else', () => {
    const refused = as(user, [
      "INSERT INTO pulse.schema_migrations (step) VALUES ('x')",
      'TRUNCATE TABLE pulse.schema_migrations',
      'DROP TABLE pulse.schema_migrations',
      'CREATE TABLE pulse.t (a UInt8) ENGINE = Memory',
      'CREATE TEMPORARY TABLE t (a UInt8)',
      'SET readonly = 0',
      'SET max_execution_time = 1000',
      'SELECT 1 SETTINGS max_memory_usage = 0',
      "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
      "SELECT * FROM file('/etc/hostname', LineAsString)",
      "SELECT * FROM s3('http://127.0.0.1:1/bucket/x', LineAsString)",
      "SELECT * FROM remote('127.0.0.1', 'pulse', 't')",
      "SELECT * FROM executable('id', TSV, 'a String')",
      'SELECT * FROM system.users',
      'SHOW CREATE USER default',
      'CREATE USER u',
      "BACKUP DATABASE pulse TO File('x')",
    ])
    const codes = refused.map(codeOf)
    for (const code of codes) expect(['164', '497']).toContain(code)
  })

  it('has limits that hold without being asked for', () => {
    const [limits] = as(user, [
      "SELECT getSetting('readonly'), getSetting('max_execution_time') > 0, getSetting('max_memory_usage') > 0, getSetting('max_result_rows') > 0, getSetting('max_rows_to_read') > 0",
    ])
    expect(limits!.result).toBe('1\ttrue\ttrue\ttrue\ttrue\n'.replaceAll('true', '1'))
    const [rows] = as(user, ['SELECT count() FROM numbers(20000000000)'])
    expect(codeOf(rows!)).toBe('158')
  })
})

describe('backup', () => {
  it('reads no row by itself', () => {
    const outcomes = as('pulse_backup', [
      'SELECT * FROM pulse.schema_migrations',
      'DROP TABLE pulse.schema_migrations',
    ])
    expect(outcomes.map(codeOf)).toEqual(['497', '497'])
  })
})

it('without its variable the file is refused', () => {
  expect(() => as('pulse_page', ['SELECT 1'], {})).toThrow(/Password hash .* has length 0/)
})
