import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { money, price, UNKNOWN } from '../format/numbers.ts'
import { clock } from '../format/session-minute.ts'
import { boardLabel, boardState } from '../parts/board-label.ts'
import { eventMark, eventText } from '../parts/event-text.ts'
import { usePage } from '../parts/page-context.ts'
import { SealStrip } from '../parts/seal-strip.tsx'
import { Signed } from '../parts/signed.tsx'
import { useStockDay } from '../parts/use-stock-day.ts'
import type { BoardRow, StockDay } from '../state/api.ts'
import { currentRow, type Day } from '../state/day.ts'
import { sealSpans } from '../state/seal-spans.ts'
import { StockChart } from './stock-chart.tsx'

/** One stock's day above the page: its minutes between the limits, when it was sealed, what happened. */
export function StockDialog({ symbol, day }: { symbol: string; day: Day }): JSX.Element {
  const { t, controller } = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const until = currentRow(day)?.minute ?? 240
  const answer = useStockDay(day.dataset, day.date, symbol, until)
  const events = useMemo(() => day.events.filter((event) => event.symbol === symbol), [day.events, symbol])
  const row = day.boards.get(symbol) ?? answer?.summary ?? null

  useEffect(() => dialog.current?.showModal(), [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      class="stock"
      aria-label={t('stockDay')}
      data-symbol={symbol}
      onClose={() => controller.openStock(null)}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="dialog-body">
        <header class="bar">
          <h2>
            {row?.name ?? answer?.name ?? symbol} <span class="dim">{symbol}</span>
          </h2>
          {row !== null && <Facts row={row} />}
          <span class="spring" />
          <button type="button" onClick={() => dialog.current?.close()}>
            ✕ {t('close2')}
          </button>
        </header>
        <Tags answer={answer} row={row} />
        {answer !== null && <StockChart answer={answer} row={row} until={until} />}
        <div class="under-chart">
          <SealStrip spans={sealSpans(events)} until={until} />
        </div>
        <EventList events={events} />
      </div>
    </dialog>
  )
}

function Facts({ row }: { row: BoardRow }): JSX.Element {
  const { t, language } = usePage()
  const { mark, key } = boardState(row)
  return (
    <>
      <b class="clock">{price(row.last)}</b>
      <Signed value={row.closeReturn} />
      <span class="chip">
        {mark} {t(key)}
      </span>
      {row.up !== 'none' && <span class="chip">{boardLabel(row, t)}</span>}
      <span class="dim">
        {t('sealTime')} {clock(row.firstSealTime)} · {t('openings')} {row.breakCount ?? UNKNOWN} ·{' '}
        {t('sealMoney')} {money(row.sealAmount, language)} · {t('maxSealMoney')}{' '}
        {money(row.maxSealAmount, language)}
      </span>
    </>
  )
}

function Tags({ answer, row }: { answer: StockDay | null; row: BoardRow | null }): JSX.Element | null {
  const industry = row?.industry ?? answer?.industry ?? null
  const concepts = row?.concepts ?? answer?.concepts ?? []
  if (industry === null && concepts.length === 0) return null
  return (
    <p class="tags">
      {[...(industry === null ? [] : [industry]), ...concepts].map((name) => (
        <span key={name} class="chip">
          {name}
        </span>
      ))}
    </p>
  )
}

function EventList({ events }: { events: Day['events'] }): JSX.Element {
  const { t, language } = usePage()
  return (
    <ol class="event-list">
      {events.map((event) => (
        <li key={event.sequence}>
          <time>{clock(event.time)}</time> <span aria-hidden="true">{eventMark(event.kind)}</span>{' '}
          {eventText(event.kind, t)} {price(event.last)}{' '}
          {event.sealAmount > 0 && <span class="dim">{money(event.sealAmount, language)}</span>}
        </li>
      ))}
    </ol>
  )
}
