/** What an error code of ClickHouse says about sending the same statement again. */
export type Verdict =
  /** Trouble that ends by itself: the same statement may succeed later. */
  | 'passing'
  /** Credentials, rights or quotas: it may succeed when an operator has acted. */
  | 'denied'
  /** The content of a row: the same row will never be taken. */
  | 'content'
  /** Anything else: a fault of the program or of the tables. */
  | 'refused'

const PASSING = new Set([
  '3', // UNEXPECTED_END_OF_FILE
  '23', // CANNOT_READ_FROM_ISTREAM
  '24', // CANNOT_WRITE_TO_OSTREAM
  '74', // CANNOT_READ_FROM_FILE_DESCRIPTOR
  '75', // CANNOT_WRITE_TO_FILE_DESCRIPTOR: a full disk, too
  '76', // CANNOT_OPEN_FILE: out of descriptors
  '77', // CANNOT_CLOSE_FILE
  '95', // CANNOT_READ_FROM_SOCKET
  '96', // CANNOT_WRITE_TO_SOCKET
  '159', // TIMEOUT_EXCEEDED
  '160', // TOO_SLOW
  '164', // READONLY: a replica on its way up
  '172', // CANNOT_CREATE_DIRECTORY: a full disk, too
  '173', // CANNOT_ALLOCATE_MEMORY
  '198', // DNS_ERROR
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '203', // NO_FREE_CONNECTION
  '204', // CANNOT_FSYNC
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '214', // CANNOT_STATVFS
  '225', // NO_ZOOKEEPER
  '236', // ABORTED: the server is going down
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY
  '243', // NOT_ENOUGH_SPACE
  '252', // TOO_MANY_PARTS
  '254', // NO_ACTIVE_REPLICAS
  '265', // NO_AVAILABLE_REPLICA
  '279', // ALL_CONNECTION_TRIES_FAILED
  '285', // TOO_FEW_LIVE_REPLICAS
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  '289', // REPLICA_IS_NOT_IN_QUORUM
  '294', // CANNOT_WRITE_TO_FILE
  '297', // SHARD_HAS_NO_CONNECTIONS
  '319', // UNKNOWN_STATUS_OF_INSERT
  '364', // RECEIVED_ERROR_TOO_MANY_REQUESTS
  '369', // ALL_REPLICAS_ARE_STALE
  '373', // SESSION_IS_LOCKED
  '384', // PART_IS_TEMPORARILY_LOCKED
  '394', // QUERY_WAS_CANCELLED
  '410', // EXTERNAL_SERVER_IS_NOT_RESPONDING
  '416', // REPLICA_STATUS_CHANGED
  '425', // SYSTEM_ERROR
  '439', // CANNOT_SCHEDULE_TASK
  '473', // DEADLOCK_AVOIDED
  '499', // S3_ERROR
  '574', // DISTRIBUTED_TOO_MANY_PENDING_BYTES
  '586', // CANNOT_CREATE_FILE
  '667', // NOT_INITIALIZED
  '677', // THREAD_WAS_CANCELED
  '692', // TOO_MANY_MUTATIONS
  '695', // ASYNC_LOAD_FAILED
  '722', // ASYNC_LOAD_WAIT_FAILED
  '733', // TABLE_IS_BEING_RESTARTED
  '735', // QUERY_WAS_CANCELLED_BY_CLIENT
  '745', // SERVER_OVERLOADED
  '749', // TCP_CONNECTION_LIMIT_REACHED
  '762', // HTTP_CONNECTION_LIMIT_REACHED
  '777', // MEMORY_RESERVATION_KILLED
  '778', // MEMORY_RESERVATION_FAILED
  '904', // TOO_MANY_UNAVAILABLE_SHARDS
  '999', // KEEPER_EXCEPTION
  '1000', // POCO_EXCEPTION: the network, mostly
  '1001', // STD_EXCEPTION: a full disk, mostly
])

const DENIED = new Set([
  '192', // UNKNOWN_USER
  '193', // WRONG_PASSWORD
  '194', // REQUIRED_PASSWORD
  '195', // IP_ADDRESS_NOT_ALLOWED
  '201', // QUOTA_EXCEEDED
  '291', // DATABASE_ACCESS_DENIED
  '497', // ACCESS_DENIED
  '516', // AUTHENTICATION_FAILED
  '700', // USER_SESSION_LIMIT_EXCEEDED
  '720', // USER_EXPIRED
  '763', // SESSION_REFUSED
])

const CONTENT = new Set([
  '6', // CANNOT_PARSE_TEXT
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '32', // ATTEMPT_TO_READ_AFTER_EOF
  '33', // CANNOT_READ_ALL_DATA
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '53', // TYPE_MISMATCH
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '128', // TOO_LARGE_ARRAY_SIZE
  '131', // TOO_LARGE_STRING_SIZE
  '190', // SIZES_OF_ARRAYS_DONT_MATCH
  '248', // INVALID_PARTITION_VALUE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '407', // DECIMAL_OVERFLOW
  '467', // CANNOT_PARSE_BOOL
  '469', // VIOLATED_CONSTRAINT
  '691', // UNKNOWN_ELEMENT_OF_ENUM
])

/** A block of rows that fall into too many partitions: smaller ones are taken. It has the code of too many parts. */
const SPREAD = /too many partitions for single INSERT block/i

export function verdictOn(code: string, message: string): Verdict {
  if (CONTENT.has(code) || SPREAD.test(message)) return 'content'
  if (PASSING.has(code)) return 'passing'
  return DENIED.has(code) ? 'denied' : 'refused'
}
