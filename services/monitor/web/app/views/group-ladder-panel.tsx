import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { money } from '../format/numbers.ts'
import { Choice } from '../parts/choice.tsx'
import { NoConcepts } from '../parts/no-concepts.tsx'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { PromotedOf } from '../parts/promoted-of.tsx'
import { Signed } from '../parts/signed.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { BoardRow, GroupRow } from '../state/api.ts'
import { groupKey } from '../state/day.ts'
import { type GroupLadder, groupLadders } from '../state/ladder.ts'

interface GroupLadderPanelProps {
  readonly boards: ReadonlyMap<string, BoardRow>
  readonly groups: ReadonlyMap<string, GroupRow>
}

type Kind = 'industry' | 'concept'

/** A small ladder per industry or concept, most limit-ups first. */
export function GroupLadderPanel({ boards, groups }: GroupLadderPanelProps): JSX.Element {
  const { t } = usePage()
  const [kind, setKind] = useState<Kind>('industry')
  const ladders = useMemo(() => groupLadders(boards.values(), kind), [boards, kind])
  const lacksConcepts =
    kind === 'concept' && groups.size > 0 && ![...groups.values()].some((group) => group.kind === 'concept')
  const table = () => ({
    columns: [
      t('group'),
      t('limitUps'),
      t('broken'),
      t('height'),
      t('promoted'),
      t('base'),
      t('sealMoney'),
      t('tiers'),
    ],
    rows: ladders.map((ladder) => {
      const row = groups.get(groupKey({ kind, name: ladder.name }))
      return [
        ladder.name,
        ladder.limitUps,
        ladder.broken,
        ladder.height,
        row?.promoted ?? null,
        row?.base ?? null,
        ladder.sealAmount,
        ladder.tiers
          .map(({ tier, sealed }) => `${tier}: ${sealed.map(({ name, symbol }) => name ?? symbol).join(' ')}`)
          .join('; '),
      ]
    }),
  })
  const options = [
    { value: 'industry' as const, label: t('byIndustry') },
    { value: 'concept' as const, label: t('byConcept') },
  ]
  return (
    <Panel
      title={t('groupLadder')}
      class="half"
      actions={<Choice label={t('kind')} options={options} value={kind} onChange={setKind} />}
      table={table}
      flush
    >
      <ol class="group-ladders">
        {ladders.slice(0, 60).map((ladder) => (
          <Group key={ladder.name} ladder={ladder} row={groups.get(groupKey({ kind, name: ladder.name }))} />
        ))}
      </ol>
      {ladders.length === 0 &&
        (lacksConcepts ? <NoConcepts /> : <p class="nothing dim">{t('nothingHere')}</p>)}
    </Panel>
  )
}

function Group({ ladder, row }: { ladder: GroupLadder; row: GroupRow | undefined }): JSX.Element {
  const { t, language } = usePage()
  return (
    <li data-group={ladder.name}>
      <div class="group-head">
        <b>{ladder.name}</b>
        <span>
          {t('limitUps')} <b class="rise">{ladder.limitUps}</b>
        </span>
        {ladder.broken > 0 && (
          <span>
            {t('broken')} {ladder.broken}
          </span>
        )}
        <span>
          {t('height')} {ladder.height}
        </span>
        <span class="dim">
          {t('promotion')} <PromotedOf row={row} />
        </span>
        <span class="dim">{money(ladder.sealAmount, language)}</span>
        {row !== undefined && <Signed value={row.meanReturn} />}
      </div>
      {ladder.tiers.map(({ tier, sealed, broken }) => (
        <p key={tier} class="group-tier">
          <span class="dim">{tier === 1 ? t('firstBoard') : t('boardsLong', { n: tier })}</span>
          {sealed.map((one) => (
            <StockLink key={one.symbol} row={one} />
          ))}
          {broken.map((one) => (
            <StockLink key={one.symbol} row={one} />
          ))}
        </p>
      ))}
    </li>
  )
}
