import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { EChart, tooltip } from '../charts/echart.tsx'
import { heatColour } from '../charts/heat-colour.ts'
import { integer, money, percent, signedPercent, UNKNOWN } from '../format/numbers.ts'
import { Choice } from '../parts/choice.tsx'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import { StockLink } from '../parts/stock-link.tsx'
import type { GroupRow } from '../state/api.ts'
import type { Day } from '../state/day.ts'

type Kind = GroupRow['kind']
const KINDS: readonly Kind[] = ['industry', 'concept', 'board']
/** As many tiles as can be read. */
const TILES = 120

/** Industries, concepts and boards as a heat map, and as a table with their limit-ups. */
export function ThemesView({ day }: { day: Day }): JSX.Element {
  const { t } = usePage()
  const [kind, setKind] = useState<Kind>('industry')
  const [chosen, setChosen] = useState<string | null>(null)
  const groups = useMemo(
    () => [...day.groups.values()].filter((group) => group.kind === kind).sort(mostFirst),
    [day.groups, kind],
  )
  const kinds = KINDS.map((value) => ({
    value,
    label: { industry: t('byIndustry'), concept: t('byConcept'), board: t('byBoard') }[value],
  }))
  return (
    <>
      <HeatPanel
        groups={groups}
        choice={<Choice label={t('kind')} options={kinds} value={kind} onChange={setKind} />}
        onSelect={setChosen}
      />
      <GroupsPanel groups={groups} chosen={chosen} onSelect={setChosen} />
      {chosen !== null && <MembersPanel day={day} kind={kind} name={chosen} />}
    </>
  )
}

interface HeatPanelProps {
  readonly groups: readonly GroupRow[]
  readonly choice: JSX.Element
  readonly onSelect: (name: string) => void
}

function HeatPanel({ groups, choice, onSelect }: HeatPanelProps): JSX.Element {
  const { t, palette, language } = usePage()
  const option = useMemo(() => {
    const tiles = [...groups].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0)).slice(0, TILES)
    return {
      tooltip: {
        ...tooltip(palette),
        formatter: ({ name }: { name: string }) => {
          const group = tiles.find((one) => one.name === name)
          if (group === undefined) return name
          return `${name} ${signedPercent(group.meanReturn)}\n${t('limitUps')} ${group.limitUps} · ${t('broken')} ${group.broken} · ${t('height')} ${group.height}\n▲${group.advancers} ▼${group.decliners} · ${money(group.amount, language)}`
        },
      },
      series: [
        {
          type: 'treemap',
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          left: 0,
          right: 0,
          top: 0,
          bottom: 0,
          itemStyle: { borderColor: palette.panel, borderWidth: 1, gapWidth: 1 },
          data: tiles.map((group) => ({
            name: group.name,
            value: Math.max(group.amount ?? group.traded, 1),
            itemStyle: { color: heatColour(group.meanReturn ?? 0, palette) },
            label: {
              formatter: `${group.name}\n${signedPercent(group.meanReturn)}${group.limitUps > 0 ? `\n■${group.limitUps}` : ''}`,
              color: palette.text,
              fontSize: 12,
              lineHeight: 15,
            },
          })),
        },
      ],
    }
  }, [groups, palette, t, language])
  return (
    <Panel
      title={t('heatMap')}
      class="seven"
      note={t('heatSize')}
      actions={choice}
      table={() => groupsTable(groups, t)}
    >
      <EChart
        name={t('heatMap')}
        option={option}
        height={560}
        onSelect={(data) => {
          const { name } = data as { name?: unknown }
          if (typeof name === 'string') onSelect(name)
        }}
      />
    </Panel>
  )
}

function groupsTable(groups: readonly GroupRow[], t: ReturnType<typeof usePage>['t']) {
  return {
    columns: [
      t('group'),
      t('limitUps'),
      t('broken'),
      t('limitDowns'),
      t('height'),
      t('promoted'),
      t('base'),
      t('advancers'),
      t('decliners'),
      t('meanReturn'),
      t('turnover'),
      t('sealMoney'),
    ],
    rows: groups.map((group) => [
      group.name,
      group.limitUps,
      group.broken,
      group.limitDowns,
      group.height,
      group.promoted,
      group.base,
      group.advancers,
      group.decliners,
      group.meanReturn,
      group.amount,
      group.sealAmount,
    ]),
  }
}

interface GroupsPanelProps {
  readonly groups: readonly GroupRow[]
  readonly chosen: string | null
  readonly onSelect: (name: string) => void
}

function GroupsPanel({ groups, chosen, onSelect }: GroupsPanelProps): JSX.Element {
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
    <Panel
      title={t('group')}
      class="five"
      note={`${groups.length}`}
      table={() => groupsTable(groups, t)}
      onlyCsv
      flush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll taller" tabIndex={0} aria-label={t('group')}>
        <table class="data">
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
                    {group.name}
                  </button>
                </td>
                <td class="number">{group.limitUps}</td>
                <td class="number">{group.broken}</td>
                <td class="number">{group.height}</td>
                <td class="number">
                  {group.base === null ? UNKNOWN : `${group.promoted}/${group.base}`}{' '}
                  <span class="dim">
                    {group.promotionRate === null ? '' : percent(group.promotionRate, 0)}
                  </span>
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

/** Boards of the chosen group; of groups that are boards there is no list here, the ladder has it. */
function MembersPanel({ day, kind, name }: { day: Day; kind: Kind; name: string }): JSX.Element {
  const { t } = usePage()
  const rows = [...day.boards.values()].filter((row) =>
    kind === 'industry'
      ? row.industry === name
      : kind === 'concept'
        ? row.concepts.includes(name)
        : row.board === name,
  )
  return (
    <Panel
      title={name}
      note={`${rows.length}`}
      onlyCsv
      table={() => ({
        columns: [t('code'), t('name'), t('premium')],
        rows: rows.map((row) => [row.symbol, row.name, row.closeReturn]),
      })}
    >
      <p class="group-tier">
        {rows.map((row) => (
          <span key={row.symbol}>
            <StockLink row={row} /> <Signed value={row.closeReturn} digits={1} />
          </span>
        ))}
        {rows.length === 0 && <span class="dim">{t('nothingHere')}</span>}
      </p>
    </Panel>
  )
}

function mostFirst(a: GroupRow, b: GroupRow): number {
  return b.limitUps - a.limitUps || (b.meanReturn ?? -1) - (a.meanReturn ?? -1) || (a.name < b.name ? -1 : 1)
}
