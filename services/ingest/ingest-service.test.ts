import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSymbol } from '../../core/market/instrument-symbol.ts'
import type { Price } from '../../core/market/price.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { randomFrom } from '../../test/support/random-market.ts'
import type { IngestService } from './ingest-service.ts'
import { NO_FACTS } from './reference-facts.ts'
import type { SessionItems, SourceBar } from './source.ts'
import { IngestLog, type OpenSettings, publish, session, sourceBar } from './testing/ingest-log.ts'

const CODES = ['600000.SH', '600004.SH', '000001.SZ', '000002.SZ', '300750.SZ']
const DAYS = [20220104, 20220105, 20220127, 20220128, 20220207]

const closeOf = (code: string, day: number): number => 10 + Number(code.slice(3, 6)) / 100 + (day % 100)
const full = (day: number): SessionItems =>
  session(...CODES.map((code) => sourceBar(code, day, closeOf(code, day))))
const whole = DAYS.map(full)

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

/** Rebuilds and makes the result the active epoch, as `pulse rebuild` does. */
async function rebuild(settings: OpenSettings = {}): Promise<IngestService> {
  const service = await log.open(settings)
  const { epoch } = await service.rebuild({})
  await service.activate(epoch)
  return service
}

/** What an epoch of a log says: its bars and barriers, without provenance. */
async function epochContent(of: IngestLog, epoch: number) {
  const bars = (await of.records('bars1d')).filter((bar) => bar.epoch === epoch)
  const controls = (await of.controls('bars1d')).filter((control) => control.epoch === epoch)
  return {
    bars: bars.map((bar) => JSON.stringify({ ...bar, epoch: 0 })).sort(),
    controls: controls
      .filter(({ kind }) => kind !== 'marker')
      .map((control) => ({ ...control, epoch: 0, sequence: 0, references: {} })),
  }
}

async function oneRun(sessions: readonly SessionItems[]) {
  const own = await IngestLog.create()
  try {
    await publish(await own.open(), sessions)
    return await epochContent(own, 1)
  } finally {
    await own.remove()
  }
}

