import type { Signal } from '../../schemas/generated/events.ts'
import { US_AI_GROUPS } from '../../services/signals/overnight/groups.ts'
import { overnightProcessor } from '../../services/signals/overnight/overnight-processor.ts'
import { runSeries } from '../../test/support/series-run.ts'
import { realData } from './chinese-history.ts'
import { mappingHistory } from './mapping-history.ts'

/**
 * Figures of docs/signals/overnight.md on real history: `node --import tsx tools/evidence/overnight.ts`, with the data
 * in the folder that PULSE_TEST_DATA names.
 */
const folder = realData()
if (folder === undefined) throw new Error('No real data: let PULSE_TEST_DATA name their folder.')

const percent = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}%`
const timeline = mappingHistory(folder)
const rows = runSeries(overnightProcessor, timeline).map(({ value }) => value as Signal)

console.log('## Before the Chinese open of 2026-06-02 (US date 2026-06-01)\n')
console.log('| group | rank | mean | median | state | leaders | laggards |\n|---|---|---|---|---|---|---|')
for (const { subject, rank, state, components, notes } of rows.filter(
  ({ tradeDate }) => tradeDate === 20260602,
)) {
  const named = (kind: string): string =>
    [1, 2, 3]
      .filter((place) => notes[`${kind}${place}`] !== undefined)
      .map(
        (place) =>
          `${notes[`${kind}${place}`]!.replace('.US', '')} ${percent(components[`${kind}${place}`]!)}`,
      )
      .join(', ')
  console.log(
    `| ${subject} | ${rank} | ${percent(components.mean!)} | ${percent(components.median!)} | ${state} | ${named('leader')} | ${named('laggard')} |`,
  )
}

console.log('\n## From the close of 2026-04-01 to that of 2026-06-01\n\n| series | return |\n|---|---|')
const closes = new Map<string, number>(
  timeline.events.flatMap(({ topic, value }) =>
    topic === 'series' ? [[`${value.symbol}/${value.tradeDate}`, value.close] as const] : [],
  ),
)
const rise = (symbol: string): number =>
  closes.get(`${symbol}/20260601`)! / closes.get(`${symbol}/20260401`)! - 1
for (const symbol of ['XLK.US', 'SMH.US', 'SOXX.US', 'IGV.US', 'QQQ.US', 'SPX.US'])
  console.log(`| ${symbol} | ${percent(rise(symbol))} |`)
for (const { name, members } of US_AI_GROUPS[0]!.groups)
  console.log(
    `| ${name} (mean of ${members.length}) | ${percent(members.map(rise).reduce((sum, each) => sum + each, 0) / members.length)} |`,
  )

console.log('\n## Sessions\n')
const one = rows.filter(({ subject }) => subject === US_AI_GROUPS[0]!.groups[0]!.name)
const count = (test: (row: Signal) => boolean): number => one.filter(test).length
console.log(
  `Sessions ${one.length}, ${one[0]!.tradeDate} to ${one.at(-1)!.tradeDate}; stale ${count(({ state }) => state === 'stale')}; `,
)
for (const span of [...new Set(one.map(({ components }) => components.usSessions!))].sort((a, b) => a - b))
  console.log(`US sessions compounded ${span}: ${count(({ components }) => components.usSessions === span)}`)
const longest = one.reduce((most, row) =>
  row.components.usSessions! > most.components.usSessions! ? row : most,
)
console.log(
  `Longest: before ${longest.tradeDate}, ${longest.components.usSessions} US sessions, mean ${percent(longest.value!)}`,
)
for (const state of ['up', 'down', 'mixed', 'stale'])
  console.log(state, rows.filter((row) => row.state === state).length)
