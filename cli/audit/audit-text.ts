import type { AuditReport, Finding, TopicAudit } from '../../services/warehouse/audit/audit-report.ts'
import { outcomeOf } from '../../services/warehouse/audit/audit-report.ts'
import { plainTable } from '../plain-table.ts'

const HEAD = ['topic', 'records', 'replaced', 'withdrawn', 'withheld', 'letters', 'rows', 'behind', 'wrong']

/** The report for a terminal: a line per topic, the hours that differ, and what is wrong by name. */
export function auditText(report: AuditReport, options: { readonly hours: boolean }): string {
  const { dataset, epoch, from, to, topics, strangers } = report
  const table = plainTable(HEAD, HEAD.length)
  for (const audit of topics) table.push(figuresOf(audit))
  const days =
    from === null && to === null ? 'all days' : `${from ?? 'the first day'} to ${to ?? 'the last day'}`
  const hours = topics
    .flatMap((audit) => audit.hours)
    .filter(({ isEqual }) => options.hours || !isEqual)
    .map(({ topic, partition, hour, expected, stored, isEqual }) => {
      const count = `${expected} from the log, ${stored} stored`
      return `  ${topic} partition ${partition} ${hour ?? 'no time'}: ${count}${isEqual ? '' : '  differ'}`
    })
  const again = topics.filter((audit) => audit.again > 0)
  return [
    `Data set ${dataset}, epoch ${epoch}, ${days}`,
    table.toString(),
    ...(hours.length === 0 ? [] : ['Hours of event time, in Shanghai:', ...hours]),
    ...topics.flatMap(({ findings }) => findings.map(findingText)),
    ...strangers.map(
      ({ table: name, origin, rows }) =>
        `  stray     ${name}: ${rows} rows of "${origin}", which no topic has written`,
    ),
    ...again.map(
      ({ table: name, again: rows, againKeys }) =>
        `  again     ${name}: ${rows} rows lie there once more and are shown once, until the next merge: ${againKeys.slice(0, 3).join(' ')}`,
    ),
    VERDICTS[outcomeOf(report)],
  ].join('\n')
}

const VERDICTS = {
  complete:
    'Everything is accounted for: every record has its row, its letter or its reason, and every row its record.',
  different: 'Log and warehouse differ.',
  behind: 'No difference so far, but the sink has not stored everything yet: ask again when it has.',
} as const

function figuresOf(audit: TopicAudit): (string | number)[] {
  const { topic, records, superseded, repeated, withdrawn, withheld, deadLettered, rows, behind, counts } =
    audit
  const wrong = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return [topic, records, superseded + repeated, withdrawn, withheld, deadLettered, rows, behind, wrong]
}

function findingText({ kind, topic, partition, offset, hour, key, detail }: Finding): string {
  const place = offset === undefined ? '' : ` offset ${offset}`
  const why = detail === undefined || detail === '' ? '' : `: ${detail}`
  return `  ${kind.padEnd(10)}${topic} partition ${partition}${place} ${hour ?? ''} ${key}${why}`
}
