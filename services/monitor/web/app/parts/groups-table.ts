import type { DataTable } from '../format/csv.ts'
import type { Translate } from '../i18n/translate.ts'
import type { GroupRow } from '../state/api.ts'
import { groupName } from './code-names.ts'

/** Groups with everything that is known of each, to read and to download. */
export function groupsTable(groups: readonly GroupRow[], t: Translate): DataTable {
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
      groupName(group, t),
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
