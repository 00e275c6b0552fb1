/**
 * A program that needs the warehouse, for tests of several processes: `engine-client.ts <home> [idle seconds]`.
 * Prints the engine's process id when it is connected, and stays until it is ended, or with a third argument
 * `leave` has nothing more to do.
 */
import { openWarehouse } from '../connect.ts'
import { readEndpoint } from '../engine/endpoint.ts'

const [home, idleSeconds, leave] = process.argv.slice(2)
const warehouse = await openWarehouse({ home: home!, engineIdleSeconds: Number(idleSeconds ?? 5) })
const result = await warehouse.client.query({ query: 'SELECT 1', format: 'TabSeparated' })
await result.text()
process.stdout.write(`${readEndpoint(home!)?.pid}\n`)
if (leave !== 'leave') setInterval(() => undefined, 1000)
