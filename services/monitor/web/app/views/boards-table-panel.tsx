import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { money, price, UNKNOWN } from '../format/numbers.ts'
import { clock } from '../format/session-minute.ts'
import type { MessageKey } from '../i18n/english.ts'
import { boardLabel, boardState } from '../parts/board-label.ts'
import { boardsTable } from '../parts/boards-table.ts'
import { Choice } from '../parts/choice.tsx'
import { exclusionName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { BoardRow } from '../state/api.ts'
import { openings, sealMoney, shownTier } from '../state/board-figures.ts'

type Shown = 'all' | 'sealed' | 'broken' | 'down'

interface Column {
  readonly key: MessageKey
  readonly value: (row: BoardRow) => number | string | null
  readonly number?: boolean
}

const COLUMNS: readonly Column[] = [
  { key: 'name', value: ({ name, symbol }) => name ?? symbol },
  { key: 'code', value: ({ symbol }) => symbol },
  { key: 'state', value: (row) => boardState(row).key },
  { key: 'label', value: shownTier, number: true },
  { key: 'sealTime', value: ({ firstSealTime }) => firstSealTime, number: true },
  { key: 'lastSealTime', value: ({ lastSealTime }) => lastSealTime, number: true },
  { key: 'openings', value: openings, number: true },
  { key: 'sealMoney', value: sealMoney, number: true },
  { key: 'openPremium', value: ({ openReturn }) => openReturn, number: true },
  { key: 'premium', value: ({ closeReturn }) => closeReturn, number: true },
  { key: 'price', value: ({ last }) => last, number: true },
  { key: 'amount', value: ({ amount }) => amount, number: true },
  { key: 'industry', value: ({ industry }) => industry },
]

/** Every symbol at or after a limit, to sort and to filter. */
export function BoardsTablePanel({ boards }: { boards: ReadonlyMap<string, BoardRow> }): JSX.Element {
  const { t } = usePage()
  const [shown, setShown] = useState<Shown>('all')
  const [text, setText] = useState('')
  const [order, setOrder] = useState<{ key: MessageKey; down: boolean }>({ key: 'label', down: true })
  const rows = useMemo(
    () =>
      sorted(
        [...boards.values()].filter((row) => isShown(row, shown) && contains(row, text)),
        order,
      ),
    [boards, shown, text, order],
  )
  const options = [
    { value: 'all' as const, label: t('showAll') },
    { value: 'sealed' as const, label: t('showSealed') },
    { value: 'broken' as const, label: t('showBroken') },
    { value: 'down' as const, label: t('showDown') },
  ]
  return (
    <Panel
      title={t('allBoards')}
      note={`${rows.length}`}
      actions={
        <>
          <input
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Choice label={t('state')} options={options} value={shown} onChange={setShown} />
        </>
      }
      table={() => boardsTable(rows, t)}
      onlyCsv
      flush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll tall" tabIndex={0} aria-label={t('allBoards')}>
        <table class="data">
          <thead>
            <tr>
              {COLUMNS.map(({ key, number }) => (
                <th
                  key={key}
                  scope="col"
                  class={number === true ? 'number' : ''}
                  aria-sort={order.key !== key ? 'none' : order.down ? 'descending' : 'ascending'}
                >
                  <button
                    type="button"
                    title={t('sort', { name: t(key) })}
                    onClick={() => setOrder({ key, down: order.key === key ? !order.down : number === true })}
                  >
                    {t(key)}
                    {order.key === key && (order.down ? ' ↓' : ' ↑')}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.symbol} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}

function Row({ row }: { row: BoardRow }): JSX.Element {
  const { t, language } = usePage()
  const { mark, key } = boardState(row)
  return (
    <tr data-symbol={row.symbol}>
      <td>
        <StockLink row={{ symbol: row.symbol, name: row.name }} />
        {row.exclusion !== null && <span class="chip">{exclusionName(row.exclusion, t)}</span>}
      </td>
      <td class="dim">{row.symbol}</td>
      <td>
        <span aria-hidden="true">{mark}</span> {t(key)}
      </td>
      <td class="number">{row.up === 'none' ? UNKNOWN : boardLabel(row, t)}</td>
      <td class="number">{clock(row.firstSealTime)}</td>
      <td class="number">{clock(row.lastSealTime)}</td>
      <td class="number">{openings(row) ?? UNKNOWN}</td>
      <td class="number">{money(sealMoney(row), language)}</td>
      <td class="number">
        <Signed value={row.openReturn} />
      </td>
      <td class="number">
        <Signed value={row.closeReturn} />
      </td>
      <td class="number">{price(row.last)}</td>
      <td class="number">{money(row.amount, language)}</td>
      <td>{row.industry ?? UNKNOWN}</td>
    </tr>
  )
}

function isShown(row: BoardRow, shown: Shown): boolean {
  if (shown === 'down') return row.down !== 'none'
  return shown === 'all' || row.up === shown
}

function contains(row: BoardRow, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return (
    wanted === '' ||
    [row.symbol, row.name, row.industry, ...row.concepts].some(
      (field) => field?.toLowerCase().includes(wanted) === true,
    )
  )
}

/** Unknown stands last whichever way it is sorted. */
function sorted(rows: BoardRow[], { key, down }: { key: MessageKey; down: boolean }): BoardRow[] {
  const value = COLUMNS.find((column) => column.key === key)?.value ?? shownTier
  return rows.sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === null || y === null) return x === y ? bySymbol(a, b) : x === null ? 1 : -1
    const order = x < y ? -1 : x > y ? 1 : bySymbol(a, b)
    return down ? -order : order
  })
}

const bySymbol = (a: BoardRow, b: BoardRow): number => (a.symbol < b.symbol ? -1 : 1)
