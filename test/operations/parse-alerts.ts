import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** The alerts of infra/prometheus. */
export function parseAlerts(): readonly Alert[] {
  const text = readFileSync(new URL('../../infra/prometheus/alerts.yml', import.meta.url), 'utf8')
  const { groups } = parse(text) as { readonly groups: readonly { readonly rules: readonly Alert[] }[] }
  return groups.flatMap(({ rules }) => rules)
}
