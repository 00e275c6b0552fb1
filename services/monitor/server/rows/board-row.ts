import type { IntradayMember } from '../../../../schemas/generated/events.ts'
import type { BoardRow } from '../../api/types.ts'
import { fraction, orNull, yuanOfFen, yuanOfPrice } from './units.ts'

const price = orNull(yuanOfPrice)
const amount = orNull(yuanOfFen)

/** A member of the running session as the API gives it. */
export function boardRow(member: IntradayMember, name: string | null): BoardRow {
  const { instrument, touchedUp, ...rest } = member
  return {
    ...rest,
    name,
    openReturn: fraction(member.openReturn),
    closeReturn: fraction(member.closeReturn),
    last: yuanOfPrice(member.last),
    prevClose: yuanOfPrice(member.prevClose),
    limitUp: price(member.limitUp),
    sealAmount: yuanOfFen(member.sealAmount),
    maxSealAmount: yuanOfFen(member.maxSealAmount),
    amount: amount(member.amount),
    concepts: [...member.concepts],
  }
}
