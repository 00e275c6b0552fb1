/**
 * One reader of recorded ticks in a process of its own. Writes one line of JSON.
 *
 *  - `child.ts process HOME PREFIX MARKER`: both processors, or the share of them that other processes leave
 *  - `child.ts raw HOME PREFIX TICKS`: kafkajs and avsc
 */
import { readConfig } from '../../runtime/config/read-config.ts'
import { consumeRaw } from '../kafka/consume-raw.ts'
import { CLOCKS } from '../measure.ts'
import { processRecorded } from '../recorded.ts'

/** What a reader took from its first records to the last of all. */
export interface ReaderReport {
  readonly seconds: number
  /** Processor time of all threads, in seconds. */
  readonly processor: number
}

const [side, home, prefix, until] = process.argv.slice(2) as ['process' | 'raw', string, string, string]
const config = readConfig({ ...process.env, PULSE_HOME: home, KAFKA_TOPIC_PREFIX: prefix })

let before = 0
const begins = (): void => {
  before = CLOCKS.processor()
}
const seconds =
  side === 'raw'
    ? await consumeRaw(config, 'ticks', Number(until), begins)
    : await processRecorded(config, until, begins)
const report: ReaderReport = { seconds, processor: CLOCKS.processor() - before }
process.stdout.write(`${JSON.stringify(report)}\n`)
