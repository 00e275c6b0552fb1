import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { percent, UNKNOWN } from '../format/numbers.ts'
import type { MessageKey } from '../i18n/english.ts'
import { boardsTable } from '../parts/boards-table.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { StockCard } from '../parts/stock-card.tsx'
import type { BoardRow, TierRow } from '../state/api.ts'
import { type LadderSort, type LadderTier, ladderTiers, SORTS } from '../state/ladder.ts'

const SORT_TEXT: Readonly<Record<LadderSort, MessageKey>> = {
  sealTime: 'sealTime',
  sealMoney: 'sealMoney',
  openings: 'openings',
  premium: 'premium',
  code: 'code',
}

interface LadderPanelProps {
  readonly boards: ReadonlyMap<string, BoardRow>
  readonly tiers: readonly TierRow[]
  readonly class: string
}

/** The ladder: a row per tier with its promotion, and a card per stock. */
export function LadderPanel(props: LadderPanelProps): JSX.Element {
  const { boards, tiers } = props
  const { t } = usePage()
  const [sort, setSort] = useState<LadderSort>('sealTime')
  const [withExcluded, setWithExcluded] = useState(false)
  const ladder = useMemo(() => ladderTiers(boards.values(), sort, withExcluded), [boards, sort, withExcluded])
  const rows = withEmptyTiers(ladder, tiers)
  const actions = (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={withExcluded}
          onChange={({ currentTarget }) => setWithExcluded(currentTarget.checked)}
        />
        {t('showExcluded')}
      </label>
      <select
        aria-label={t('sort', { name: '' })}
        value={sort}
        onChange={({ currentTarget }) => setSort(currentTarget.value as LadderSort)}
      >
        {SORTS.map((one) => (
          <option key={one} value={one}>
            {t('sort', { name: t(SORT_TEXT[one]) })}
          </option>
        ))}
      </select>
    </>
  )
  return (
    <Panel
      title={t('tiers')}
      class={props.class}
      actions={actions}
      table={() =>
        boardsTable(
          ladder.flatMap(({ sealed, broken }) => [...sealed, ...broken]),
          t,
        )
      }
      flush
    >
      <ol class="ladder">
        {rows.map((tier) => (
          <Tier key={tier.tier} tier={tier} row={tiers.find((one) => one.tier === tier.tier)} />
        ))}
      </ol>
      {rows.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}

/** Tiers that have a cohort stand in the ladder even where nobody is on them. */
function withEmptyTiers(ladder: readonly LadderTier[], tiers: readonly TierRow[]): readonly LadderTier[] {
  const known = new Set(ladder.map(({ tier }) => tier))
  const empty = tiers
    .filter(({ tier, base }) => !known.has(tier) && (base ?? 0) > 0)
    .map(({ tier }) => ({ tier, sealed: [], broken: [] }))
  return [...ladder, ...empty].sort((a, b) => b.tier - a.tier)
}

function Tier({ tier, row }: { tier: LadderTier; row: TierRow | undefined }): JSX.Element {
  const { t } = usePage()
  const { sealed, broken } = tier
  const base = row?.base ?? 0
  const promoted = row?.promoted ?? null
  return (
    <li class="tier" data-tier={tier.tier}>
      <div class="rung">
        <b>{tier.tier === 1 ? t('firstBoard') : t('boardsLong', { n: tier.tier })}</b>
        <span class="count">
          {row?.boards ?? sealed.length}
          {broken.length > 0 && <span class="dim"> ◇{broken.length}</span>}
        </span>
        <span class="promotion" title={`${t('promoted')} / ${t('base')}`}>
          <span class="dim">{t('tierPromotion', { from: tier.tier, to: tier.tier + 1 })}</span>{' '}
          {base > 0 ? `${promoted ?? UNKNOWN}/${base}` : UNKNOWN}{' '}
          <b>{base > 0 && promoted !== null ? percent(promoted / base, 0) : ''}</b>
        </span>
      </div>
      <ul class="cards">
        {sealed.map((one) => (
          <StockCard key={one.symbol} row={one} />
        ))}
        {broken.map((one) => (
          <StockCard key={one.symbol} row={one} />
        ))}
      </ul>
    </li>
  )
}
