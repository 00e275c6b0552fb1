import { tickMarket } from '../support/tick-market.ts'
import { runMarket } from './run-market.ts'

/** A process of its own: prints the digest of a market's results, whatever time zone and language it runs under. */
const market = tickMarket(JSON.parse(process.argv[2]!))
const digest = await runMarket(market, (run) => run.digest())
process.stdout.write(`${new Date(0).getHours()} ${digest}\n`)
