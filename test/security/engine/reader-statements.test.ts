import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineUnderAttack } from './engine-under-attack.ts'

/** Statements of somebody who has the reader's password. Codes are those of ClickHouse. */
let engine: EngineUnderAttack
beforeAll(async () => {
  engine = await EngineUnderAttack.open()
}, 60_000)
afterAll(() => engine.close())

const READING = [
  // Functions that open files, ask for no right, and hide behind quotes that only the engine takes for quotes.
  "SELECT file('SECRET')",
  "SELECT 1 AS “'”, file('SECRET') AS “b'”",
  'SELECT 1 AS ‘"’, file(\'SECRET\') AS "b"',
  "SELECT `fi\\x6ce`('SECRET')",
  "SELECT $a$ ' $a$, file('SECRET'), ' '",
  "SELECT /* /* ' */ file('SECRET') -- '",
  "SELECT # '\nfile('SECRET')",
  "SELECT arrayMap(file, ['SECRET'])",
  "SELECT arrayMap(x -> file(x), ['SECRET'])",
  "SELECT 'SECRET' AS x, * APPLY(file) FROM prices",
  "SELECT * FROM view(SELECT file('SECRET'))",
  "WITH file AS f SELECT f('SECRET')",
  "SELECT (SELECT (SELECT file('SECRET')))",
  "SELECT 1 WHERE file('SECRET') != ''",
  "SELECT 1 ORDER BY throwIf(1, file('SECRET'))",
  "EXPLAIN SELECT file('SECRET')",
  "EXPLAIN QUERY TREE SELECT file('SECRET')",
  "SELECT * FROM (EXPLAIN SYNTAX SELECT file('SECRET'))",
  "DESCRIBE (SELECT file('SECRET') AS f)",
  "SELECT catboostEvaluate('SECRET', 1)",
  // SQL out of a string, by an experimental function that a subquery switches on although readonly = 1.
  "SELECT * FROM (SELECT * FROM eval('SELECT file(\\'SECRET\\')') SETTINGS allow_experimental_eval_table_function = 1)",
  "SELECT * FROM (SELECT * FROM eval(concat('SELECT fi', 'le(\\'SECRET\\')')) SETTINGS allow_experimental_eval_table_function = 1)",
  // Table functions and names that are paths.
  "SELECT * FROM file('SECRET', LineAsString)",
  "SELECT * FROM file('SECRET', 'RawBLOB', 'a String')",
  "DESCRIBE file('SECRET', LineAsString)",
  'SELECT * FROM `SECRET`',
  'SELECT * FROM default.`SECRET`',
  "SELECT * FROM fileCluster('default', 'SECRET', LineAsString)",
  "SELECT * FROM executable('cat', TabSeparated, 'a String', (SELECT 'SECRET'))",
  "SELECT * FROM sqlite('SECRET', 't')",
  "SELECT * FROM icebergLocal('SECRET')",
  "SELECT * FROM deltaLakeLocal('SECRET')",
  "SELECT * FROM loop(file('SECRET', LineAsString)) LIMIT 1",
  "SELECT * FROM url('file://SECRET', LineAsString)",
  "SELECT * FROM input('a String')",
  "SELECT * FROM prices WHERE symbol IN file('SECRET')",
  // Forms whose templates and schemas are files.
  "SELECT 1 FORMAT Template SETTINGS format_template_resultset = 'SECRET'",
  "SELECT * FROM (SELECT 1 SETTINGS format_template_row = 'SECRET') FORMAT Template",
  "SELECT 1 FORMAT Protobuf SETTINGS format_schema = 'SECRET:M'",
  // Several statements, of which the facade might see one.
  "SELECT 1; SELECT file('SECRET')",
  "SELECT 1 AS “'”; SELECT file('SECRET') -- '",
  "SELECT 1 AS “'”; SET ROLE owner -- '\n",
  "SELECT 1 AS “'”; SET ROLE owner; SELECT * FROM file('SECRET', LineAsString) -- '\n",
  "SELECT 1;\0SELECT file('SECRET')",
  "SELECT 1 PARALLEL WITH SELECT file('SECRET')",
]

