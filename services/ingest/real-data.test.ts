import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collect } from './testing/collect.ts'

const DATA = resolve(process.env.PULSE_TEST_DATA ?? '../shared/data')

/** Counted independently: rows of the file, and of them those with a price and a volume. */
const FILES = [
  ['a-share-daily-bars/raw_20191202_20200228.csv.gz', { rows: 213_404, bars: 213_404, flagged: 0 }],
  ['a-share-daily-bars/recovered_2024H1.csv.gz', { rows: 586_419, bars: 585_226 }],
  ['a-share-daily-bars/recovered_2024H2.csv.gz', { rows: 630_009, bars: 627_790 }],
  ['a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz', { rows: 152_885, bars: 143_640 }],
] as const

describe('real data', () => {
  it.each(FILES)(
    '%s is taken without a rejection',
    async (name, expected) => {
      const path = join(DATA, name)
      if (!existsSync(path)) {
        console.info(`not run: ${path} is absent (set PULSE_TEST_DATA)`)
        return
      }
      const { summary, rejections } = await collect([path])
      expect(rejections).toEqual([])
      expect(summary.files[0]).toMatchObject(expected)
    },
    60_000,
  )
})
