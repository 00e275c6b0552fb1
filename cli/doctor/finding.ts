import type { PulseConfig } from '../../runtime/config/pulse-config.ts'

/** What a check found: fine, worth knowing, or in the way; with what to do about it. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'problem'
  readonly text: string
  readonly remedy?: string
}

/** Looks at one thing. What it throws is a problem, too. */
export type Check = (config: PulseConfig) => Promise<readonly Finding[]>

export const ok = (text: string): readonly Finding[] => [{ level: 'ok', text }]
export const note = (text: string, remedy: string): readonly Finding[] => [{ level: 'note', text, remedy }]
export const problem = (text: string, remedy: string): readonly Finding[] => [
  { level: 'problem', text, remedy },
]