describe('a reader cannot read files', () => {
  it.each(READING)('%s', async (attack) => {
    const { status, text } = await engine.asReader(engine.filled(attack))
    engine.expectUnknown(text)
    expect(status).toBeGreaterThanOrEqual(400)
  })

  it.each([
    ['default_format', "TSV; SELECT file('SECRET')"],
    ['default_format', 'TSV SETTINGS readonly = 0'],
    ['format_template_resultset', 'SECRET'],
    ['format_template_row', 'SECRET'],
    ['format_schema', 'SECRET:Message'],
    ['output_format_schema', 'LOOT'],
    ['format_avro_schema_registry_url', 'http://127.0.0.1:1/'],
    ['allow_experimental_eval_table_function', '1'],
    ['readonly', '0'],
    ['readonly', '2'],
    ['enable_analyzer', '0'],
    ['dialect', 'prql'],
    ['param_x) , readonly', '0'],
    ['max_threads=1, readonly', '0'],
    ['role', 'owner'],
    ['database', 'pulse`; SET ROLE owner; USE `pulse'],
  ])('by the request: %s = %s', async (name, value) => {
    for (const sql of ['SELECT 1 FORMAT Template', 'SELECT 1']) {
      const { status, text } = await engine.asReader(sql, { search: { [name]: engine.filled(value) } })
      engine.expectUnknown(text)
      expect(status, text).toBeGreaterThanOrEqual(400)
    }
    expect(existsSync(engine.loot)).toBe(false)
  })

  it('by a name that comes as a parameter', async () => {
    for (const f of ['file', 'fi\\x6ce', '`file`', 'FILE', 'eval', 'catboostEvaluate']) {
      const { status, text } = await engine.asReader('SELECT arrayMap({f:Identifier}, [{path:String}])', {
        search: { param_f: f, param_path: engine.secretFile },
      })
      engine.expectUnknown(text)
      expect(status, text).toBeGreaterThanOrEqual(400)
    }
  })
})

const REACHING = [
  "SELECT * FROM url('http://127.0.0.1:PORT/', LineAsString)",
  "DESCRIBE TABLE url('http://127.0.0.1:PORT/')",
  "SELECT * FROM s3('http://127.0.0.1:PORT/bucket/a', LineAsString)",
  "SELECT * FROM remote('127.0.0.1:PORT', 'pulse', 'prices')",
  "SELECT * FROM mysql('127.0.0.1:PORT', 'a', 'b', 'c', 'd')",
  "SELECT * FROM postgresql('127.0.0.1:PORT', 'a', 'b', 'c', 'd')",
  "SELECT * FROM mongodb('127.0.0.1:PORT', 'a', 'b', 'c', 'd', 'x String')",
  "SELECT * FROM redis('127.0.0.1:PORT', 'k', 'k String')",
  "SELECT * FROM hdfs('hdfs://127.0.0.1:PORT/a', 'TSV', 'a String')",
  "SELECT * FROM azureBlobStorage('http://127.0.0.1:PORT', 'c', 'b', 'a', 'k')",
  "SELECT aiGenerate('x')",
]

