import Table from 'cli-table3'

/**
 * A table for a terminal.
 * @param figures columns after the first one that are figures and stand to the right; the rest are words
 */
export function plainTable(head: readonly string[], figures: number): Table.Table {
  return new Table({
    head: [...head],
    colAligns: head.map((_, at) => (at > 0 && at < figures ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: PLAIN,
  })
}

/** A fraction as it is shown, never as minus zero; a dash where it is unknown. */
export const percent = (value: number | null, digits = 1): string =>
  value === null ? '–' : `${(value * 100).toFixed(digits).replace(/^-(?=[0.]*$)/, '')}%`

/** Rules only under the head: a table that can be pasted. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '──',
  right: '',
  'right-mid': '',
  middle: '  ',
}
