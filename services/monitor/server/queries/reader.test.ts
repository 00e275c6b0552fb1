import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { WarehouseError } from '../../../../runtime/errors.ts'
import { readFailure } from './reader.ts'

const exception = (code: string, type: string): ClickHouseError =>
  new ClickHouseError({
    code,
    type,
    message: `Code: ${code}. DB::Exception: somewhere at /srv/data (${type})`,
  })

describe('what a client is told of a failed statement', () => {
  it.each([
    ['a warehouse out of reach', new WarehouseError('unavailable', 'no answer'), 'unavailable'],
    ['a cut connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'unavailable'],
    ['too many queries', exception('202', 'TOO_MANY_SIMULTANEOUS_QUERIES'), 'unavailable'],
    ['a wrong password', exception('516', 'AUTHENTICATION_FAILED'), 'unavailable'],
    ['a statement that took too long', exception('159', 'TIMEOUT_EXCEEDED'), 'tooSlow'],
    ['too much memory', exception('241', 'MEMORY_LIMIT_EXCEEDED'), 'tooLarge'],
    ['a view that is not there', exception('60', 'UNKNOWN_TABLE'), 'internal'],
  ])('%s', (_, cause, code) => {
    const failure = readFailure('ladder', cause)
    expect(failure.code).toBe(code)
    expect(failure.message + failure.action).not.toContain('/srv/data')
  })
})
