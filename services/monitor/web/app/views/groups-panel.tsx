import type { JSX } from 'preact'
import { integer, money } from '../format/numbers.ts'
import { groupName } from '../parts/code-names.ts'
import { groupsTable } from '../parts/groups-table.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { PromotedOf } from '../parts/promoted-of.tsx'
import { Signed } from '../parts/signed.tsx'
import type { GroupRow } from '../state/api.ts'

interface GroupsPanelProps {
  readonly groups: readonly GroupRow[]
  readonly chosen: string | null
  readonly onSelect: (name: string) => void
}

/** Every group of a kind in a table; a name opens its stocks. */
export function GroupsPanel({ groups, chosen, onSelect }: GroupsPanelProps): JSX.Element {
  const { t, language } = usePage()
  const columns = [
    t('limitUps'),
    t('broken'),
    t('height'),
    t('promotion'),
    '▲ / ▼',
    t('meanReturn'),
    t('turnover'),
  ]
  return (
    <Panel title={t('group')} note={`${groups.length}`} table={() => groupsTable(groups, t)} onlyCsv flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll taller" tabIndex={0} aria-label={t('group')}>
        <table class="data tight">
          <thead>
            <tr>
              <th scope="col">{t('group')}</th>
              {columns.map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.name} class={group.name === chosen ? 'chosen' : ''} data-group={group.name}>
                <td>
                  <button type="button" class="link" onClick={() => onSelect(group.name)}>
                    {groupName(group, t)}
                  </button>
                </td>
                <td class="number">{group.limitUps}</td>
                <td class="number">{group.broken}</td>
                <td class="number">{group.height}</td>
                <td class="number">
                  <PromotedOf row={group} />
                </td>
                <td class="number">
                  {integer(group.advancers)} / {integer(group.decliners)}
                </td>
                <td class="number">
                  <Signed value={group.meanReturn} />
                </td>
                <td class="number">{money(group.amount, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {groups.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}
