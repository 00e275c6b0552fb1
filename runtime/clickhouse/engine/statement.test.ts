import { describe, expect, it } from 'vitest'
import { classify, parseInsert } from './statement.ts'

describe('statements that read', () => {
  it.each([
    ['SELECT 1', undefined],
    ['select 1 format CSV', 'CSV'],
    ['SELECT 1 FORMAT JSON SETTINGS max_threads = 1', 'JSON'],
    ['(SELECT 1) UNION ALL (SELECT 2)\nFORMAT TSV;', 'TSV'],
    ['WITH x AS (SELECT 1 FORMAT) SELECT * FROM x', undefined],
    ["-- FORMAT CSV\nSHOW TABLES /* FORMAT CSV */ LIKE 'FORMAT CSV'", undefined],
    ['FROM t SELECT count()', undefined],
    ['DESCRIBE TABLE t', undefined],
    ['EXPLAIN SELECT 1', undefined],
    ['SELECT a format FROM t', undefined],
    ['SELECT `FORMAT CSV`, "FORMAT CSV"', undefined],
    ["SELECT 'it''s \\' FORMAT CSV'", undefined],
    ['SELECT $x$ ; FORMAT CSV $x$', undefined],
    ['SELECT 1 // ; FORMAT CSV', undefined],
  ])('%s', (sql, format) => {
    expect(classify(sql)).toMatchObject({ kind: 'read', format })
  })

  it('are parted around their format', () => {
    expect(classify('SELECT 1 FORMAT JSON SETTINGS max_threads = 1;')).toEqual({
      kind: 'read',
      body: 'SELECT 1 ',
      format: 'JSON',
      tail: ' SETTINGS max_threads = 1',
    })
  })
})

describe('inserts that bring their rows', () => {
  const cases: [sql: string, target: string, settings: string, format: string, data: string][] = [
    ['INSERT INTO t FORMAT CSV\n1,2\n', 'INSERT INTO t ', '', 'CSV', '1,2\n'],
    ['insert into t (a, format) format RowBinary', 'insert into t (a, format) ', '', 'RowBinary', ''],
    ["INSERT INTO t VALUES (1, 'FORMAT')", 'INSERT INTO t ', '', 'Values', "(1, 'FORMAT')"],
    ['INSERT INTO t SETTINGS a = 1 FORMAT TSV \r\n\n', 'INSERT INTO t ', 'SETTINGS a = 1 ', 'TSV', '\n'],
    ['INSERT INTO TABLE d.values (x) VALUES (1)', 'INSERT INTO TABLE d.values (x) ', '', 'Values', '(1)'],
    [
      '/* a */ INSERT INTO {t:Identifier} FORMAT CSV\n\n',
      '/* a */ INSERT INTO {t:Identifier} ',
      '',
      'CSV',
      '\n',
    ],
    [
      'INSERT INTO t (* EXCEPT (b)) FORMAT Native\n\u0000',
      'INSERT INTO t (* EXCEPT (b)) ',
      '',
      'Native',
      '\u0000',
    ],
  ]

  it.each(cases)('%s', (sql, target, settings, format, data) => {
    const insert = parseInsert(sql)
    expect(insert).toMatchObject({ target, settings, format })
    expect(sql.slice(insert?.dataStart)).toBe(data)
  })
})

describe('other statements', () => {
  it.each([
    'INSERT INTO t SELECT * FROM u',
    'INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x',
    'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x',
    'CREATE TABLE t (a UInt8) ENGINE = Memory',
    'ALTER TABLE t DELETE WHERE a = 1',
    'SET max_threads = 1',
    'SYSTEM FLUSH LOGS;  ; -- end',
  ])('%s', (sql) => {
    expect(classify(sql).kind).toBe('other')
  })
})

describe('statements that are refused', () => {
  it.each([
    ['SELECT 1; SELECT 2', 62],
    ['SELECT 1; DROP TABLE t', 62],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 358],
    ["INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV", 78],
  ])('%s', (sql, code) => {
    expect(() => classify(sql)).toThrow(expect.objectContaining({ code }))
  })
})
