/** A member that commits three batches per task, then begins another transaction and waits in it to be killed. */
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { openKafkaLog } from './kafka-log.ts'

const { BROKERS, APPLICATION, INPUT, OUTPUT } = process.env as Record<string, string>
const brokers = BROKERS!.split(',')
const log = await openKafkaLog({ brokers })

await log.join(
  { application: APPLICATION!, processor: 'copy', inputs: [INPUT!], assignment: 'perPartition' },
  async (task, signal) => {
    const { positions } = await task.restore()
    await task.seek(positions)
    for (let batch = 0; batch < 3 && !signal.aborted; batch += 1) {
      const polled = await task.poll({ maxRecords: 10, waitMs: 5_000 })
      const { topic, partition, records, nextOffset } = polled[0]!
      await task.commit({
        outputs: records.map(({ key, value, timestamp }) => ({ topic: OUTPUT!, key, value, timestamp })),
        state: new Map([['copied', Buffer.from(String((batch + 1) * 10))]]),
        positions: [{ topic, partition, offset: nextOffset }],
      })
    }
    const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({
      transactionalId: `${APPLICATION}-copy-${task.id.task}`,
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: OUTPUT!, messages: [{ key: 'never committed', value: 'x' }] })
    console.log('in transaction')
    await new Promise(() => undefined)
  },
)
