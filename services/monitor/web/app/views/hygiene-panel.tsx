import { Fragment, type JSX } from 'preact'
import { integer, percent, UNKNOWN } from '../format/numbers.ts'
import { fateName, findingName } from '../parts/hygiene-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { hygieneRows, snapshotCount } from '../state/hygiene-fates.ts'

/** What tick hygiene found so far, by what became of the snapshots. */
export function HygienePanel({ counters }: { counters: Readonly<Record<string, number>> }): JSX.Element {
  const { t } = usePage()
  const rows = hygieneRows(counters)
  const total = snapshotCount(rows)
  return (
    <Panel
      title={t('hygiene')}
      class="third"
      note={t('hygieneOfSnapshots', { n: integer(total) })}
      onlyCsv
      flush
      table={() => ({
        columns: [t('state'), t('rule'), t('code'), t('times')],
        rows: rows.map(({ fate, finding, count }) => [
          fateName(fate, t),
          findingName(finding, t),
          finding,
          count,
        ]),
      })}
    >
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{t('rule')}</th>
            <th scope="col" class="number">
              {t('times')}
            </th>
            <th scope="col" class="number">
              %
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ fate, finding, count }, index) => (
            <Fragment key={finding}>
              {rows[index - 1]?.fate !== fate && (
                <tr class="head">
                  <th colSpan={3} scope="colgroup">
                    {fateName(fate, t)}
                  </th>
                </tr>
              )}
              <tr data-rule={finding}>
                <td title={finding}>{findingName(finding, t)}</td>
                <td class="number">{integer(count)}</td>
                <td class="number dim">
                  {fate === 'symbols' || total === 0 ? UNKNOWN : percent(count / total, 3)}
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="nothing dim">{t('nothingHere')}</p>}
    </Panel>
  )
}
