import { describe } from 'vitest'
import type { ContractSettings, OpenContractLog } from './event-log/driver.ts'
import { memberCases } from './event-log/members.ts'
import { readingCases } from './event-log/reading.ts'
import { recordCases } from './event-log/records.ts'
import { taskCases } from './event-log/tasks.ts'
import { topicCases } from './event-log/topics.ts'
import { transactionCases } from './event-log/transactions.ts'

export type { ContractLog, ContractSettings } from './event-log/driver.ts'

/**
 * What every adapter of the event log promises, written against the port alone. Each case opens a log of
 * its own and uses names of its own, so adapters may share one broker among cases.
 */
export function eventLogContract(name: string, open: OpenContractLog, settings: ContractSettings): void {
  describe(`event log contract: ${name}`, { timeout: settings.timeoutMs }, () => {
    describe('topics', () => topicCases(open))
    describe('records', () => recordCases(open))
    describe('reading', () => readingCases(open))
    describe('transactions', () => transactionCases(open))
    describe('tasks', () => taskCases(open, settings))
    describe('members', () => memberCases(open, settings))
  })
}
