import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { percent, UNKNOWN } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import type { BoardRow } from '../state/api.ts'
import { type Feedback, feedbackByHeight, feedbackOfBroken } from '../state/feedback.ts'

interface FeedbackPanelProps {
  readonly boards: ReadonlyMap<string, BoardRow>
  readonly closed: boolean
}

/** What became of yesterday's limit-ups, by exact height, and of yesterday's broken boards. */
export function FeedbackPanel({ boards, closed }: FeedbackPanelProps): JSX.Element {
  const { t } = usePage()
  const rows = useMemo(() => feedbackByHeight(boards.values()), [boards])
  const broken = useMemo(() => feedbackOfBroken(boards.values()), [boards])
  const label = ({ height }: Feedback): string =>
    height === null ? t('sum') : height === 1 ? t('firstBoard') : t('nBoards', { n: height })
  const all = [...rows.map((row) => ({ ...row, label: label(row) }))]
  if (broken !== null) all.push({ ...broken, label: t('brokenYesterday') })
  const columns = [
    t('feedbackHeight'),
    t('stocks'),
    t('promoted'),
    t('auctionOpen'),
    t('now'),
    t('close'),
    t('inTheRed'),
  ]
  const table = () => ({
    columns,
    rows: all.map(({ label, count, sealed, open, now, redShare }) => [
      label,
      count,
      sealed,
      open,
      now,
      closed ? now : null,
      redShare,
    ]),
  })
  return (
    <Panel title={t('feedback')} table={table} onlyCsv flush>
      <div class="scroll-x">
        <table class="data feedback">
          <thead>
            <tr>
              {columns.map((name, index) => (
                <th key={name} scope="col" class={index === 0 ? '' : 'number'}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.map((row, index) => (
              <tr key={row.label} class={index === 0 ? 'sum' : ''} data-height={row.label}>
                <th scope="row">{row.label}</th>
                <td class="number">{row.count}</td>
                <td class="number">
                  {row.sealed} <span class="dim">{percent(row.sealed / row.count, 0)}</span>
                </td>
                <td class="number">
                  <Signed value={row.open} />
                </td>
                <td class="number">
                  <Signed value={row.now} />
                </td>
                <td class="number" data-when="close">
                  {closed ? <Signed value={row.now} /> : UNKNOWN}
                </td>
                <td class="number">
                  <progress max={1} value={row.redShare ?? 0} aria-hidden="true" /> {percent(row.redShare, 0)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}
