import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scratchFolder } from './testing/collect.ts'
import { IngestLog } from './testing/ingest-log.ts'
import { publishTickPaths } from './tick-paths.ts'

const extract = (name: string): string => fileURLToPath(new URL(`./ticks/fixtures/${name}`, import.meta.url))
const SNAPSHOTS = extract('snapshots_mddate_000400.csv')
const scratch = scratchFolder()
const bars = scratch.write(
  'bars.csv',
  [
    'code,date,open,high,low,close,ref_prev_close,vol_lot,amt_wan',
    '000400,20220531,19.00,19.50,18.90,19.38,19.10,400000,77000',
    '000400,20220601,19.16,20.80,19.08,20.63,,644588,128959',
    '000400,20220602,20.60,20.80,20.50,20.60,,300000,62000',
    '',
  ].join('\n'),
)

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

describe('publishTickPaths', () => {
  it('publishes history first, the vendor bars of the day beside its ticks, and nothing after it', async () => {
    const service = (await log.open()).dataset('replay-1')
    const { published, summary } = await publishTickPaths(service, [SNAPSHOTS], { history: [bars] })
    expect(published).toMatchObject({ sessions: 2, bars: 2, ticks: 19, complete: true })
    expect(summary.ticks).toBe(19)
    expect((await log.records('bars1d')).map(({ tradeDate, late }) => [tradeDate, late])).toEqual([
      [20220531, false],
      [20220601, false],
    ])
    const barriers = (await log.controls('bars1d')).filter(({ kind }) => kind === 'sessionOpen')
    expect(barriers.map(({ session, history, ticks }) => [session, history, ticks])).toEqual([
      [20220531, 'first', false],
      [20220601, 'known', true],
    ])
  })

  it('replays a data set under a new epoch, and refuses a session that main has', async () => {
    const main = await log.open()
    const replay = main.dataset('replay-1')
    await publishTickPaths(replay, [SNAPSHOTS])
    expect((await publishTickPaths(replay, [SNAPSHOTS])).published.epoch).toBe(2)
    await publishTickPaths(main, [SNAPSHOTS])
    await expect(publishTickPaths(main, [SNAPSHOTS])).rejects.toMatchObject({ code: 'sessionClosed' })
  })

  it('refuses a paced day of main without the session before it, unless it may start cold', async () => {
    const main = await log.open()
    await expect(publishTickPaths(main, [SNAPSHOTS], { speed: 100_000 })).rejects.toMatchObject({
      code: 'coldStart',
    })
    const cold = await publishTickPaths(main, [SNAPSHOTS], { speed: 100_000, cold: true })
    expect(cold.published).toMatchObject({ ticks: 19, late: 0 })
  })

  it('says what it found where there are no ticks, and what is wrong with a file', async () => {
    const service = await log.open()
    await expect(publishTickPaths(service, [bars])).rejects.toThrow(
      /no ticks in .*found: plain-daily.*pulse ingest/,
    )
    await expect(publishTickPaths(service, ['/nowhere.csv'])).rejects.toThrow(/no such file/)
    await expect(publishTickPaths(service, [SNAPSHOTS], { history: ['/nowhere'] })).rejects.toThrow(
      /no such file/,
    )
  })

  it('sends rows that cannot be read to the dead letters', async () => {
    const bad = scratch.write(
      'trades.csv',
      'SecurityID,Market,TradeTime,TradePrice,TradeQty,TradeAmount,BuyNum,SellNum\n' +
        '600000,XSHG,2020.01.02T09:30:00.000,12.48,2000,24960,1,2\n600000,XSHG,2020.01.02T09:30,12.48,2000,24960,1,2\n',
    )
    const { published } = await publishTickPaths(await log.open(), [bad])
    expect(published).toMatchObject({ ticks: 1, rejected: 1 })
    expect(await log.records('deadLetters')).toMatchObject([
      { source: bad, position: 'line 3', code: 'unparsable' },
    ])
  })
})
