/** Helper of cli.test.ts: starts local servers, prints their pids, and waits to be killed. */
import { startLocalKafka } from './start-local-kafka.ts'

const local = await startLocalKafka({ home: process.argv[2]! })
console.log(JSON.stringify(local.pids))
setInterval(() => undefined, 60_000)
