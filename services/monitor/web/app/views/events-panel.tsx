import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { money, price } from '../format/numbers.ts'
import { clock } from '../format/session-minute.ts'
import { eventMark, eventText } from '../parts/event-text.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { BoardRow, LimitEvent } from '../state/api.ts'

/** As many as a reader looks at; the download has all. */
const SHOWN = 300

interface EventsPanelProps {
  readonly events: readonly LimitEvent[]
  /** Where an event came without its name, the board may know it. */
  readonly boards: ReadonlyMap<string, BoardRow>
}

/** Touched, sealed, opened, sealed again: newest first. */
export function EventsPanel({ events, boards }: EventsPanelProps): JSX.Element {
  const { t, language } = usePage()
  const nameOf = ({ symbol, name }: LimitEvent): string | null => name ?? boards.get(symbol)?.name ?? null
  const newest = useMemo(() => events.slice(-SHOWN).reverse(), [events])
  const table = () => ({
    columns: [
      t('time'),
      t('code'),
      t('name'),
      t('event'),
      t('price'),
      t('height'),
      t('openings'),
      t('sealMoney'),
    ],
    rows: events.map((one) => [
      clock(one.time),
      one.symbol,
      nameOf(one),
      eventText(one.kind, t),
      one.last,
      one.height,
      one.breakCount,
      one.sealAmount,
    ]),
  })
  return (
    <Panel title={t('events')} class="third" note={`${events.length}`} table={table} onlyCsv flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll taller" tabIndex={0} aria-label={t('events')}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t('time')}</th>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('event')}</th>
              <th scope="col" class="number">
                {t('price')}
              </th>
              <th scope="col" class="number">
                {t('sealMoney')}
              </th>
            </tr>
          </thead>
          <tbody>
            {newest.map((one) => (
              <tr key={`${one.symbol}${one.sequence}`}>
                <td>{clock(one.time)}</td>
                <td>
                  <StockLink row={{ symbol: one.symbol, name: nameOf(one) }} />
                </td>
                <td>
                  <span aria-hidden="true">{eventMark(one.kind)}</span> {eventText(one.kind, t)}
                </td>
                <td class="number">{price(one.last)}</td>
                <td class="number">{one.sealAmount > 0 ? money(one.sealAmount, language) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {events.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}
