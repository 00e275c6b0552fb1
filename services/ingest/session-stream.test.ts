import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { readSessions } from './session-stream.ts'
import type { RecognisedFile, Rejection, SessionItems } from './source.ts'
import { type Collected, collect, EVERY_DAY, fixture, scratchFolder } from './testing/collect.ts'

const scratch = scratchFolder()
let names = 0
const file = (content: string | Buffer, name = `file-${names++}.csv`): string => scratch.write(name, content)

const FLAGGED = 'code,date,open,high,low,close,ref_prev_close,vol_lot,flag\n'
const PLAIN = 'code,date,open,high,low,close,ref_prev_close,vol_lot,amt_wan\n'
const BAOSTOCK = 'date,code,open,high,low,close,preclose,volume,amount,tradestatus,isST\n'

const CODES = ['600000', '600519', '000001', '300750', '688981', '920002'] as const
const SUFFIX: Readonly<Record<string, string>> = { 6: 'SH', 0: 'SZ', 3: 'SZ', 9: 'BJ' }

interface Row {
  readonly code: string
  readonly date: number
  readonly close: number
}

const flaggedRow = ({ code, date, close }: Row): string =>
  `${code},${date},${(close / 100).toFixed(2)},${(close / 100).toFixed(2)},${(close / 100).toFixed(2)},${(close / 100).toFixed(2)},,1000,\n`

/** Sessions as [date, [symbol, close in fen]...]. */
const shape = ({ sessions }: Collected) =>
  sessions.map(({ tradeDate, bars }) => [tradeDate, ...bars.map(({ bar }) => [bar.symbol, bar.close / 100])])

