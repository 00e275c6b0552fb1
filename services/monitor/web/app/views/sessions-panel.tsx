import type { JSX } from 'preact'
import { integer, money, percent, UNKNOWN } from '../format/numbers.ts'
import { stageReasonName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import { useStageName } from '../parts/stage-name.ts'
import type { HistoryRow } from '../state/api.ts'

/** Every session that is known, newest first. */
export function SessionsPanel({ rows }: { rows: readonly HistoryRow[] }): JSX.Element {
  const { t, language, controller } = usePage()
  const name = useStageName()
  const columns = [
    t('height'),
    t('promotionRate'),
    t('limitUps'),
    t('broken'),
    t('sealRate'),
    t('limitDowns'),
    t('yesterdayPremium'),
    t('advancers'),
    t('decliners'),
    t('turnover'),
  ]
  const table = () => ({
    columns: [t('date'), t('stage'), t('promoted'), t('base'), ...columns],
    rows: rows.map((row) => [
      row.date,
      name(row.stage) ?? stageReasonName(row.stageReason, t),
      row.promoted,
      row.base,
      row.height,
      row.promotionRate,
      row.limitUps,
      row.broken,
      row.sealRate,
      row.limitDowns,
      row.limitUpPremium,
      row.advancers,
      row.decliners,
      row.amount,
    ]),
  })
  return (
    <Panel title={t('sessions')} note={`${rows.length}`} table={table} onlyCsv flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll tall" tabIndex={0} aria-label={t('sessions')}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t('date')}</th>
              <th scope="col">{t('stage')}</th>
              {columns.map((column) => (
                <th key={column} scope="col" class="number">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map((row) => (
              <tr key={row.date} data-date={row.date}>
                <td>
                  <button
                    type="button"
                    class="link"
                    onClick={() => controller.show({ date: row.date, view: 'session', replay: null })}
                  >
                    {row.date}
                  </button>
                </td>
                <td>{name(row.stage) ?? <Reason code={row.stageReason} />}</td>
                <td class="number">
                  {row.heightIsLowerBound ? '≥' : ''}
                  {row.height}
                </td>
                <td class="number">
                  {percent(row.promotionRate, 1)}{' '}
                  <span class="dim">{row.base === null ? '' : `${row.promoted}/${row.base}`}</span>
                </td>
                <td class="number">{integer(row.limitUps)}</td>
                <td class="number">{integer(row.broken)}</td>
                <td class="number">{percent(row.sealRate, 1)}</td>
                <td class="number">{integer(row.limitDowns)}</td>
                <td class="number">
                  <Signed value={row.limitUpPremium} />
                </td>
                <td class="number">{integer(row.advancers)}</td>
                <td class="number">{integer(row.decliners)}</td>
                <td class="number">{money(row.amount, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}

/** In a table the reason has one line; all of it is in the title. */
function Reason({ code }: { code: string | null }): JSX.Element {
  const { t } = usePage()
  const text = stageReasonName(code, t)
  return (
    <span class="dim cut" title={text ?? ''}>
      {text ?? UNKNOWN}
    </span>
  )
}