describe('a reader cannot reach other machines', () => {
  it.each(REACHING)('%s', async (attack) => {
    const visits: string[] = []
    const trap = createServer((socket) => {
      visits.push('somebody came')
      socket.destroy()
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as AddressInfo
    const { status } = await engine.asReader(attack.replaceAll('PORT', String(port)))
    expect(status).toBeGreaterThanOrEqual(400)
    expect(visits).toEqual([])
    await new Promise((resolve) => trap.close(resolve))
  })
})

const CHANGING = [
  'INSERT INTO prices VALUES (1, 2)',
  "INSERT INTO prices SELECT 'x', 1",
  "WITH x AS (SELECT 'x', 1) INSERT INTO prices SELECT * FROM x",
  "INSERT INTO FUNCTION file('LOOT', TSV, 'a Int8') SELECT 1",
  'DROP TABLE prices',
  'TRUNCATE TABLE prices',
  'ALTER TABLE prices DELETE WHERE 1',
  'DELETE FROM prices WHERE 1',
  'UPDATE prices SET close = 1 WHERE 1',
  'OPTIMIZE TABLE prices',
  'RENAME TABLE prices TO p',
  'EXCHANGE TABLES prices AND prices',
  'CREATE TABLE more (a UInt8) ENGINE = Memory',
  'CREATE TEMPORARY TABLE more (a UInt8)',
  "CREATE VIEW v SQL SECURITY DEFINER AS SELECT file('SECRET')",
  'CREATE VIEW v DEFINER = default SQL SECURITY NONE AS SELECT 1',
  "CREATE DICTIONARY d (k UInt64, v String) PRIMARY KEY k SOURCE(FILE(path 'SECRET' format 'TSV')) LAYOUT(FLAT()) LIFETIME(0)",
  "CREATE FUNCTION f AS x -> file('SECRET')",
  "CREATE NAMED COLLECTION c AS url = 'http://127.0.0.1:1/'",
  'CREATE USER u',
  'CREATE ROLE r',
  'GRANT owner TO reader',
  'SET ROLE owner',
  'SET ROLE ALL',
  'SET DEFAULT ROLE owner TO default',
  'EXECUTE AS default SELECT 1',
  'SET readonly = 0',
  'SET max_memory_usage = 0',
  'USE system',
  "KILL QUERY WHERE query_id != '' SYNC",
  'SYSTEM SHUTDOWN',
  'SYSTEM DROP MARK CACHE',
  "BACKUP TABLE prices TO File('LOOT')",
  "RESTORE TABLE prices FROM File('LOOT')",
  "SELECT * FROM prices INTO OUTFILE 'LOOT'",
  "SELECT 1 AS “'” INTO OUTFILE 'LOOT' FORMAT TSV -- '",
  "SELECT 1 AS “'”; SELECT 1 INTO OUTFILE 'LOOT' FORMAT TSV -- '",
  'ATTACH TABLE x',
  'DETACH TABLE prices',
  'BEGIN TRANSACTION',
]

describe('a reader cannot change anything', () => {
  it.each(CHANGING)('%s', async (attack) => {
    const { status, text } = await engine.asReader(engine.filled(attack))
    engine.expectUnknown(text)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(existsSync(engine.loot)).toBe(false)
  })

  it('and has not', () => engine.expectUnharmed())
})

describe('a reader sees nobody else', () => {
  it.each([
    'SELECT * FROM system.users',
    'SELECT * FROM system.roles',
    'SELECT * FROM system.grants',
    'SELECT * FROM system.quotas',
    'SHOW CREATE USER default',
    'SHOW ACCESS',
    'SELECT * FROM hidden.t',
  ])('%s', async (sql) => {
    await engine.official.client.command({ query: 'CREATE DATABASE IF NOT EXISTS hidden' })
    await engine.official.client.command({
      query: 'CREATE TABLE IF NOT EXISTS hidden.t (a UInt8) ENGINE = Memory',
    })
    expect(await engine.asReader(sql)).toMatchObject({ code: '497' })
    expect((await engine.asReader('SHOW DATABASES')).text).not.toContain('hidden')
  })
})

describe('rights alone refuse', () => {
  /** Nothing looks at these: what refuses them would refuse them in any spelling. */
  it.each([
    ['INSERT INTO pulse.prices SELECT 1, 2', 'ACCESS_DENIED'],
    ["SELECT * FROM file('/etc/hostname', LineAsString)", 'ACCESS_DENIED'],
    ["SELECT * FROM url('http://127.0.0.1:1/', LineAsString)", 'ACCESS_DENIED'],
    ['CREATE TABLE pulse.more (a UInt8) ENGINE = Memory', 'ACCESS_DENIED'],
    ['DROP TABLE pulse.prices', 'ACCESS_DENIED'],
    ['SELECT * FROM system.users', 'ACCESS_DENIED'],
  ])('%s, in the role of readers without readonly', async (sql, reason) => {
    const options = { session_id: 'role-of-readers' }
    await engine.official.client.command({ query: 'SET ROLE reader', ...options })
    const response = await engine.official.post('session_id=role-of-readers', sql)
    expect(await response.text()).toContain(reason)
    await engine.official.client.command({ query: 'SET ROLE ALL', ...options })
  })
})

it('every function that may reach beyond the tables is one that was looked at', async () => {
  const names = await engine.official.rows(
    `SELECT DISTINCT lower(name) AS name FROM (
       SELECT name FROM system.functions WHERE NOT is_aggregate
         AND match(name, '(?i)file|http|exec|eval|remote|^ai[A-Z]|^AI|catboost|wasm|script|shell|secret|model')
       UNION ALL SELECT name FROM system.table_functions WHERE allow_readonly)
     ORDER BY name`,
  )
  expect(names.map((row) => (row as { name: string }).name)).toMatchInlineSnapshot(`
    [
      "aiclassify",
      "aiembed",
      "aiextract",
      "aigenerate",
      "aitranslate",
      "catboostevaluate",
      "cluster",
      "clusterallreplicas",
      "currentprofiles",
      "defaultprofiles",
      "enabledprofiles",
      "eval",
      "evalmlmethod",
      "file",
      "filesystemavailable",
      "filesystemcapacity",
      "filesystemunreserved",
      "fuzzjson",
      "fuzzquery",
      "generate_series",
      "generaterandom",
      "generateseries",
      "getclienthttpheader",
      "input",
      "merge",
      "mergetreeanalyzeindexes",
      "mergetreeanalyzeindexesuuid",
      "mergetreeindex",
      "mergetreeprojection",
      "mergetreetextindex",
      "null",
      "numbers",
      "numbers_mt",
      "primes",
      "sqlstandardvalues",
      "tupletonamevaluepairs",
      "values",
      "view",
      "viewifpermitted",
    ]
  `)
})