describe('order', () => {
  const row = fc.record({
    code: fc.constantFrom(...CODES),
    date: fc.integer({ min: 20_220_101, max: 20_220_128 }),
    close: fc.integer({ min: 1, max: 99_999 }),
  })
  const rows = fc.uniqueArray(row, { selector: ({ code, date }) => `${code}${date}`, maxLength: 120 })

  it('is that of a naive sort, whatever the layout of the files and however little memory there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 80 }),
        async (all, files, memoryRows) => {
          const parts = Array.from({ length: files }, (_, part) =>
            file(
              FLAGGED +
                all
                  .filter((_row, index) => index % files === part)
                  .map(flaggedRow)
                  .join(''),
            ),
          )
          const naive = [...new Set(all.map(({ date }) => date))]
            .sort((a, b) => a - b)
            .map((date) => [
              date,
              ...all
                .filter((one) => one.date === date)
                .map(({ code, close }) => [`${code}.${SUFFIX[code[0]!]}`, close] as const)
                .sort(([a], [b]) => (a < b ? -1 : 1)),
            ])
          const collected = await collect(parts, { memoryRows, calendar: EVERY_DAY, tempDir: scratch.path })
          expect(shape(collected)).toEqual(naive)
          expect(collected.rejections).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('merges 5,000 files of one symbol each by time, with few open files and little memory', async () => {
    const folder = 'five-thousand'
    mkdirSync(join(scratch.path, folder))
    const dates = Array.from({ length: 28 }, (_, day) => 20_220_101 + day)
    for (let i = 0; i < 5_000; i++) {
      const rows = dates.map((date) => flaggedRow({ code: nthCode(i), date, close: 100 + i }))
      scratch.write(`${folder}/${i}.csv`, FLAGGED + rows.join(''))
    }
    let openFiles = 0
    const onProgress = (): void => {
      openFiles = Math.max(openFiles, openFileCount())
    }
    const { sessions, summary } = await collect([join(scratch.path, folder)], {
      memoryRows: 20_000,
      calendar: EVERY_DAY,
      tempDir: scratch.path,
      onProgress,
    })
    expect(sessions.map(({ tradeDate }) => tradeDate)).toEqual(dates)
    for (const { bars } of sessions) {
      expect(bars).toHaveLength(5_000)
      const symbols = bars.map(({ bar }) => bar.symbol)
      expect(symbols).toEqual([...symbols].sort())
    }
    expect(summary.bars).toBe(140_000)
    expect(openFiles).toBeLessThan(256)
    expect(readdirSync(scratch.path).filter((name) => name.startsWith('pulse-ingest-'))).toEqual([])
  }, 60_000)

  it('puts a renamed share under the code of the day, whichever code the source prints', async () => {
    const path = file(
      FLAGGED +
        [20_250_214, 20_250_217].map((date) => flaggedRow({ code: '302132', date, close: 5_000 })).join(''),
    )
    const { bars } = await collect([path])
    expect(bars.map(({ symbol }) => symbol)).toEqual(['300114.SZ', '302132.SZ'])
  })

  it('removes its temporary file when the reader stops early', async () => {
    const path = file(
      FLAGGED +
        [20_220_104, 20_220_105].map((date) => flaggedRow({ code: '600000', date, close: 857 })).join(''),
    )
    const { discovery } = await collect([path])
    for await (const { bars } of readSessions(discovery.files, { memoryRows: 1, tempDir: scratch.path })) {
      expect(bars).toHaveLength(1)
      break
    }
    expect(readdirSync(scratch.path).filter((name) => name.startsWith('pulse-ingest-'))).toEqual([])
  })
})

describe('duplicates', () => {
  const plain = file(`${PLAIN}600000,20220104,8.54,8.58,8.52,8.57,,377076,32215\n`)
  const exact = file(`${BAOSTOCK}2022-01-04,sh.600000,8.54,8.58,8.52,8.57,8.53,37707633,322150456.00,1,0\n`)
  const wrong = file(`${PLAIN}600000,20220104,8.54,8.58,8.52,8.55,,377076,32215\n`)

  it('drops rows that say the same within their rounding, and fills in what the better source lacks', async () => {
    for (const paths of [
      [plain, exact],
      [exact, plain],
    ]) {
      const { bars, rejections, summary } = await collect(paths)
      expect(bars).toMatchObject([
        { source: 'baostock-daily', volume: 37_707_633, amount: 32_215_045_600, prevClose: 85_300 },
      ])
      expect(rejections).toEqual([])
      expect(summary.files.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(1)
    }
  })

  it('keeps the better source of two that contradict each other, in whatever order they come', async () => {
    const results = await Promise.all([
      collect([exact, plain, wrong]),
      collect([wrong, plain, exact]),
      collect([plain, wrong, exact]),
    ])
    for (const { bars, rejections } of results) {
      expect(bars).toEqual(results[0]!.bars)
      expect(rejections).toMatchObject([
        { code: 'conflictingDuplicate', file: wrong, line: 2, symbol: '600000.SH', tradeDate: 20_220_104 },
      ])
      expect(rejections[0]?.reason).toContain(`${exact}, line 2`)
    }
  })

  it('decides between equals by content, not by order', async () => {
    const results = await Promise.all([collect([plain, wrong]), collect([wrong, plain])])
    expect(results[0]!.bars).toEqual(results[1]!.bars)
    expect(results.map(({ rejections }) => rejections.length)).toEqual([1, 1])
  })

  it('comes to the same result in whatever order the files come', async () => {
    const cell = fc.record({
      code: fc.constantFrom('600000', '000001'),
      date: fc.constantFrom(20_220_104, 20_220_105),
      close: fc.constantFrom(1_000, 1_001),
      reference: fc.constantFrom('', '9.90', '9.91'),
      format: fc.constantFrom('plain', 'flagged'),
    })
    const sources = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(sources, fc.infiniteStream(fc.nat()), async (contents, numbers) => {
        const paths = contents.map((cells) => {
          const isPlain = cells[0]!.format === 'plain'
          const rows = cells.map(({ code, date, close, reference }) => {
            const price = (close / 100).toFixed(2)
            return `${code},${date},${price},${price},${price},${price},${reference},1000,${isPlain ? 100 : ''}`
          })
          return file(`${isPlain ? PLAIN : FLAGGED}${rows.join('\n')}\n`)
        })
        const { files } = (await collect(paths)).discovery
        const shuffled = files
          .map((one) => ({ one, key: numbers.next().value }))
          .sort((a, b) => a.key - b.key)
        const results = await Promise.all([readAll(files), readAll(shuffled.map(({ one }) => one))])
        expect(results[1]).toEqual(results[0])
      }),
      { numRuns: 60 },
    )
  })

  it('lets a bar outweigh the statement that there was none', async () => {
    const none = file(`${FLAGGED}600000,20220104,8.57,8.57,8.57,8.57,,0,z\n`)
    const { sessions } = await collect([none, plain])
    expect(sessions).toMatchObject([{ bars: [{ bar: { close: 85_700 } }], omissions: [] }])
  })
})

describe('bad input', () => {
  const good = file(`${PLAIN}600000,20220104,8.54,8.58,8.52,8.57,8.53,377076,32215\n`)

  it('rejects bad rows with file, line and reason, and takes their neighbours', async () => {
    const path = file(
      PLAIN +
        [
          '600000,20220104,8.54,8.58,8.52,8.57,8.53,377076,32215',
          '600000,20220105,8.57,8.68,8.565,8.64,,554591,47883',
          '600000,20220106,8.66,8.56,8.66,8.57,,410311,35272',
          '600000,20220107,8.57,8.73,8.57,8.71,,-5,54646',
          '700000,20220107,8.57,8.73,8.57,8.71,,5,54646',
          '600000,20220108,8.57,8.73,8.57,8.71,,5,54646',
          '600000,2022010x,8.57,8.73,8.57,8.71,,5,54646',
          '600000',
          '600000,20220110,abc,8.73,8.57,8.71,,630183,54646',
          '600000,20220111,8.71,8.73,8.57,8.71,,630183,54646',
          '',
        ].join('\n'),
    )
    const { bars, rejections, summary } = await collect([path])
    expect(bars.map(({ tradeDate }) => tradeDate)).toEqual([20_220_104, 20_220_111])
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [3, 'offGrid'],
      [4, 'highBelowLow'],
      [5, 'negativeVolume'],
      [6, 'unknownSymbol'],
      [7, 'outsideCalendar'],
      [8, 'unparsable'],
      [9, 'unparsable'],
      [10, 'unparsable'],
    ])
    expect(rejections[0]).toMatchObject({
      file: path,
      raw: '600000,20220105,8.57,8.68,8.565,8.64,,554591,47883',
      symbol: '600000.SH',
      tradeDate: 20_220_105,
    })
    expect(summary.files[0]).toMatchObject({ rows: 10, bars: 2 })
  })

  it('flags a row whose amount does not fit and keeps it', async () => {
    const path = file(
      `${PLAIN}600000,20220104,8.54,8.58,8.52,8.57,8.53,377076,32215\n600000,20220105,8.57,8.68,8.56,8.64,,554591,4788\n`,
    )
    const { bars, summary } = await collect([path])
    expect(bars.map(({ flags }) => flags)).toEqual([[], ['amountOutsideRange']])
    expect(summary.files[0]?.flagged).toBe(1)
  })

  it('refuses a file in wrong units and takes the others', async () => {
    // Yuan where the format has wan.
    const path = file(`${PLAIN}600519,20220104,2055.00,2068.95,2014.00,2051.23,,33843,6902180000\n`)
    const { bars, summary } = await collect([path, good])
    expect(bars.map(({ symbol }) => symbol)).toEqual(['600000.SH'])
    expect(summary.errors.map(({ code }) => code)).toEqual(['wrongUnits'])
    expect(summary.errors[0]?.message).toMatch(/above the day's prices in most rows \(0 of 1 rows below/)
    expect(summary.failed).toBe(true)
  })

  it('refuses a truncated file as a whole and takes the others', async () => {
    const rows = Array.from({ length: 28 }, (_, day) =>
      flaggedRow({ code: '000001', date: 20_220_201 + day, close: 1_000 + ((day * 7919) % 500) }),
    )
    const whole = gzipSync(FLAGGED + rows.join(''))
    const cut = file(whole.subarray(0, whole.length - 30), 'cut.csv.gz')
    const { bars, summary, discovery } = await collect([cut, good], { calendar: EVERY_DAY })
    expect(discovery.errors).toEqual([])
    expect(bars.map(({ symbol }) => symbol)).toEqual(['600000.SH'])
    expect(summary.errors).toMatchObject([{ code: 'truncated', path: cut }])
  })

  it('refuses a TDX file whose last record is cut', async () => {
    const bytes = readFileSync(fixture('vipdoc/sz/lday/sz000001.day'))
    const { bars, summary } = await collect([file(bytes.subarray(0, 100), 'sz000001.day'), good])
    expect(bars).toHaveLength(1)
    expect(summary.errors.map(({ code }) => code)).toEqual(['truncated'])
  })

  it('fails when nothing was taken', async () => {
    const { summary } = await collect([file(PLAIN)])
    expect(summary.errors).toEqual([])
    expect(summary.failed).toBe(true)
  })
})

describe('options', () => {
  it('skips sessions before the first one asked for', async () => {
    const { bars, summary } = await collect([fixture('plain_daily.csv')], {
      fromSession: 20_220_106 as TradeDate,
    })
    expect(Math.min(...bars.map(({ tradeDate }) => tradeDate))).toBe(20_220_106)
    expect(summary.files[0]).toMatchObject({ rows: 11, bars: 9, skipped: 2 })
  })

  it('reports progress up to all bytes and all bars', async () => {
    const reports: number[][] = []
    const paths = ['plain_daily.csv', 'plain_daily_flagged.csv'].map(fixture)
    await collect(paths, {
      onProgress: ({ bytesRead, bytesTotal, barsTaken }) => reports.push([bytesRead, bytesTotal, barsTaken]),
    })
    const [bytesRead, bytesTotal, barsTaken] = reports.at(-1)!
    expect([bytesRead, barsTaken]).toEqual([bytesTotal, 25])
    const read = reports.map(([bytes]) => bytes!)
    expect(read).toEqual([...read].sort((a, b) => a - b))
  })

  it('ends with the error of whoever takes the rejections, not with that of a file', async () => {
    const { discovery } = await collect([file(`${PLAIN}700000,20220104,1,1,1,1,,1,1\n`)])
    const lost = new Error('the log is lost')
    const onRejections = (): Promise<void> => Promise.reject(lost)
    const reading = readSessions(discovery.files, { onRejections })
    await expect(reading.next()).rejects.toBe(lost)
  })

  it('ends when rows cannot be put into a temporary file', async () => {
    const { discovery } = await collect([fixture('plain_daily.csv')])
    const reading = readSessions(discovery.files, { memoryRows: 1, tempDir: join(scratch.path, 'absent') })
    await expect(reading.next()).rejects.toMatchObject({ code: 'temporaryStorage' })
  })

  it('waits for whoever takes the rejections', async () => {
    const { discovery } = await collect([file(`${PLAIN}700000,20220104,1,1,1,1,,1,1\n`)])
    let settled = false
    const onRejections = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      settled = true
    }
    for await (const _ of readSessions(discovery.files, { onRejections }));
    expect(settled).toBe(true)
  })
})

/** Sessions, and rejections in an order of their own. */
async function readAll(files: readonly RecognisedFile[]) {
  const rejections: Rejection[] = []
  const sessions: SessionItems[] = []
  const onRejections = (some: readonly Rejection[]): void => {
    rejections.push(...some)
  }
  for await (const session of readSessions(files, { onRejections })) sessions.push(session)
  const place = ({ file: path, line }: Rejection): string => `${path}:${line}`
  return { sessions, rejections: rejections.sort((a, b) => (place(a) < place(b) ? -1 : 1)) }
}

/** Codes of 5,000 shares. */
function nthCode(i: number): string {
  const boards = ['600', '601', '603', '605', '688'] as const
  return `${boards[Math.floor(i / 1_000)]!}${String(i % 1_000).padStart(3, '0')}`
}

/** Linux only; elsewhere the limit of the shell would show. */
function openFileCount(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}
