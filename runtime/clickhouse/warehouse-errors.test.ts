import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { insertFailure, isDenied, isPassing } from './warehouse-errors.ts'

const SERVER = { kind: 'server', url: 'http://127.0.0.1:8123' } as const

const exception = (code: string, type: string, message = 'words of the server'): ClickHouseError =>
  new ClickHouseError({ code, type, message })

const saidOf = (error: unknown): string => insertFailure(error, 't_bars_1d', SERVER).code

describe('what a failed insert means', () => {
  it.each([
    ['159', 'TIMEOUT_EXCEEDED'],
    ['164', 'READONLY'],
    ['202', 'TOO_MANY_SIMULTANEOUS_QUERIES'],
    ['241', 'MEMORY_LIMIT_EXCEEDED'],
    ['242', 'TABLE_IS_READ_ONLY'],
    ['243', 'NOT_ENOUGH_SPACE'],
    ['252', 'TOO_MANY_PARTS'],
    ['1001', 'STD_EXCEPTION'],
  ])('%s %s passes by itself', (code, type) => {
    expect(saidOf(exception(code, type))).toBe('unavailable')
    expect(isPassing(exception(code, type))).toBe(true)
  })

  it.each([
    ['193', 'WRONG_PASSWORD'],
    ['497', 'ACCESS_DENIED'],
    ['516', 'AUTHENTICATION_FAILED'],
  ])('%s %s waits for an operator', (code, type) => {
    const failure = insertFailure(exception(code, type), 't_bars_1d', SERVER)
    expect(failure.code).toBe('denied')
    expect([isDenied(failure), isDenied(failure.cause), isPassing(failure)]).toEqual([true, true, false])
    expect(failure.message).toMatch(/CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/)
  })

  it.each([
    ['6', 'CANNOT_PARSE_TEXT'],
    ['27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
    ['33', 'CANNOT_READ_ALL_DATA'],
    ['53', 'TYPE_MISMATCH'],
    ['469', 'VIOLATED_CONSTRAINT'],
  ])('%s %s is the fault of a row', (code, type) => {
    expect(saidOf(exception(code, type))).toBe('unacceptable')
  })

  it('is the fault of the block where its rows fall into too many partitions, although the code passes', () => {
    const spread = exception(
      '252',
      'TOO_MANY_PARTS',
      'Too many partitions for single INSERT block (more than 100).',
    )
    expect(saidOf(spread)).toBe('unacceptable')
  })

  it.each([
    ['60', 'UNKNOWN_TABLE'],
    ['16', 'NO_SUCH_COLUMN_IN_TABLE'],
    ['62', 'SYNTAX_ERROR'],
  ])('%s %s stops', (code, type) => {
    expect(saidOf(exception(code, type))).toBe('refused')
    expect(isPassing(exception(code, type))).toBe(false)
  })

  it.each([
    '<html><head><title>502 Bad Gateway</title></head></html>',
    'upstream connect error or disconnect: no healthy upstream',
    '',
  ])('the answer of a proxy in the place of a server passes by itself: %j', (answer) => {
    expect(saidOf(new Error(answer))).toBe('unavailable')
  })

  it('a defect of the program does not', () => {
    expect(saidOf(new TypeError('undefined is not a function'))).toBe('refused')
    expect(saidOf(new TypeError(''))).toBe('refused')
  })
})
