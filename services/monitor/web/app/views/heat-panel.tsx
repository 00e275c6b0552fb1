import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { HeatMap, type HeatTile } from '../charts/heat-map.tsx'
import { money, signedPercent } from '../format/numbers.ts'
import { groupName } from '../parts/code-names.ts'
import { groupsTable } from '../parts/groups-table.ts'
import { NoConcepts } from '../parts/no-concepts.tsx'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { GroupRow } from '../state/api.ts'

/** The largest by turnover; what is smaller stands in the table beside it. */
const TILES = 150
const HEIGHT = 780

interface HeatPanelProps {
  readonly groups: readonly GroupRow[]
  readonly chosen: string | null
  readonly choice: JSX.Element
  readonly lacksConcepts: boolean
  readonly onSelect: (name: string) => void
}

/** Groups by turnover and change. */
export function HeatPanel({ groups, chosen, choice, lacksConcepts, onSelect }: HeatPanelProps): JSX.Element {
  const { t, language } = usePage()
  const tiles = useMemo(
    (): readonly HeatTile[] =>
      groups
        .map((group) => ({ group, size: Math.max(group.amount ?? group.traded, 1) }))
        .sort((a, b) => b.size - a.size)
        .slice(0, TILES)
        .map(({ group, size }) => ({
          id: group.name,
          name: groupName(group, t),
          size,
          change: group.meanReturn,
          limitUps: group.limitUps,
          text: `${groupName(group, t)} ${signedPercent(group.meanReturn)} · ${t('limitUps')} ${group.limitUps} · ${t('broken')} ${group.broken} · ${t('height')} ${group.height} · ▲${group.advancers} ▼${group.decliners} · ${money(group.amount, language)}`,
        })),
    [groups, t, language],
  )
  return (
    <Panel
      title={t('heatMap')}
      class="seven"
      note={t('heatSize')}
      actions={choice}
      table={() => groupsTable(groups, t)}
    >
      {lacksConcepts ? (
        <NoConcepts />
      ) : (
        <HeatMap name={t('heatMap')} tiles={tiles} height={HEIGHT} chosen={chosen} onSelect={onSelect} />
      )}
      {tiles.length === 0 && !lacksConcepts && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}
