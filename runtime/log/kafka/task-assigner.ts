import { AssignerProtocol, type PartitionAssigner } from 'kafkajs'
import { shareTasks } from './share-tasks.ts'
import type { TaskLayout } from './task-layout.ts'

const NAME = 'pulse-tasks'
const VERSION = 1
const { MemberAssignment, MemberMetadata } = AssignerProtocol

/** Group protocol that assigns whole tasks. Members tell the tasks they work on, so that these stay. */
export function taskAssigner(layout: TaskLayout, owned: () => readonly number[]): PartitionAssigner {
  return () => ({
    name: NAME,
    version: VERSION,

    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(owned())),
      }),
    }),

    async assign({ members }) {
      const shares = shareTasks(
        layout.tasks,
        members.map(({ memberId, memberMetadata }) => ({ id: memberId, owned: ownedBy(memberMetadata) })),
      )
      return [...shares].map(([memberId, tasks]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: assignmentOf(layout, tasks),
          userData: Buffer.alloc(0),
        }),
      }))
    },
  })
}

function assignmentOf(layout: TaskLayout, tasks: readonly number[]): Record<string, number[]> {
  const assignment: Record<string, number[]> = {}
  for (const { topic, partition } of tasks.flatMap((task) => layout.inputs(task))) {
    assignment[topic] = [...(assignment[topic] ?? []), partition]
  }
  return assignment
}

function ownedBy(memberMetadata: Buffer): number[] {
  const userData = MemberMetadata.decode(memberMetadata)?.userData.toString('utf8') ?? ''
  return userData === '' ? [] : (JSON.parse(userData) as number[])
}
