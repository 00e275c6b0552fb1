import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { SENTIMENT_PROCESSORS } from '../../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'

/** Something that a principal may do, as Kafka's authorizer knows it. Everything else is refused. */
export interface Acl {
  /** Without `User:`. */
  readonly principal: string
  readonly resource: 'topic' | 'group' | 'transactionalId'
  readonly name: string
  /** `prefixed`: whatever begins with the name. */
  readonly pattern: 'literal' | 'prefixed'
  readonly operations: readonly AclOperation[]
}

export type AclOperation = 'read' | 'write' | 'create' | 'describe'

export interface AclOptions {
  /** KAFKA_TOPIC_PREFIX. */
  readonly prefix?: string
  /** Prefix of groups, transactional ids and changelogs. */
  readonly application?: string
}

/** Who there is. Each service signs in as one of them; the names may differ where certificates give them. */
export const PRINCIPALS = {
  ingest: 'pulse-ingest',
  sentiment: 'pulse-sentiment',
  signals: 'pulse-signals',
  warehouse: 'pulse-warehouse',
  /** The page, `pulse tail`, `pulse doctor`: nothing is written. */
  monitor: 'pulse-monitor',
  /** Creates topics (create-topics.ts), and does nothing with them. */
  admin: 'pulse-admin',
  /** Programs of others, which read results. */
  consumer: 'pulse-consumer',
} as const

type Processing = 'ingest' | 'sentiment' | 'signals'

interface Work {
  /** Names under which it writes and keeps state. */
  readonly writers: readonly string[]
  readonly reads: readonly TopicKey[]
}

const ALL_TOPICS = Object.keys(TOPICS) as TopicKey[]
const writtenBy = (writers: readonly string[]): TopicKey[] =>
  ALL_TOPICS.filter((topic) => TOPICS[topic].writers.some((writer) => writers.includes(writer)))

/** What the services do: what they read is what their processors read, what they write is what topics say of them. */
const WORK: Readonly<Record<Processing, Work>> = {
  // It reads what it has written: recorded sessions are merged again by a rebuild.
  ingest: { writers: ['ingest'], reads: writtenBy(['ingest']) },
  sentiment: workOf(SENTIMENT_PROCESSORS),
  signals: workOf(SIGNAL_PROCESSORS),
}

function workOf(
  processors: readonly { readonly name: string; readonly inputs: readonly TopicKey[] }[],
): Work {
  return {
    writers: processors.map(({ name }) => name),
    // Instruments are the reference table of every processor.
    reads: [...new Set<TopicKey>(['instruments', ...processors.flatMap(({ inputs }) => inputs)])],
  }
}

/** Topics of one stage for the next one, and dead letters, which hold what came in. */
export const INTERNAL_TOPICS = ALL_TOPICS.filter(
  (topic) => topic === 'deadLetters' || TOPICS[topic].description.includes('(internal)'),
)
const PUBLIC_TOPICS = ALL_TOPICS.filter((topic) => !INTERNAL_TOPICS.includes(topic))
/** The page shows the market between two minutes from the parts that are merged. */
const SHOWN_PARTS: readonly TopicKey[] = ['partials', 'livePartials', 'deadLetters']

/** Every right that the system needs, and no other. */
export function acls({ prefix = '', application = 'pulse' }: AclOptions = {}): readonly Acl[] {
  const names = { prefix, application: `${prefix}${application}` }
  return [
    ...(Object.keys(WORK) as Processing[]).flatMap((service) => processing(service, names)),
    ...warehouse(names),
    ...monitor(names),
    ...ALL_TOPICS.map((topic) => onTopic(PRINCIPALS.admin, names, topic, ['create', 'describe'])),
    ...changelogs(names).map(({ name }) => ({
      principal: PRINCIPALS.admin,
      resource: 'topic' as const,
      name,
      pattern: 'literal' as const,
      operations: ['create', 'describe'] as const,
    })),
    ...PUBLIC_TOPICS.map((topic) => onTopic(PRINCIPALS.consumer, names, topic, ['read'])),
    ownNames(PRINCIPALS.consumer, 'group', `${prefix}consumer-`, ['read']),
  ]
}

