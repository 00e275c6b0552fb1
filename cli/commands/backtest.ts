import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { type AccountRows, accountRows, hinderedOrders, withoutRows } from '../backtest/account-rows.ts'
import { replay } from '../backtest/replay.ts'
import { type Strategy, strategyList, strategyNamed } from '../backtest/strategies.ts'
import { type Range, yearFigures, yearTable } from '../backtest/year-table.ts'

export interface BacktestOptions extends Range {
  readonly list?: boolean
  readonly dataset?: string
  /** File of the chart; .svg or .png. */
  readonly chart?: string
}

/**
 * `pulse backtest`: a strategy's account by year. With files it is a replay: they go through the log, the processors and
 * the warehouse into a data set of their own; without, it is what stands in the warehouse.
 */
export async function backtest(
  name: string | undefined,
  paths: readonly string[],
  options: BacktestOptions,
): Promise<void> {
  if (options.list === true) {
    process.stdout.write(`${strategyList()}\n`)
    return
  }
  if (name === undefined)
    throw new ConfigError('missing', 'Which strategy? "pulse backtest --list" names them and what they need.')
  const strategy = strategyNamed(name)
  refuseChart(options)
  const dataset = options.dataset ?? (paths.length === 0 ? 'main' : `replay-${strategy.name}`)
  const work = (client: ClickHouseClient): Promise<void> => show(client, dataset, strategy, options)
  if (paths.length > 0) return replay(dataset, paths, ({ warehouse }) => work(warehouse.client))
  const { home, clickhouseUrl } = readConfig(process.env)
  const warehouse = await openWarehouse({
    home,
    ...(clickhouseUrl === undefined ? {} : { url: clickhouseUrl }),
  })
  try {
    await work(warehouse.client)
  } finally {
    await warehouse.close()
  }
}

const CHARTS = ['.svg', '.png']

function refuseChart({ chart, from, to }: BacktestOptions): void {
  if (chart !== undefined && !CHARTS.includes(extname(chart)))
    throw new ConfigError('invalid', `--chart takes a file that ends in .svg or .png, not "${chart}".`)
  if (from !== undefined && to !== undefined && from > to)
    throw new ConfigError(
      'invalid',
      `--from ${formatTradeDate(from)} lies behind --to ${formatTradeDate(to)}.`,
    )
}

async function show(
  client: ClickHouseClient,
  dataset: string,
  strategy: Strategy,
  options: BacktestOptions,
): Promise<void> {
  const rows = await accountRows(client, dataset, strategy.name)
  const missing = await withoutRows(client, dataset, strategy)
  const years = yearFigures(rows, options)
  const { figures } = years.at(-1) ?? {}
  if (figures === undefined) throw nothing(dataset, strategy, missing, rows)
  const range = `${formatTradeDate(figures.from)} to ${formatTradeDate(figures.to)}`
  process.stdout.write(`${strategy.name}, ${dataset}, ${range}\n\n${yearTable(years)}\n\n${LEGEND}\n`)
  const hindered = (await hinderedOrders(client, dataset, strategy.name, figures)).map(
    ([reason, orders]) => `${reason} ${orders}`,
  )
  if (hindered.length > 0)
    process.stdout.write(`Orders hindered, counted by session and symbol: ${hindered.join(', ')}.\n`)
  if (missing.length > 0) process.stdout.write(`Without any row in ${dataset}: ${missing.join(', ')}.\n`)
  if (options.chart !== undefined)
    await draw(client, dataset, strategy, rows, { ...figures, file: options.chart })
}

async function draw(
  client: ClickHouseClient,
  dataset: string,
  { name }: Strategy,
  { days }: AccountRows,
  { from, to, file }: Required<Range> & { readonly file: string },
): Promise<void> {
  const { navChart, pngOf } = await import('../backtest/nav-chart.ts')
  const shown = days.filter(({ tradeDate }) => tradeDate >= from && tradeDate <= to)
  const svg = navChart(shown, {
    title: name,
    subtitle: `${formatTradeDate(from)} to ${formatTradeDate(to)}, data set ${dataset}, costs paid`,
    strategy: name,
    benchmark: (await benchmarkOf(client, dataset, name)) ?? 'benchmark',
  })
  await writeFile(file, extname(file) === '.svg' ? svg : await pngOf(svg))
  process.stdout.write(`Chart: ${file}\n`)
}

async function benchmarkOf(
  client: ClickHouseClient,
  dataset: string,
  strategy: string,
): Promise<string | undefined> {
  const result = await client.query({
    query: `
      SELECT benchmark FROM strategy_targets_all
      WHERE dataset = {dataset: String} AND strategy = {strategy: String} AND benchmark IS NOT NULL
      GROUP BY benchmark ORDER BY min(trade_date)`,
    query_params: { dataset, strategy },
    format: 'JSONEachRow',
  })
  const benchmarks = (await result.json<{ readonly benchmark: string }>()).map(({ benchmark }) => benchmark)
  return benchmarks.length === 0 ? undefined : benchmarks.join(', then ')
}

/** Why there is nothing to show, as far as it can be told. */
function nothing(
  dataset: string,
  { name, series, observations }: Strategy,
  missing: readonly string[],
  { days }: AccountRows,
): ConfigError {
  if (days.length > 0)
    return new ConfigError(
      'missing',
      `${name} has sessions from ${formatTradeDate(days[0]!.tradeDate)} to ${formatTradeDate(days.at(-1)!.tradeDate)} in ${dataset}, none of them between --from and --to.`,
    )
  const needs = series.length + observations.length
  if (missing.length === needs)
    return new ConfigError(
      'missing',
      `Data set ${dataset} has none of the ${needs} series that ${name} needs. Name files with them ` +
        `("pulse backtest ${name} FOLDER"), or take them in with "pulse ingest FOLDER". "pulse backtest --list" names them.`,
    )
  return new ConfigError(
    'missing',
    `${name} has decided nothing in ${dataset}: ${
      missing.length === 0
        ? 'its windows need more history'
        : `there are no rows of ${missing.join(', ')}, or its windows need more history`
    } (docs/signals).`,
  )
}

const LEGEND = [
  'return of the period · a year: annualised with 252 sessions · Sharpe without a riskless rate · excess: return - benchmark',
  'win rate: sessions above the benchmark · turnover: bought and sold / value, summed (docs/signals/portfolios.md)',
].join('\n')
