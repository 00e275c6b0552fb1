import type { EventLog, Position, RecordBatch, TaskLog, TopicPartition } from './port.ts'

/**
 * A log under whose names a prefix is put: topics, and the application in front of groups, transactional ids
 * and changelogs. So that several installations share one Kafka cluster. Callers see the plain names.
 */
export function prefixedLog(log: EventLog, prefix: string): EventLog {
  const within = <At extends TopicPartition>(at: At): At => ({ ...at, topic: `${prefix}${at.topic}` })
  const plain = <At extends TopicPartition>(at: At): At => ({ ...at, topic: at.topic.slice(prefix.length) })
  return {
    kind: log.kind,
    ensureTopics: (topics) =>
      log.ensureTopics(topics.map((topic) => ({ ...topic, name: `${prefix}${topic.name}` }))),
    partitions: (topic) => log.partitions(`${prefix}${topic}`),
    ends: async (topic) => (await log.ends(`${prefix}${topic}`)).map(plain),
    committed: async ({ application, processor }) =>
      (await log.committed({ application: `${prefix}${application}`, processor })).map(plain),
    read: (options) =>
      mapped(
        log.read({
          ...options,
          topic: `${prefix}${options.topic}`,
          ...(options.from === undefined ? {} : { from: options.from.map(within) }),
        }),
        plain,
      ),
    join: (spec, run) =>
      log.join(
        {
          ...spec,
          application: `${prefix}${spec.application}`,
          inputs: spec.inputs.map((topic) => `${prefix}${topic}`),
        },
        (task, signal) => run(plainTask(task, prefix.length, within, plain), signal),
      ),
    close: () => log.close(),
  }
}

type Rename = <At extends TopicPartition>(at: At) => At

const plainTask = (task: TaskLog, prefixLength: number, within: Rename, plain: Rename): TaskLog => ({
  id: { ...task.id, application: task.id.application.slice(prefixLength) },
  inputs: task.inputs.map(plain),
  async restore() {
    const { state, positions } = await task.restore()
    return { state, positions: positions.map(plain) }
  },
  seek: (positions) => task.seek(positions.map(within)),
  poll: async (options) => (await task.poll(options)).map(plain),
  commit: ({ outputs, state, positions }) =>
    task.commit({
      outputs: outputs.map((record) => ({
        ...record,
        topic: within({ topic: record.topic, partition: 0 }).topic,
      })),
      state,
      positions: positions.map((position): Position => within(position)),
    }),
  close: () => task.close(),
})

async function* mapped(batches: AsyncIterable<RecordBatch>, plain: Rename): AsyncIterable<RecordBatch> {
  for await (const batch of batches) yield plain(batch)
}
