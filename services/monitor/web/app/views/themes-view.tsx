import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Choice } from '../parts/choice.tsx'
import { usePage } from '../parts/page-context.ts'
import type { GroupRow } from '../state/api.ts'
import type { Day } from '../state/day.ts'
import { GroupMembersPanel } from './group-members-panel.tsx'
import { GroupsPanel } from './groups-panel.tsx'
import { HeatPanel } from './heat-panel.tsx'

const KINDS: readonly GroupRow['kind'][] = ['industry', 'concept', 'board']

/** Industries, concepts and boards as a heat map, and as a table with their limit-ups. */
export function ThemesView({ day }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const [kind, setKind] = useState<GroupRow['kind']>('industry')
  const [chosen, setChosen] = useState<string | null>(null)
  const groups = useMemo(
    () => [...day.groups.values()].filter((group) => group.kind === kind).sort(mostFirst),
    [day.groups, kind],
  )
  const group = groups.find(({ name }) => name === chosen)
  const kinds = KINDS.map((value) => ({
    value,
    label: { industry: t('byIndustry'), concept: t('byConcept'), board: t('byBoard') }[value],
  }))
  /** A day that has groups and no concept has no reference data for them. */
  const lacksConcepts = kind === 'concept' && groups.length === 0 && day.groups.size > 0
  return (
    <>
      <HeatPanel
        groups={groups}
        chosen={chosen}
        choice={<Choice label={t('kind')} options={kinds} value={kind} onChange={setKind} />}
        lacksConcepts={lacksConcepts}
        onSelect={setChosen}
      />
      <div class="five stack">
        {group !== undefined && <GroupMembersPanel boards={day.boards} group={group} />}
        <GroupsPanel groups={groups} chosen={chosen} onSelect={setChosen} />
      </div>
    </>
  )
}

function mostFirst(a: GroupRow, b: GroupRow): number {
  return b.limitUps - a.limitUps || (b.meanReturn ?? -1) - (a.meanReturn ?? -1) || (a.name < b.name ? -1 : 1)
}
