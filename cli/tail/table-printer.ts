import { formatTradeDate, shanghaiDate } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import { humanText, humanTime } from './human-text.ts'
import type { Printer } from './printer.ts'
import type { RecordField } from './record-field.ts'
import type { TailEvent } from './tail-event.ts'

type Value = Readonly<Record<string, unknown>>

/** Left of its column; everything else stands right. */
const GAP = '  '
const LENGTH_OF_DATE = 'yyyy-mm-dd '.length

/**
 * A table that grows at its end: time, fields in human units, remarks. Columns get wider when something wider comes,
 * but what stands on the screen stays.
 */
export function tablePrinter(fields: readonly RecordField[], options: { readonly epochs: boolean }): Printer {
  const columns = fields.filter(({ name }) => name !== 'eventTime' && name !== 'tradeDate')
  const head = ['time', ...columns.map(({ name }) => name), '']
  const widths = head.map(displayWidth)
  let headPrinted = false

  const cells = (event: Extract<TailEvent, { kind: 'record' }>): string[] => {
    const day = event.time === 0 ? '' : `${formatTradeDate(shanghaiDate(event.time))} `
    const texts = columns.map(({ name, unit }) => {
      const text = humanText(event.value[name], unit)
      return unit === 'time' && day !== '' && text.startsWith(day) ? text.slice(LENGTH_OF_DATE) : text
    })
    return [event.time === 0 ? '–' : humanTime(event.time), ...texts, remarks(event.value, options.epochs)]
  }
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => padded(text, widths[at]!))
      .join(GAP)
      .trimEnd()

  return (events) => {
    const rows = events.map((event) => (event.kind === 'control' ? controlText(event) : cells(event)))
    for (const row of rows)
      if (typeof row !== 'string')
        for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at]!, displayWidth(text))
    const lines = rows.map((row) => (typeof row === 'string' ? row : line(row)))
    if (headPrinted || rows.every((row) => typeof row === 'string')) return ended(lines)
    headPrinted = true
    return ended([line(head), '─'.repeat(displayWidth(line(head))), ...lines])
  }
}

const ended = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** What is not a figure, but changes what the figures mean. */
function remarks(value: Value, epochs: boolean): string {
  const { epoch, revision, deleted, late, final, settled } = value
  return [
    epochs && typeof epoch === 'number' ? `epoch ${epoch}` : '',
    typeof revision === 'number' && revision > 0 ? `revision ${revision}` : '',
    deleted === true ? 'withdrawn' : '',
    late === true ? 'late' : '',
    final === false ? 'provisional' : '',
    settled === false ? 'unsettled' : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function controlText({ partition, value }: Extract<TailEvent, { kind: 'control' }>): string {
  const { kind, source, task, tasks, epoch, sequence, eventTime, session, marker } = value
  const about = session === null ? '' : ` of session ${formatTradeDate(session)}`
  const writer = `${source} ${task + 1}/${tasks}`
  return `── ${TITLES[kind]}${about}${marker === null ? '' : ` ${marker}`} · ${humanTime(eventTime)} · ${writer} · epoch ${epoch} · sequence ${sequence} · partition ${partition}`
}

const TITLES: Readonly<Record<Control['kind'], string>> = {
  epochStart: 'epoch begins',
  sessionOpen: 'session opens: events',
  watermark: 'everything is published up to here',
  marker: 'marker',
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** Chinese letters take two cells. */
const displayWidth = (text: string): number =>
  [...text].reduce((width, letter) => width + (WIDE.test(letter) ? 2 : 1), 0)

const NUMERIC = /^[-\d,.%–]+$/

function padded(text: string, width: number): string {
  const space = ' '.repeat(width - displayWidth(text))
  return NUMERIC.test(text) ? space + text : text + space
}
