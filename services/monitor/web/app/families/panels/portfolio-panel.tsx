import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { LineChart } from '../../charts/line-chart.tsx'
import type { LineSeries } from '../../charts/line-series.ts'
import { datesAxis } from '../../charts/session-axis.ts'
import { percent, signedPercent, UNKNOWN } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import { Panel } from '../../parts/panel.tsx'
import { Signed } from '../../parts/signed.tsx'
import type { Portfolio, PortfolioStat, PortfolioWeight } from '../../state/api.ts'
import { api } from '../../stream/api-client.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { knownTime } from '../known-time.ts'
import { strategyName, wordName } from '../names.ts'
import { RowsTable } from '../rows-table.tsx'
import { AsOf } from '../signal-panel.tsx'
import { useSignalsPlace, useTexts } from '../signals-context.ts'
import { useAnswer } from '../use-answer.ts'

/** What brings an account. */
const COMMAND = 'pulse backtest <strategy> <folder of series> --dataset main'

/** Net value against the benchmark, figures by year, positions: one strategy at a time. */
export function PortfolioPanels(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { dataset, date, round } = useSignalsPlace()
  const [wanted, setWanted] = useState<string | null>(null)
  const list = useAnswer(JSON.stringify([dataset, round]), () => api.portfolios(dataset))
  const strategies = list.value?.strategies ?? []
  const summary = strategies.find(({ strategy }) => strategy === wanted) ?? strategies[0]
  const strategy = summary?.strategy
  const stamp =
    summary === undefined ? null : `${summary.sessions}/${summary.latest.availableAt}/${summary.latest.nav}`
  const { value: account, failure } = useAnswer(
    stamp === null ? null : JSON.stringify([dataset, date, strategy, stamp]),
    () => api.portfolio(dataset, strategy ?? '', date === null ? {} : { to: date }),
  )
  if (list.value !== null && strategies.length === 0) return <NoAccounts />
  const choice = strategy !== undefined && (
    <Choice
      label={text('strategy')}
      options={strategies.map(({ strategy: name }) => ({ value: name, label: strategyName(name, language) }))}
      value={strategy}
      onChange={setWanted}
    />
  )
  const of = account?.strategy === strategy ? account : null
  const reason = list.failure ?? failure
  return (
    <>
      <div class="line-of-choices">
        {choice}
        {of === null && (
          <span class="dim">{reason === null ? text('loading') : text('failed', { reason })}</span>
        )}
      </div>
      {of !== null && (
        <>
          <NavPanel account={of} />
          <WeightsPanel account={of} />
          <YearsPanel account={of} />
        </>
      )}
    </>
  )
}

function NoAccounts(): JSX.Element {
  const text = useTexts()
  return (
    <section class="panel" aria-label={text('sectionPortfolios')}>
      <div class="body">
        <div class="missing" data-missing="portfolios">
          <b>{text('noData')}</b>
          <p>{text('noDataFor', { needs: text('portfolioNeeds') })}</p>
          <p>
            {text('noDataCommand')} <code>{COMMAND}</code>
          </p>
        </div>
      </div>
    </section>
  )
}

function NavPanel({ account }: { account: Portfolio }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { days } = account
  const last = days.date.length - 1
  const x = useMemo(() => datesAxis(days.date), [days])
  const series = useMemo<readonly LineSeries[]>(
    () => [
      { label: text('nav'), values: days.nav, colour: 'accent', width: 2 },
      { label: text('benchmark'), values: days.benchmarkNav, colour: 'amber', dash: [6, 3] },
    ],
    [days, language],
  )
  const falls = useMemo<readonly LineSeries[]>(
    () => [{ label: text('drawdown'), values: days.drawdown, colour: 'fall', width: 1.2 }],
    [days, language],
  )
  const title = `${strategyName(account.strategy, language)}: ${text('nav')}`
  const three = decimal(3)
  return (
    <div class="signal-panel two-thirds" data-portfolio={account.strategy}>
      <Panel
        title={title}
        note={
          last < 0 ? undefined : (
            <AsOf row={{ date: days.date[last]!, availableAt: days.availableAt[last]! }} />
          )
        }
        table={() => ({
          columns: [
            text('date'),
            text('nav'),
            text('benchmark'),
            text('drawdown'),
            text('turnover'),
            text('cash'),
          ],
          rows: days.date.map((date, at) => [
            date,
            days.nav[at]!,
            days.benchmarkNav[at]!,
            days.drawdown[at]!,
            days.turnover[at]!,
            days.cash[at]!,
          ]),
        })}
      >
        <Headline
          items={[
            { name: 'nav', label: text('nav'), value: three(days.nav[last], language) },
            { name: 'benchmark', label: text('benchmark'), value: three(days.benchmarkNav[last], language) },
            { name: 'drawdown', label: text('drawdown'), value: percent(days.drawdown[last], 2) },
            { name: 'cash', label: text('cash'), value: percent(days.cash[last], 1) },
            { name: 'holdings', label: text('holdings'), value: days.holdings[last] ?? UNKNOWN },
          ]}
        />
        <LineChart
          name={title}
          x={x}
          series={series}
          format={(value) => value.toFixed(2)}
          height={240}
          placeLabel={(index) => days.date[index] ?? ''}
        />
        <LineChart
          name={text('drawdown')}
          x={x}
          series={falls}
          format={(value) => percent(value, 0)}
          height={110}
          placeLabel={(index) => days.date[index] ?? ''}
        />
      </Panel>
    </div>
  )
}

