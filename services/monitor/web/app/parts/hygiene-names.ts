import type { MessageKey } from '../i18n/english.ts'
import type { Translate } from '../i18n/translate.ts'
import type { Fate, Finding } from '../state/hygiene-fates.ts'

const FINDINGS: Readonly<Record<Finding, MessageKey>> = {
  accepted: 'hygAccepted',
  staleDay: 'hygStaleDay',
  preOpen: 'hygPreOpen',
  duplicate: 'hygDuplicate',
  offGrid: 'hygOffGrid',
  outsideLimits: 'hygOutsideLimits',
  unitChange: 'hygUnitChange',
  ghost: 'hygGhost',
  highRepaired: 'hygHighRepaired',
  lowRepaired: 'hygLowRepaired',
  openIgnored: 'hygOpenIgnored',
  volumeReset: 'hygVolumeReset',
  volumeRestored: 'hygVolumeRestored',
  volumeCorrection: 'hygVolumeCorrection',
  prevCloseChanged: 'hygPrevCloseChanged',
  crossed: 'hygCrossed',
  clockSkew: 'hygClockSkew',
  lateApplied: 'hygLateApplied',
  lateOlder: 'hygLateOlder',
  lateBeyondCorrection: 'hygLateBeyondCorrection',
  limitMismatch: 'hygLimitMismatch',
  incompleteDay: 'hygIncompleteDay',
  vendorMismatch: 'hygVendorMismatch',
}

const FATES: Readonly<Record<Fate, MessageKey>> = {
  kept: 'fateKept',
  noted: 'fateNoted',
  dropped: 'fateDropped',
  quarantined: 'fateQuarantined',
  symbols: 'fateSymbols',
}

/** What tick hygiene found, in words; a code that the page does not know stands for itself. */
export function findingName(finding: string, t: Translate): string {
  const key = FINDINGS[finding as Finding]
  return key === undefined ? finding : t(key)
}

export function fateName(fate: Fate, t: Translate): string {
  return t(FATES[fate])
}
