/**
 * Writes core/market/data/trading-days.ts, the weekdays on which the exchanges were closed.
 *
 *   npx tsx tools/trading-days.ts --observed FILE            a CSV of trading days, yyyymmdd, one per line
 *   npx tsx tools/trading-days.ts --published 2027=0101,0208-0212,...
 *
 * Years that are not given keep what the file says. Observed days of a year that is not over must agree
 * with its published closures. The exchanges publish a year's closures in the December before it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { WEEKDAY_CLOSURES } from '../core/market/data/trading-days.ts'
import { formatTradeDate, parseTradeDate, type TradeDate, yearOf } from '../core/market/trade-date.ts'
import { closuresFromSessions, sessionsFromClosures } from '../core/market/weekday-closures.ts'

const target = new URL('../core/market/data/trading-days.ts', import.meta.url)
const { values } = parseArgs({
  options: {
    observed: { type: 'string' },
    published: { type: 'string', multiple: true, default: [] },
  },
})

const closures = new Map<number, string>(WEEKDAY_CLOSURES)
for (const year of values.published) {
  const [number, days] = year.split('=')
  if (!/^\d{4}$/.test(number ?? '') || !/^\d{4}([-,]\d{4})*$/.test(days ?? '')) {
    throw new Error(`--published ${year}: expected YEAR=MMDD,MMDD-MMDD,...`)
  }
  const sessions = sessionsFromClosures(Number(number), days!.replaceAll(',', ' '))
  closures.set(Number(number), closuresFromSessions(Number(number), sessions))
}
if (values.observed !== undefined) takeObserved(values.observed)
writeFileSync(target, rendered())
console.log(`wrote ${closures.size} years; now run npx biome check --write core/market/data`)

function takeObserved(file: string): void {
  const observed = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => parseTradeDate(line) ?? fail(`${file}: ${line} is no date`))
  const last = observed.at(-1) ?? fail(`${file} holds no trading day`)
  for (const year of new Set(observed.map(yearOf))) {
    const sessions = observed.filter((date) => yearOf(date) === year)
    if (year < yearOf(last)) closures.set(year, closuresFromSessions(year, sessions))
    else requireAgreement(year, sessions, last)
  }
}

function requireAgreement(year: number, observed: readonly TradeDate[], last: TradeDate): void {
  const known = closures.get(year) ?? fail(`${year} is not over: give its closures with --published as well`)
  const expected = sessionsFromClosures(year, known).filter((date) => date <= last)
  const wrong =
    expected.find((date) => !observed.includes(date)) ?? observed.find((date) => !expected.includes(date))
  if (wrong !== undefined)
    fail(`${formatTradeDate(wrong)}: the published closures and the observed days disagree`)
}

function rendered(): string {
  const rows = [...closures].sort(([a], [b]) => a - b).map(([year, days]) => `  [${year}, '${days}'],`)
  return `/**
 * Weekdays on which the exchanges of Shanghai, Shenzhen and Beijing were closed, by year, as MMDD or
 * MMDD-MMDD. Sessions are the weekdays that remain: no weekend has ever been a session, whatever the
 * official make-up workdays say.
 *
 * Written by tools/trading-days.ts. 2005 to 2025: days observed in full-market daily bars, whose counts per
 * year equal the official ones (242 to 246, 241 in 2006, 238 in 2013). Later years: closures as the
 * exchanges published them; those of 2026 agree with the days observed until 2026-08-21.
 */
export const WEEKDAY_CLOSURES: readonly (readonly [year: number, closures: string])[] = [
${rows.join('\n')}
]
`
}

function fail(message: string): never {
  throw new Error(message)
}