/** State topics of services that may not create topics, with the processor whose state they hold. */
export function changelogs({ application }: { readonly application: string }) {
  return Object.values(WORK).flatMap(({ writers }) =>
    writers.map((processor) => ({ processor, name: `${application}-${processor}-changelog` })),
  )
}

interface Names {
  readonly prefix: string
  /** With the prefix. */
  readonly application: string
}

function processing(service: Processing, names: Names): Acl[] {
  const principal = PRINCIPALS[service]
  const { writers, reads } = WORK[service]
  const writes = writtenBy(writers)
  return [
    // How many partitions a topic has, everybody who writes control records has to know.
    ...ALL_TOPICS.map((topic) =>
      onTopic(principal, names, topic, [
        'describe',
        ...(reads.includes(topic) ? (['read'] as const) : []),
        ...(writes.includes(topic) ? (['write'] as const) : []),
      ]),
    ),
    ...writers.flatMap((processor): Acl[] => {
      const own = `${names.application}-${processor}`
      return [
        {
          principal,
          resource: 'topic',
          name: `${own}-changelog`,
          pattern: 'literal',
          operations: ['read', 'write'],
        },
        { principal, resource: 'group', name: own, pattern: 'literal', operations: ['read'] },
        // Their number is that of the partitions, which an operator chooses.
        ownNames(principal, 'transactionalId', `${own}-`, ['describe', 'write']),
      ]
    }),
  ]
}

/** Its names carry the identity of the ClickHouse that is filled, which is made with it: only their beginning is known. */
function warehouse(names: Names): Acl[] {
  const principal = PRINCIPALS.warehouse
  const own = `${names.prefix}warehouse-`
  return [
    ...ALL_TOPICS.map((topic) =>
      onTopic(
        principal,
        names,
        topic,
        topic === 'deadLetters'
          ? ['describe', 'read', 'write']
          : INTERNAL_TOPICS.includes(topic)
            ? ['describe']
            : ['describe', 'read'],
      ),
    ),
    ownNames(principal, 'topic', own, ['create', 'describe', 'read', 'write']),
    ownNames(principal, 'group', own, ['read']),
    ownNames(principal, 'transactionalId', own, ['describe', 'write']),
  ]
}

function monitor(names: Names): Acl[] {
  const principal = PRINCIPALS.monitor
  return [
    ...ALL_TOPICS.map((topic) =>
      onTopic(
        principal,
        names,
        topic,
        PUBLIC_TOPICS.includes(topic) || SHOWN_PARTS.includes(topic) ? ['describe', 'read'] : ['describe'],
      ),
    ),
    // Lag is the positions of groups.
    ownNames(principal, 'group', `${names.application}-`, ['describe']),
    ownNames(principal, 'group', `${names.prefix}warehouse-`, ['describe']),
  ]
}

function onTopic(
  principal: string,
  { prefix }: Names,
  topic: TopicKey,
  operations: readonly AclOperation[],
): Acl {
  return {
    principal,
    resource: 'topic',
    name: `${prefix}${TOPICS[topic].name}`,
    pattern: 'literal',
    operations,
  }
}

function ownNames(
  principal: string,
  resource: Acl['resource'],
  name: string,
  operations: readonly AclOperation[],
): Acl {
  return { principal, resource, name, pattern: 'prefixed', operations }
}

/** The rights as text, a line each; a star stands for any ending. */
export function aclsText(list: readonly Acl[]): string {
  const lines = list.map(({ principal, resource, name, pattern, operations }) =>
    [
      principal,
      resource,
      `${name}${pattern === 'prefixed' ? '*' : ''}`,
      [...operations].sort().join(','),
    ].join(' '),
  )
  return `${lines.join('\n')}\n`
}
