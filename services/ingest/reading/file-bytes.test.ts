import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { unpacked } from './file-bytes.ts'

describe('a file that is read as a whole', () => {
  it('is unpacked where it is packed', () => {
    expect(unpacked('a.csv', Buffer.from('x'), false).toString()).toBe('x')
    expect(unpacked('a.csv.gz', gzipSync('x'), true).toString()).toBe('x')
  })

  it('is refused when a few bytes of it would fill the memory', () => {
    const zeros = gzipSync(Buffer.alloc(2 * 2 ** 20))
    expect(() => unpacked('bomb.csv.gz', zeros, true, 2 ** 20)).toThrow('bomb.csv.gz: it unpacks to more')
    expect(unpacked('bomb.csv.gz', zeros, true).length).toBe(2 * 2 ** 20)
  })
})