function WeightsPanel({ account }: { account: Portfolio }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { weights, target } = account
  return (
    <div class="signal-panel third" data-weights={account.strategy}>
      <Panel
        title={text('weights')}
        note={weights[0]?.date}
        onlyCsv
        flush
        table={() => ({
          columns: [text('date'), text('symbol'), text('weight'), text('target'), text('blocked')],
          rows: weights.map((row) => [row.date, row.symbol, row.weight, row.target, row.blocked]),
        })}
      >
        <RowsTable<PortfolioWeight>
          caption={text('weights')}
          rows={weights}
          keyOf={({ symbol }) => symbol}
          columns={[
            { label: text('symbol'), show: ({ symbol }) => symbol },
            { label: text('weight'), number: true, show: ({ weight }) => percent(weight, 1) },
            { label: text('target'), number: true, show: (row) => percent(row.target, 1) },
            {
              label: text('blocked'),
              show: ({ blocked }) => (blocked === null ? '' : wordName(blocked, language)),
            },
          ]}
        />
        {target !== null && (
          <p class="line dim">
            {text('decided', { time: knownTime(target.availableAt), reason: target.reason })}
          </p>
        )}
      </Panel>
    </div>
  )
}

function YearsPanel({ account }: { account: Portfolio }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const two = decimal(2)
  const { stats } = account
  return (
    <div class="signal-panel" data-years={account.strategy}>
      <Panel
        title={text('byYear')}
        onlyCsv
        flush
        table={() => ({
          columns: [
            text('period'),
            text('totalReturn'),
            text('benchmark'),
            text('excess'),
            text('annual'),
            text('volatility'),
            text('sharpe'),
            text('maxDrawdown'),
            text('calmar'),
            text('winRate'),
            text('turnover'),
          ],
          rows: stats.map((row) => [
            row.period,
            row.totalReturn,
            row.benchmarkReturn,
            row.excess,
            row.annualReturn,
            row.volatility,
            row.sharpe,
            row.maxDrawdown,
            row.calmar,
            row.winRate,
            row.turnover,
          ]),
        })}
      >
        <RowsTable<PortfolioStat>
          caption={text('byYear')}
          rows={stats}
          keyOf={({ period }) => period}
          tall
          columns={[
            { label: text('period'), show: ({ period }) => (period === 'all' ? text('allTime') : period) },
            {
              label: text('totalReturn'),
              number: true,
              show: (row) => <Signed value={row.totalReturn} digits={1} />,
            },
            {
              label: text('benchmark'),
              number: true,
              show: (row) => <Signed value={row.benchmarkReturn} digits={1} />,
            },
            { label: text('excess'), number: true, show: (row) => <Signed value={row.excess} digits={1} /> },
            { label: text('annual'), number: true, show: (row) => signedPercent(row.annualReturn, 1) },
            { label: text('volatility'), number: true, show: (row) => percent(row.volatility, 1) },
            { label: text('sharpe'), number: true, show: (row) => two(row.sharpe, language) },
            { label: text('maxDrawdown'), number: true, show: (row) => percent(row.maxDrawdown, 1) },
            { label: text('calmar'), number: true, show: (row) => two(row.calmar, language) },
            { label: text('winRate'), number: true, show: (row) => percent(row.winRate, 0) },
            {
              label: text('turnover'),
              number: true,
              show: (row) => `${decimal(1)(row.turnover, language)}×`,
            },
          ]}
        />
      </Panel>
    </div>
  )
}
