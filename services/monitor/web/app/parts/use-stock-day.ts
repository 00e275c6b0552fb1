import { useEffect, useState } from 'preact/hooks'
import type { StockDay } from '../state/api.ts'
import { api } from '../stream/api-client.ts'

/** A stock's day, asked for again with every minute; null until the first answer. */
export function useStockDay(dataset: string, date: string, symbol: string, minute: number): StockDay | null {
  const [answer, setAnswer] = useState<StockDay | null>(null)
  useEffect(() => {
    let isWanted = true
    api.stock(dataset, date, symbol).then(
      (next) => {
        if (isWanted) setAnswer(next)
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [dataset, date, symbol, minute])
  return answer
}
