import { describe, expect, it } from 'vitest'
import { HYGIENE_MARKS } from '../../../../../core/market/ticks/hygiene-mark.ts'
import { CHINESE } from '../i18n/chinese.ts'
import { translator } from '../i18n/translate.ts'
import { findingName } from '../parts/hygiene-names.ts'
import { hygieneRows, lateSnapshots, snapshotCount } from './hygiene-fates.ts'

describe('tick hygiene on the page', () => {
  it('counts each snapshot once: notes are among those that were kept', () => {
    const rows = hygieneRows({
      crossed: 3,
      accepted: 90,
      duplicate: 7,
      offGrid: 2,
      lateApplied: 1,
      incompleteDay: 4,
    })
    expect(snapshotCount(rows)).toBe(99)
    expect(rows.map(({ finding }) => finding)).toEqual([
      'accepted',
      'duplicate',
      'offGrid',
      'crossed',
      'lateApplied',
      'incompleteDay',
    ])
  })

  it('counts late snapshots once, also those beyond correction', () => {
    expect(lateSnapshots({ accepted: 9, lateApplied: 3, lateOlder: 2, lateBeyondCorrection: 1 })).toBe(5)
    expect(lateSnapshots({})).toBe(0)
  })

  it('has a Chinese name for every mark', () => {
    const names = new Set<string>(Object.values(CHINESE))
    for (const mark of HYGIENE_MARKS) expect(names).toContain(findingName(mark, translator('zh')))
  })
})
