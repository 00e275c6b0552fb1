import { basename } from 'node:path'
import { keptBytes, letterId } from '../../../runtime/processor/dead-letter.ts'
import type { DeadLetter } from '../../../schemas/generated/events.ts'
import type { Rejection } from '../source.ts'

/** The dead letter of a row that could not be taken. The same row of the same file has the same id. */
export function rejectionLetter(rejection: Rejection, dataset: string, epoch: number): DeadLetter {
  const raw = Buffer.from(rejection.raw)
  const { line, code } = rejection
  return {
    dataset,
    epoch,
    id: letterId([basename(rejection.file), String(line), code], raw),
    source: rejection.file,
    position: `line ${line}`,
    tradeDate: rejection.tradeDate ?? null,
    symbol: rejection.symbol ?? null,
    code,
    reason: rejection.reason,
    ...keptBytes(raw),
    reader: null,
    settles: null,
  }
}
