import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupedRows } from './grouped-rows.ts'
import { rowBinaryEncoder } from './row-binary.ts'

interface Row {
  readonly symbol: string
  readonly time: number
}

const plain = () =>
  rowBinaryEncoder<Row>([
    { name: 'symbol', type: 'String', get: ({ symbol }) => symbol },
    { name: 'time', type: 'UInt32', get: ({ time }) => time },
  ])
const grouped = () => groupedRows(plain(), ({ symbol }) => symbol)

describe('rows in groups', () => {
  const rows = fc.array(
    fc.record({ symbol: fc.constantFrom('b', 'a', 'ccc', ''), time: fc.nat({ max: 999 }) }),
  )

  it('are those that a stable sort by group gives', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 3 }), (blocks) => {
        const ours = grouped()
        const theirs = plain()
        for (const block of blocks) {
          const sorted = [...block].sort((a, b) => (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0))
          for (const row of sorted) theirs.append(row)
          for (const row of block) ours.append(row)
          expect(ours.rows).toBe(block.length)
          expect(ours.bytes).toBe(theirs.bytes)
          expect(ours.take().equals(theirs.take())).toBe(true)
        }
      }),
    )
  })

  it('leave out a row that cannot be written, and nothing else', () => {
    const encoder = grouped()
    encoder.append({ symbol: 'b', time: 1 })
    expect(() => encoder.append({ symbol: 'a', time: -1 })).toThrow(/Column time/)
    encoder.append({ symbol: 'a', time: 2 })
    const expected = plain()
    expected.append({ symbol: 'a', time: 2 })
    expected.append({ symbol: 'b', time: 1 })
    expect(encoder.take().equals(expected.take())).toBe(true)
  })
})
