import type { MessageKey } from '../i18n/english.ts'
import type { Translate } from '../i18n/translate.ts'
import type { LimitEvent } from '../state/api.ts'

const TEXT: Readonly<Record<LimitEvent['kind'], { readonly key: MessageKey; readonly mark: string }>> = {
  touchedUp: { key: 'kindTouchedUp', mark: '△' },
  sealedUp: { key: 'kindSealedUp', mark: '■' },
  openedUp: { key: 'kindOpenedUp', mark: '◇' },
  resealedUp: { key: 'kindResealedUp', mark: '▣' },
  touchedDown: { key: 'kindTouchedDown', mark: '▽' },
  sealedDown: { key: 'kindSealedDown', mark: '▼' },
  openedDown: { key: 'kindOpenedDown', mark: '◇' },
  resealedDown: { key: 'kindResealedDown', mark: '▣' },
}

export function eventText(kind: LimitEvent['kind'], t: Translate): string {
  return t(TEXT[kind].key)
}

/** A sign of its own for each kind of event. */
export function eventMark(kind: LimitEvent['kind']): string {
  return TEXT[kind].mark
}
