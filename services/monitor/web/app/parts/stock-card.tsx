import { Component, type JSX } from 'preact'
import { money } from '../format/numbers.ts'
import { clock } from '../format/session-minute.ts'
import type { BoardRow } from '../state/api.ts'
import { boardLabel, boardState } from './board-label.ts'
import { usePage } from './page-context.ts'
import { Signed } from './signed.tsx'

interface StockCardProps {
  readonly row: BoardRow
}

/** A stock of the ladder; opens its day. Drawn again only when its row is another one. */
export class StockCard extends Component<StockCardProps> {
  override shouldComponentUpdate({ row }: StockCardProps): boolean {
    return row !== this.props.row
  }

  override render({ row }: StockCardProps): JSX.Element {
    return <Card row={row} />
  }
}

function Card({ row }: StockCardProps): JSX.Element {
  const { t, controller, language } = usePage()
  const { mark, key } = boardState(row)
  const shape = row.shape === 'oneWord' ? t('shapeOneWord') : row.shape === 'tWord' ? t('shapeTWord') : null
  return (
    <li>
      <button
        type="button"
        class={`card ${row.up}`}
        data-symbol={row.symbol}
        title={[row.industry, ...row.concepts].filter((text) => text !== null).join(' · ')}
        onClick={() => controller.openStock(row.symbol)}
      >
        <span class="line">
          <span class="mark" title={t(key)}>
            <span aria-hidden="true">{mark}</span>
            <span class="hidden-text">{t(key)} </span>
          </span>
          <b class="name">{row.name ?? row.symbol}</b>
          <span class="label">{boardLabel(row, t)}</span>
        </span>
        <span class="line dim">
          <span>{row.symbol}</span>
          {shape !== null && <span class="shape">{shape}</span>}
          <span class="end">{row.up === 'sealed' ? '' : <Signed value={row.closeReturn} digits={1} />}</span>
        </span>
        <span class="line">
          <span>{row.firstSealTime === null ? '' : clock(row.firstSealTime)}</span>
          {(row.breakCount ?? 0) > 0 && (
            <span class="openings">
              {t('openings')} {row.breakCount}
            </span>
          )}
          <span class="end">
            {row.sealAmount !== null && row.sealAmount > 0 && money(row.sealAmount, language)}
          </span>
        </span>
      </button>
    </li>
  )
}
