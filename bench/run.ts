import type { Bench } from './bench.ts'
import { crossSection } from './cross-section/cross-section.ts'
import { dailyProcessors } from './daily-processors/daily-processors.ts'
import { endToEnd } from './end-to-end/end-to-end.ts'
import { families } from './families/families.ts'
import { kafka } from './kafka/kafka.ts'
import { kafkaTicks } from './kafka-ticks/kafka-ticks.ts'
import { live } from './live/live.ts'
import { machine } from './machine.ts'
import { sink } from './sink/sink.ts'
import { tickDay } from './tick-day/tick-day.ts'
import { tickPath } from './tick-path/tick-path.ts'
import { tickSink } from './tick-sink/tick-sink.ts'
import { windows } from './windows/windows.ts'

const BENCHES: readonly Bench[] = [
  crossSection,
  dailyProcessors,
  endToEnd,
  families,
  kafka,
  kafkaTicks,
  live,
  sink,
  tickDay,
  tickPath,
  tickSink,
  windows,
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !BENCHES.some((bench) => bench.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `No bench ${unknown.join(', ')}; there are ${BENCHES.map(({ name }) => name).join(', ')}.\n`,
  )
  process.exit(1)
}

for (const { name, title, run } of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n${name}: ${title}\n  ${machine()}\n`)
  for (const line of await run()) process.stdout.write(`  ${line}\n`)
}
