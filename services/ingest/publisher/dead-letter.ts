import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { DeadLetter } from '../../../schemas/generated/events.ts'
import type { Rejection } from '../source.ts'

/** The dead letter of a row that could not be taken. The same row of the same file has the same id. */
export function rejectionLetter(rejection: Rejection, dataset: string, epoch: number): DeadLetter {
  const file = basename(rejection.file)
  const id = createHash('sha256')
    .update(`${file}\n${rejection.line}\n${rejection.code}\n${rejection.raw}`)
    .digest('hex')
    .slice(0, 32)
  return {
    dataset,
    epoch,
    id,
    source: rejection.file,
    position: `line ${rejection.line}`,
    tradeDate: rejection.tradeDate ?? null,
    symbol: rejection.symbol ?? null,
    code: rejection.code,
    reason: rejection.reason,
    raw: Buffer.from(rejection.raw),
  }
}
