/**
 * Writes docs/configuration.md from runtime/config/settings.ts. With --check it only compares, and fails when the
 * committed file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { SETTINGS, type Setting } from '../runtime/config/settings.ts'

const INTRODUCTION = `# Configuration

Generated from runtime/config/settings.ts by \`npm run generate\`. Do not edit.

Everything is set by environment variables; an empty one counts as not set. A secret may stand in a file instead, named by the
same variable with \`_FILE\` behind it (Docker and Kubernetes mount secrets so): \`CLICKHOUSE_PASSWORD_FILE=/run/secrets/clickhouse\`.
One of the two, not both.

- \`pulse config\` prints every setting, its value and where it comes from, without secrets; \`--format env\` as a file to start from,
  \`--format json\` for programs.
- \`pulse config --check\` says what is wrong, what does not go together and which names nobody reads (with the one that was
  probably meant), and ends with status 1 then.
- \`pulse doctor\` tries what the settings name: servers, credentials, ports, folders.
`

const GROUPS: readonly (readonly [title: string, prefix: RegExp])[] = [
  ['This process', /^PULSE_(?!HOST|PORT|MONITOR|METRICS|LOG)/],
  ['Logs and metrics', /^PULSE_(LOG|METRICS)/],
  ['Monitor', /^PULSE_(HOST|PORT|MONITOR)/],
  ['Kafka', /^KAFKA_/],
  ['Schema registry', /^SCHEMA_REGISTRY_/],
  ['ClickHouse', /^CLICKHOUSE_/],
]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const sections = GROUPS.map(([title, prefix]) => {
  const rows = (Object.entries(SETTINGS) as [string, Setting][])
    .filter(([name]) => prefix.test(name))
    .map(([name, { about, default: preset, secret }]) => {
      const value = preset === undefined ? '' : `\`${preset}\``
      return `| \`${name}\`${secret === true ? ' 🔒' : ''} | ${value} | ${cell(about)} |`
    })
  return [`## ${title}`, '', '| variable | default | what it does |', '|---|---|---|', ...rows].join('\n')
})

const grouped = Object.keys(SETTINGS).filter((name) => GROUPS.some(([, prefix]) => prefix.test(name)))
if (grouped.length !== Object.keys(SETTINGS).length) throw new Error('A setting belongs to no group.')

const text = `${[INTRODUCTION.trimEnd(), ...sections, '🔒 A secret: never shown, never logged; a file may hold it.'].join('\n\n')}\n`
const target = new URL('../docs/configuration.md', import.meta.url)

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/configuration.md is stale: run `npm run generate` and commit the result.')
  process.exitCode = 1
}
