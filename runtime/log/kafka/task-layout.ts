import { LogError } from '../../errors.ts'
import type { TaskGroupSpec, TaskId, TopicPartition } from '../port.ts'

/** How a processor's input partitions fall into tasks. */
export interface TaskLayout {
  readonly tasks: number
  inputs(task: number): TopicPartition[]
  /** The tasks whose inputs are among these partitions, as a group member's assignment names them. */
  tasksOf(assignment: Readonly<Record<string, readonly number[]>>): number[]
}

/** @throws LogError `topicMismatch` when the inputs of `perPartition` tasks differ in their partition count. */
export function taskLayout(spec: TaskGroupSpec, partitionCounts: ReadonlyMap<string, number>): TaskLayout {
  const [first] = spec.inputs
  const count = (topic: string): number => partitionCounts.get(topic)!
  if (spec.assignment === 'single' || first === undefined) {
    return {
      tasks: 1,
      inputs: () =>
        spec.inputs.flatMap((topic) => numbers(count(topic)).map((partition) => ({ topic, partition }))),
      tasksOf: (assignment) => (Object.values(assignment).some(({ length }) => length > 0) ? [0] : []),
    }
  }
  if (spec.inputs.some((topic) => count(topic) !== count(first))) {
    const counts = spec.inputs.map((topic) => `${topic}: ${count(topic)}`).join(', ')
    throw new LogError(
      'topicMismatch',
      `Inputs of ${spec.processor} must have the same number of partitions, but have ${counts}.`,
    )
  }
  return {
    tasks: count(first),
    inputs: (task) => spec.inputs.map((topic) => ({ topic, partition: task })),
    tasksOf: (assignment) => [...(assignment[first] ?? [])].sort((a, b) => a - b),
  }
}

export function changelogTopic({
  application,
  processor,
}: Pick<TaskId, 'application' | 'processor'>): string {
  return `${application}-${processor}-changelog`
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number)
}
