import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { discover } from './discover.ts'
import { mergeFacts } from './merge-facts.ts'
import { readReferences } from './read-reference.ts'
import { IngestSummary } from './summary.ts'
import { fixture, scratchFolder } from './testing/collect.ts'

async function read(...paths: string[]) {
  const { files, errors } = await discover(paths)
  expect(errors).toEqual([])
  const summary = new IngestSummary()
  return { facts: await readReferences(files, summary), summary }
}

const scratch = scratchFolder()

describe('readReferences', () => {
  it('reads listing and delisting dates of A shares', async () => {
    const { facts } = await read(fixture('security_master_202604.csv'))
    expect(facts.instruments).toContainEqual({
      instrument: '600837.SH',
      name: '海通证券',
      listDate: 19_940_224,
      delistDate: 20_250_304,
    })
    expect(facts.instruments).toContainEqual({
      instrument: '920799.BJ',
      name: '艾融软件',
      listDate: 20_200_727,
    })
  })

  it('reads industries', async () => {
    const { facts } = await read(fixture('stock_list_202605.csv'))
    expect(facts.instruments).toContainEqual({
      instrument: '000002.SZ',
      name: '万科A',
      industry: '全国地产',
      listDate: 19_910_129,
    })
  })

  it('reads concepts, each once and as people write them', async () => {
    const { facts } = await read(fixture('stock_concepts_202601.csv'))
    expect(facts.rejections).toEqual([])
    const vanke = facts.instruments.find(({ instrument }) => instrument === '000002.SZ')!
    expect(vanke.concepts).toHaveLength(20)
    expect(vanke.concepts!.slice(0, 3)).toEqual(['AH股', 'HS300', '深圳特区'])
    // Names in this file are of the day it was made, those of the lists are newer.
    expect(vanke.name).toBeUndefined()
    const [record] = mergeFacts({ instruments: [vanke], coverage: [] })
    expect(record!.concepts).toEqual(vanke.concepts)
  })

  it('derives the risk status over time from changes of name', async () => {
    const { facts } = await read(fixture('sz_name_changes_2010_202604.csv'))
    const own = facts.instruments.filter(({ instrument }) => instrument === '000004.SZ')
    expect(own.flatMap(({ status }) => status ?? [])).toEqual([
      { from: 20_100_531, until: 20_110_608, status: 'st' },
      { from: 20_220_506, until: 20_230_628, status: 'st' },
      { from: 20_250_430, until: null, status: 'starSt' },
    ])
    expect(facts.coverage).toEqual([{ exchange: 'SZ', from: 20_100_531 }])
  })

  it('reads who is under risk warning on the day in the name of the file', async () => {
    const { facts } = await read(fixture('current_st_20260411.csv'))
    expect(facts.instruments[0]).toEqual({
      instrument: '300561.SZ',
      name: '*ST汇科',
      status: { from: 20_260_411, until: null, status: 'starSt' },
    })
  })

  it('reads share capital in shares and the days of the calendar', async () => {
    const { facts, summary } = await read(fixture('total_shares_changes.csv'), fixture('trading_days.csv'))
    expect(facts.shareCapital[0]).toEqual({
      symbol: '000001.SZ',
      effectiveDate: 20_171_231,
      totalShares: 17_170_411_366,
    })
    expect(facts.sessions).toEqual([
      20_260_603, 20_260_604, 20_260_605, 20_260_608, 20_260_609, 20_260_610, 20_260_611,
    ])
    expect(summary.files.map(({ facts: taken }) => taken)).toEqual([4, 7])
  })

  it('rejects bad rows and refuses bad files, and takes the rest', async () => {
    const rows = scratch.write(
      'shares.csv',
      'code,change_date,total_shares_wan\n000001,20200101,abc\n700000,20200101,5\n000002,2020-13-01,5\n000002,20200101\n000002,20200101,1.5\n',
    )
    const cut = scratch.write('days.csv.gz', gzipSync('trade_date\n20220104\n20220105\n').subarray(0, 30))
    const undated = scratch.write('st.csv', 'code,name\n000004,*ST国华\n')
    const { facts, summary } = await read(rows, cut, undated)
    expect(facts.rejections.map(({ line, code }) => [line, code])).toEqual([
      [2, 'unparsable'],
      [3, 'unparsable'],
      [4, 'unparsable'],
      [5, 'unparsable'],
    ])
    expect(facts.shareCapital).toEqual([
      { symbol: '000002.SZ', effectiveDate: 20_200_101, totalShares: 15_000 },
    ])
    expect(summary.errors.map(({ code }) => code)).toEqual(['truncated', 'malformed'])
    expect(summary.errors[1]?.message).toMatch(/name the file like current_st_20260411\.csv/)
  })
})

describe('mergeFacts', () => {
  it('joins files per lasting instrument and extends a list to the shares that it does not mention', async () => {
    const { facts } = await read(
      fixture('security_master_202604.csv'),
      fixture('stock_list_202605.csv'),
      fixture('sz_name_changes_2010_202604.csv'),
    )
    const merged = new Map(
      mergeFacts(facts).map((instrument) => [instrument.instrument as string, instrument]),
    )
    expect(merged.get('302132.SZ')).toMatchObject({
      name: '中航成飞',
      listDate: 20_100_827,
      industry: '航空',
      statusKnownFrom: 20_100_531,
      statusHistory: [],
    })
    expect([...merged.keys()]).not.toContain('300114.SZ')
    expect(merged.get('000787.SZ')).toMatchObject({
      delistDate: 20_130_208,
      statusKnownFrom: 20_100_531,
      statusHistory: [{ from: 20_100_531, until: null, status: 'starSt' }],
    })
    expect(merged.get('600837.SH')).toMatchObject({ statusKnownFrom: 0, statusHistory: [] })
  })

  it('joins spans that repeat each other', async () => {
    const changes = fixture('sz_name_changes_2010_202604.csv')
    const today = scratch.write('st_20260411.csv', 'code,name\n000004,*ST国华\n')
    const { facts } = await read(today, changes, fixture('security_master_202604.csv'))
    const merged = mergeFacts(facts).find(({ instrument }) => instrument === '000004.SZ')
    expect(merged?.statusHistory.at(-1)).toEqual({ from: 20_250_430, until: null, status: 'starSt' })
  })
})
