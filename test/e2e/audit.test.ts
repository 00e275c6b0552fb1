import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import { runPulse, succeed, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

it(
  'pulse audit ends with 0 where all is there, 1 where it is not, and 2 where it cannot say',
  () =>
    withHome(async (home) => {
      const env = { PULSE_HOME: home }
      const nothing = await runPulse(['audit'], env)
      expect(nothing, nothing.stderr).toMatchObject({ code: 2 })
      expect(nothing.stderr).toContain('pulse start')

      const market = randomMarket({ seed: 7, sessions: 4, symbols: 20, references: 1 })
      const file = await writeBars(join(home, 'bars.csv'), market)
      await succeed(['start', '--once', '--source', file], env)
      const whole = await runPulse(['audit'], env)
      expect(whole, whole.stderr).toMatchObject({ code: 0 })

      const warehouse = await openWarehouse({ home })
      const { symbol } = market[1]!.bars[0]!.bar
      try {
        await warehouse.client.command({
          query: 'DELETE FROM t_bars_1d WHERE symbol = {symbol:String}',
          query_params: { symbol },
        })
      } finally {
        await warehouse.close()
      }
      const incomplete = await runPulse(['audit', '--format', 'json'], env)
      expect(incomplete, incomplete.stderr).toMatchObject({ code: 1 })
      expect(JSON.parse(incomplete.stdout)).toMatchObject({ outcome: 'different' })
      expect((await runPulse(['audit'], env)).stdout).toContain(symbol)

      // Elsewhere there is nobody to ask.
      const deaf = await runPulse(['audit'], { ...env, CLICKHOUSE_URL: 'http://127.0.0.1:1' })
      expect(deaf, deaf.stderr).toMatchObject({ code: 2 })
      expect(deaf.stderr).toContain('CLICKHOUSE_URL')
    }),
  180_000,
)
