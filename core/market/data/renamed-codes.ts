/** A code that was replaced: `former` until the day before `from`, `current` since. */
export interface RenamedCode {
  readonly former: string
  readonly current: string
  readonly from: string
}

export const RENAMED_CODES: readonly RenamedCode[] = [
  { former: '833819.BJ', current: '920819.BJ', from: '2025-05-06' },
  { former: '830799.BJ', current: '920799.BJ', from: '2025-05-06' },
  { former: '831445.BJ', current: '920445.BJ', from: '2025-05-06' },
  { former: '430489.BJ', current: '920489.BJ', from: '2025-05-06' },
  { former: '839167.BJ', current: '920167.BJ', from: '2025-05-06' },
  { former: '834682.BJ', current: '920682.BJ', from: '2025-05-06' },
]
