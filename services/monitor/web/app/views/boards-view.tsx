import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { money, UNKNOWN } from '../format/numbers.ts'
import { clock } from '../format/session-minute.ts'
import { boardLabel } from '../parts/board-label.ts'
import { Choice } from '../parts/choice.tsx'
import { eventText } from '../parts/event-text.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { SealStrip } from '../parts/seal-strip.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { BoardRow, LimitEvent } from '../state/api.ts'
import { sealMoney } from '../state/board-figures.ts'
import { currentRow, type Day } from '../state/day.ts'
import { tierOf } from '../state/ladder.ts'
import { eventsBySymbol, sealSpans } from '../state/seal-spans.ts'
import { EventsPanel } from './events-panel.tsx'

type Side = 'up' | 'down'
type Order = 'label' | 'sealTime' | 'openings'

/** When each board was sealed and when it stood open, and everything that happened in order. */
export function BoardsView({ day }: { day: Day }): JSX.Element {
  return (
    <>
      <TimelinePanel day={day} />
      <EventsPanel events={day.events} boards={day.boards} />
    </>
  )
}

function TimelinePanel({ day }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const [side, setSide] = useState<Side>('up')
  const [order, setOrder] = useState<Order>('label')
  const bySymbol = useMemo(() => eventsBySymbol(day.events), [day.events])
  const until = currentRow(day)?.minute ?? 240
  const rows = useMemo(
    () =>
      [...day.boards.values()]
        .filter((row) => row[side] !== 'none' && row.exclusion === null)
        .sort((a, b) => compare(a, b, order)),
    [day.boards, side, order],
  )
  const sides = [
    { value: 'up' as const, label: t('limitUps') },
    { value: 'down' as const, label: t('limitDowns') },
  ]
  const orders = [
    { value: 'label' as const, label: t('height') },
    { value: 'sealTime' as const, label: t('sealTime') },
    { value: 'openings' as const, label: t('openings') },
  ]
  const table = () => ({
    columns: [t('code'), t('name'), t('label'), t('sealTime'), t('openings'), t('timelineShort')],
    rows: rows.map((row) => [
      row.symbol,
      row.name,
      boardLabel(row, t),
      row.firstSealTime === null ? null : clock(row.firstSealTime),
      row.breakCount,
      (bySymbol.get(row.symbol) ?? [])
        .map(({ kind, time }) => `${clock(time)} ${eventText(kind, t)}`)
        .join('; '),
    ]),
  })
  return (
    <Panel
      title={t('timeline')}
      class="two-thirds"
      note={<Key />}
      actions={
        <>
          <Choice label={t('kind')} options={sides} value={side} onChange={setSide} />
          <Choice label={t('sort', { name: '' })} options={orders} value={order} onChange={setOrder} />
        </>
      }
      table={table}
      flush
    >
      <div class="timeline">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col" class="wide-cell">
                <span class="hours">
                  {['09:30', '10:30', '11:30', '14:00', '15:00'].map((hour) => (
                    <span key={hour}>{hour}</span>
                  ))}
                </span>
              </th>
              <th scope="col" class="number">
                {t('sealTime')}
              </th>
              <th scope="col" class="number">
                {t('openings')}
              </th>
              <th scope="col" class="number">
                {t('sealMoney')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <TimelineRow key={row.symbol} row={row} events={bySymbol.get(row.symbol) ?? []} until={until} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}

function Key(): JSX.Element {
  const { t } = usePage()
  return (
    <span class="strip-key">
      <span class="swatch sealed" /> {t('stateSealed')} <span class="swatch opened" /> {t('stateBroken')}
    </span>
  )
}

interface TimelineRowProps {
  readonly row: BoardRow
  readonly events: readonly LimitEvent[]
  readonly until: number
}

function TimelineRow({ row, events, until }: TimelineRowProps): JSX.Element {
  const { t, language } = usePage()
  const spans = useMemo(() => sealSpans(events), [events])
  return (
    <tr data-symbol={row.symbol}>
      <th scope="row">
        <StockLink row={row} /> <span class="dim">{boardLabel(row, t)}</span>
      </th>
      <td class="wide-cell">
        <SealStrip spans={spans} until={until} />
      </td>
      <td class="number">{row.firstSealTime === null ? UNKNOWN : clock(row.firstSealTime)}</td>
      <td class="number">{row.breakCount ?? UNKNOWN}</td>
      <td class="number">{money(sealMoney(row), language)}</td>
    </tr>
  )
}

const sealTime = ({ firstSealTime }: BoardRow): number => firstSealTime ?? Number.MAX_SAFE_INTEGER

function compare(a: BoardRow, b: BoardRow, order: Order): number {
  const time = sealTime(a) - sealTime(b) || (a.symbol < b.symbol ? -1 : 1)
  if (order === 'sealTime') return time
  if (order === 'openings') return (b.breakCount ?? 0) - (a.breakCount ?? 0) || time
  return tierOf(b) - tierOf(a) || time
}