describe('a rebuild', () => {
  it('equals one run over everything, whatever the order and number of runs before it', async () => {
    const wanted = await oneRun(whole)
    const random = randomFrom(3)
    const parts: SessionItems[] = []
    for (const { tradeDate, bars } of whole)
      for (const half of [0, 1])
        parts.push({ tradeDate, bars: bars.filter((_, at) => at % 2 === half), omissions: [] })
    for (const part of parts.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at))
      await publish(await log.open(), [part.one])
    await rebuild()
    expect(await epochContent(log, 1)).not.toEqual(wanted)
    expect(await epochContent(log, 2)).toEqual(wanted)
  })

  it('dies at any commit and is made again, by another epoch, with the same result', async () => {
    const wanted = await oneRun(whole)
    await publish(await log.open(), [whole[1]!, whole[3]!])
    await publish(await log.open(), [whole[0]!, whole[2]!, whole[4]!])
    let tries = 0
    const epoch = await log.throughCrashes({ commitRecords: 6 }, async (service) => {
      tries += 1
      const published = await service.rebuild({})
      await service.activate(published.epoch)
      return published.epoch
    })
    expect(tries).toBeGreaterThan(5)
    const service = await log.open()
    expect(service.activeEpoch).toBe(epoch)
    expect(await epochContent(log, epoch)).toEqual(wanted)
    expect((await log.records('datasets')).map((one) => one.epoch)).toEqual([1, epoch])
  })

  it('settles bars that contradict each other as one run would, and says so', async () => {
    const bar = (source: string, close: number, extra: Partial<SourceBar> = {}) =>
      session(sourceBar(CODES[0]!, DAYS[0]!, close, { source, ...extra }))
    const trusted = bar('baostock-daily', 10.5, { volume: 1234, amount: 99_900 as never })
    const coarse = bar('plain-daily', 10.5, { volume: 1200, name: '浦发银行' })
    const wrong = bar('plain-daily-flagged', 11)
    for (const order of [
      [trusted, coarse, wrong],
      [wrong, coarse, trusted],
      [coarse, wrong, trusted],
    ]) {
      const own = await IngestLog.create()
      try {
        for (const items of order) await publish(await own.open(), [items])
        const service = await own.open()
        const { epoch, rejected } = await service.rebuild({})
        const [winner, ...others] = (await own.records('bars1d')).filter((one) => one.epoch === epoch)
        expect(others).toEqual([])
        expect(winner).toMatchObject({
          source: 'baostock-daily',
          close: 105_000,
          volume: 1234,
          name: '浦发银行',
          late: false,
        })
        expect(rejected).toBe(1)
        const letters = (await own.records('deadLetters')).filter((letter) => letter.epoch === epoch)
        expect(letters.map(({ code, source }) => [code, source])).toEqual([
          ['conflictingDuplicate', 'plain-daily-flagged'],
        ])
      } finally {
        await own.remove()
      }
    }
  })

  it('leaves nothing dirty, and bars that were known stay known', async () => {
    const other = session({ ...sourceBar(CODES[0]!, DAYS[0]!, 11), source: 'plain-daily-flagged' })
    await publish(await log.open(), whole)
    expect((await publish(await log.open(), [other])).dirty).toEqual([20220104])
    await rebuild()
    for (const run of [whole, [other], whole])
      expect(await publish(await log.open(), run)).toMatchObject({ late: 0, dirty: [], sessions: 0 })
    await rebuild()
    expect(await publish(await log.open(), [other])).toMatchObject({ late: 0, dirty: [] })
  })

  it('of a rebuild gives the same again', async () => {
    await publish(await log.open(), whole.slice(2))
    await publish(await log.open(), whole.slice(0, 2))
    await rebuild()
    await rebuild()
    expect(await epochContent(log, 3)).toEqual(await epochContent(log, 2))
  })

  it('forgets what was kept for the epochs before it', async () => {
    await publish(await log.open(), whole)
    const begun = await log.open({ commitRecords: 3, crashAt: 3 })
    await expect(begun.rebuild({})).rejects.toThrow('kills the process')
    await rebuild()
    const kept = await log.stateKeys()
    expect(kept.filter((key) => /^main\/[12]\//.test(key))).toEqual([])
    expect(kept.filter((key) => /^main\/3\/ledger/.test(key))).toHaveLength(DAYS.length)
  })

  it('does not see bytes that are no bars', async () => {
    await publish(await log.open(), whole)
    await log.write('market.bars.1d', 'main/garbage', Buffer.from('?'))
    const service = await log.open()
    expect(await service.rebuild({})).toMatchObject({ bars: 25, sessions: 5 })
  })
})

describe('a run after a rebuild that stopped', () => {
  it('half-way goes on in the epoch that was', async () => {
    await publish(await log.open(), whole.slice(0, 4))
    const begun = await log.open({ commitRecords: 3, crashAt: 3 })
    await expect(begun.rebuild({})).rejects.toThrow('kills the process')
    const service = await log.open()
    expect(await publish(service, whole)).toMatchObject({ epoch: 1, sessions: 1, duplicates: 20 })
    expect((await (await log.open()).rebuild({})).epoch).toBe(3)
  })

  it('just before its end goes on in the epoch that was made', async () => {
    await publish(await log.open(), [...whole.slice(1, 4)])
    await publish(await log.open(), [whole[0]!])
    await (await log.open()).rebuild({})
    const service = await log.open()
    expect(service.activeEpoch).toBe(1)
    expect(await publish(service, whole)).toMatchObject({ epoch: 2, sessions: 1, duplicates: 20, dirty: [] })
    expect(service.activeEpoch).toBe(2)
    expect(await epochContent(log, 2)).toEqual(await oneRun(whole))
  })
})

describe('activation', () => {
  it('begins with the first run, and names the processors that it was made with', async () => {
    const service = await log.open()
    expect(service.activeEpoch).toBe(0)
    expect(service.staleProcessors).toEqual([])
    await publish(service, [whole[0]!])
    expect(service.activeEpoch).toBe(1)
    expect(
      (await log.records('datasets')).map(({ epoch, active, version }) => ({ epoch, active, version })),
    ).toEqual([{ epoch: 1, active: true, version: 1 }])
    expect((await log.open()).staleProcessors).toEqual([])
    const newer = await log.open({ processors: { 'limit-state': 2, market: 1 } })
    expect(newer.staleProcessors).toEqual(['limit-state', 'market'])
    const { epoch } = await newer.rebuild({})
    expect(newer.staleProcessors).toEqual(['limit-state', 'market'])
    await newer.activate(epoch)
    expect(newer.staleProcessors).toEqual([])
    expect((await log.records('datasets')).map((one) => [one.epoch, one.version])).toEqual([
      [1, 1],
      [2, 2],
    ])
  })
})

describe('reference facts', () => {
  const instrument = parseSymbol('600000.SH')!
  const named = (name: string) => ({ ...NO_FACTS, instruments: [{ instrument, name }] })
  const version = async (): Promise<number> =>
    (await log.controls('bars1d')).findLast(({ kind }) => kind === 'sessionOpen')!.references[
      'market.instruments'
    ]!

  it('make a new version of the table only when they change it', async () => {
    await publish(await log.open(), [whole[0]!])
    expect(await version()).toBe(1)
    await publish(await log.open(), [whole[1]!], [], named('浦发银行股份'))
    expect(await version()).toBe(2)
    await publish(await log.open(), [whole[2]!], [], named('浦发银行股份'))
    await publish(await log.open(), [whole[3]!])
    expect(await version()).toBe(2)
    const records = (await log.records('instruments')).filter((record) => record.instrument === instrument)
    expect(records.map((record) => [record.version, record.name])).toEqual([
      [1, '浦发银行'],
      [2, '浦发银行股份'],
    ])
  })

  it('publish share capital under the newest code, known from its day on', async () => {
    const shareCapital = [
      { symbol: parseSymbol('839729.BJ')!, effectiveDate: DAYS[0] as never, totalShares: 1_000_000 },
    ]
    await publish(await log.open(), [], [], { ...NO_FACTS, shareCapital })
    expect(await log.records('fundamentals')).toMatchObject([
      { symbol: '920729.BJ', effectiveDate: 20220104, totalShares: 1_000_000, version: 1 },
    ])
  })
})

describe('prices', () => {
  it('of any size that fits go through the log unchanged', async () => {
    const dear = sourceBar(CODES[0]!, DAYS[0]!, 1, { high: 2_000_000_000 as Price, volume: 2 ** 40 })
    await publish(await log.open(), [session(dear)])
    expect((await log.records('bars1d'))[0]).toMatchObject({ high: 2_000_000_000, volume: 2 ** 40 })
  })
})

describe('a calendar from a file', () => {
  it('goes on where the bundled one ends, in later runs too', async () => {
    const sessions = [20261231, 20270104, 20270105] as TradeDate[]
    const service = await log.open()
    expect(() => service.calendar.isSession(sessions[1]!)).toThrow('calendar ends')
    await service.publish({ ...NO_FACTS, sessions }, () => noSessions())
    const again = await log.open()
    expect(again.calendar.last).toBe(20270105)
    await publish(again, [full(20270104), full(20270105)])
    const opened = (await log.controls('bars1d')).filter(({ kind }) => kind === 'sessionOpen')
    expect(
      opened.map(({ session, previousSession, history }) => [session, previousSession, history]),
    ).toEqual([
      [20270104, 20261231, 'first'],
      [20270105, 20270104, 'known'],
    ])
    const published = (await log.records('calendar')).map(({ tradeDate }) => tradeDate)
    expect(published.slice(-3)).toEqual(sessions)
    expect(new Set(published).size).toBe(published.length)
  })
})

async function* noSessions(): AsyncGenerator<SessionItems> {}
