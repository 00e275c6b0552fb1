import { nearest } from '../../core/text/nearest.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { MARKET_HOLDINGS, STYLE_PAIRS } from '../../services/signals/macro/macro-configuration.ts'
import { INDICATOR_SETS } from '../../services/signals/macro/macro-indicators.ts'
import { MAPPING_CONFIGURATION } from '../../services/signals/mapping/mapping-configuration.ts'
import {
  MARKET,
  MICROCAP_PAIRS,
  RISK,
  STRATEGY_PAIRS,
} from '../../services/signals/microcap/microcap-configuration.ts'

/** A strategy as a user is told of it. */
export interface Strategy {
  readonly name: string
  readonly summary: string
  /** Page of docs/signals. */
  readonly page: string
  /** Series whose bars it follows or holds, and series of observations. */
  readonly series: readonly string[]
  readonly observations: readonly string[]
}

const { tables, benchmarks, usBenchmark } = MAPPING_CONFIGURATION
const mappingSeries = [
  ...tables.flatMap(({ table }) =>
    table.pairs.flatMap(({ industry, counterpart }) => [industry, ...counterpart]),
  ),
  ...benchmarks.map(({ symbol }) => symbol),
  usBenchmark,
]
const microcapSeries = [
  ...MICROCAP_PAIRS.filter(({ subject }) =>
    STRATEGY_PAIRS.some((entry) => entry.subject === subject),
  ).flatMap(({ micro, mao }) => [micro, mao]),
  ...MARKET.map(({ symbol }) => symbol),
]
const macroObservations = INDICATOR_SETS.flatMap(({ indicators }) =>
  indicators.flatMap(({ rule }) => (rule.kind === 'gap' ? [rule.series, rule.minus] : [rule.series])),
)

const strategy = (
  name: string,
  page: string,
  summary: string,
  series: readonly string[],
  observations: readonly string[] = [],
): Strategy => ({ name, page, summary, series: unique(series), observations: unique(observations) })

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()

/** The strategies that write targets, with what they read. */
export const STRATEGIES: readonly Strategy[] = [
  strategy(
    'mapping-oversold',
    'mapping.md',
    'weekly: the three Chinese industries that lag their US counterparts most over two months',
    mappingSeries,
  ),
  strategy(
    'mapping-strong',
    'mapping.md',
    'weekly: the three Chinese industries whose US counterparts were strongest over a month',
    mappingSeries,
  ),
  strategy(
    'microcap-rotation',
    'microcap.md',
    'daily: the smallest companies or the largest, cash while risk is off',
    microcapSeries,
    [RISK.yieldSeries],
  ),
  strategy(
    'microcap-timing',
    'microcap.md',
    'daily: the smallest companies, cash while risk is off',
    microcapSeries,
    [RISK.yieldSeries],
  ),
  strategy(
    'macro-timing',
    'macro.md',
    'monthly: a share of the market by growth and liquidity',
    MARKET_HOLDINGS.map(({ symbol }) => symbol),
    macroObservations,
  ),
  strategy(
    'style-rotation',
    'macro.md',
    'daily: the stronger style of each pair',
    STYLE_PAIRS.flatMap(({ first, second }) => [first, second]),
  ),
]

/** @throws ConfigError that names the nearest strategy and all there are */
export function strategyNamed(text: string): Strategy {
  const names = STRATEGIES.map(({ name }) => name)
  const found = STRATEGIES.find(({ name }) => name === text)
  if (found !== undefined) return found
  const guess = nearest(text, names)
  const meant = guess === undefined ? '' : ` Did you mean ${guess}?`
  throw new ConfigError(
    'invalid',
    `There is no strategy "${text}".${meant} There are ${names.join(', ')}; "pulse backtest --list" says what they need.`,
  )
}

/** What each strategy does and needs, for people. */
export function strategyList(): string {
  return STRATEGIES.map(({ name, summary, page, series, observations }) =>
    [
      `${name}   docs/signals/${page}`,
      `  ${summary}`,
      ...wrapped('  needs ', [...series, ...observations]),
    ].join('\n'),
  ).join('\n\n')
}

const WIDTH = 108

/** Words behind a heading, on as many lines as they take. */
function wrapped(heading: string, words: readonly string[]): string[] {
  const lines: string[] = []
  let line = heading
  for (const word of words) {
    if (line.length + word.length >= WIDTH) {
      lines.push(line.trimEnd())
      line = ' '.repeat(heading.length)
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}
