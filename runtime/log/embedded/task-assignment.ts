import { LogError } from '../../errors.ts'
import type { TaskGroupSpec, TaskId } from '../port.ts'
import type { PartitionLog } from './partition-log.ts'

interface TaskAssignment {
  readonly id: TaskId
  readonly inputs: readonly PartitionLog[]
}

/**
 * The tasks of a processor. A source, which has no inputs, is one task.
 * @throws LogError `topicMismatch` when an input is missing, or inputs are not co-partitioned.
 */
export function assignTasks(
  { application, processor, inputs, assignment }: TaskGroupSpec,
  partitionsOf: (topic: string) => readonly PartitionLog[],
): TaskAssignment[] {
  const topics = inputs.map(partitionsOf)
  if (assignment === 'single' || topics.length === 0) {
    return [{ id: { application, processor, task: 0, tasks: 1 }, inputs: topics.flat() }]
  }
  const counts = new Set(topics.map(({ length }) => length))
  if (counts.size > 1) {
    const found = inputs.map((topic, i) => `${topic} ${topics[i]!.length}`).join(', ')
    throw new LogError(
      'topicMismatch',
      `Inputs of ${processor} must have the same number of partitions: ${found}.`,
    )
  }
  const [tasks = 0] = counts
  return Array.from({ length: tasks }, (_, task) => ({
    id: { application, processor, task, tasks },
    inputs: topics.map((partitions) => partitions[task]!),
  }))
}
