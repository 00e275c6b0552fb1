import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { startWarehouse } from '../start-warehouse.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { Publisher } from '../testing/publisher.ts'
import { publishSmallMarket } from '../testing/small-market.ts'
import { rowsOf } from '../testing/store.ts'

interface Recipe {
  readonly title: string
  readonly query: string
}

const recipes = recipesIn(readFileSync(new URL('../../../docs/sql-cookbook.md', import.meta.url), 'utf8'))

describe('docs/sql-cookbook.md', () => {
  let test: TestWarehouse
  let log: EventLog
  let home: string

  beforeAll(async () => {
    test = await openTestWarehouse()
    home = await mkdtemp(join(tmpdir(), 'pulse-cookbook-'))
    log = await openEmbeddedLog({ home, sync: false })
    const codec = createCodec(createInProcessRegistry())
    const publisher = await Publisher.open(log, codec, 2)
    await publishSmallMarket(publisher)
    await publisher.mark('cookbook')
    const sink = await startWarehouse({ log, codec, warehouse: test.warehouse })
    await sink.landed('cookbook')
    await sink.stop()
    await publisher.close()
  })
  afterAll(async () => {
    await log.close()
    await test.close()
    await rm(home, { recursive: true, force: true })
  })

  it('answers at least 15 questions', () => {
    expect(recipes.length).toBeGreaterThanOrEqual(15)
  })

  it.each(recipes)('$title', async ({ query }) => {
    const rows = await rowsOf(test.warehouse.client, query)
    expect(rows.length).toBeGreaterThan(0)
  })

  it('says what the hand-made market says', async () => {
    const answer = (title: string): Promise<readonly Record<string, unknown>[]> =>
      rowsOf(test.warehouse.client, recipes.find((recipe) => recipe.title === title)!.query)
    expect((await answer('Promotion by tier over everything that is stored'))[0]).toEqual({
      tier: 1,
      promoted: 300,
      base: 1200,
      rate: 0.25,
    })
    expect(await answer('Streaks of three boards or more, from first to last')).toEqual([
      { symbol: '600000.SH', streak_began: '2022-03-07', boards: 4, last_board: '2022-03-10' },
    ])
    expect(await answer('Ex-rights days: the reference price is not the close before')).toEqual([
      { symbol: '000001.SZ', trade_date: '2022-03-16', previous_close: 20, reference: 18, adjustment: -0.1 },
    ])
    expect(await answer('Who was under risk warning on a date')).toEqual([
      {
        instrument: '600001.SH',
        name: 'ST 样本',
        'span.status': 'st',
        'span.from': '2022-03-10',
        'span.until': null,
      },
    ])
    expect(await answer('Boards that opened most often')).toEqual([
      { symbol: '600519.SH', opened: 1, sealed: 2, now: 'resealedUp' },
    ])
    expect(await answer('Concepts by limit-ups, as they stand last')).toEqual([
      { name: '芯片', limit_ups: 3, height: 2, mean_return: 0.012 },
    ])
    expect(await answer('Five-minute bars of a share')).toMatchObject([
      { time: '10:00', volume: 200 },
      { time: '10:05', volume: 100 },
    ])
    expect(await answer('What was known before the open of a day')).toMatchObject([
      { us_date: '2022-03-09', ratio: 6.1, state: 'alert' },
    ])
    expect((await answer('Each session with the last VIX known at its open')).slice(0, 2)).toEqual([
      { trade_date: '2022-03-02', limit_ups: 50, vix: 16, us_date: '2022-03-01' },
      { trade_date: '2022-03-03', limit_ups: 50, vix: 17, us_date: '2022-03-02' },
    ])
    expect(await answer('What the mapping strategies hold this week')).toMatchObject([
      { rank: 1, industry: '半导体' },
      { rank: 2, industry: '通信设备' },
      { rank: 3, industry: '贵金属' },
    ])
    expect((await answer('The macro position on every session')).map(({ position }) => position)).toEqual([
      ...Array<number>(8).fill(0.25),
      ...Array<number>(12).fill(0.5),
    ])
    expect(await answer('Sessions and symbols per data set')).toMatchObject([
      { dataset: 'main', symbols: 5 },
      { dataset: 'sim-7', symbols: 1 },
    ])
  })
})

function recipesIn(text: string): readonly Recipe[] {
  return text
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const query = /^```sql\n(.*?)^```/ms.exec(section)?.[1]
      return query === undefined ? [] : [{ title: section.slice(0, section.indexOf('\n')), query }]
    })
}
